/** The calls of one request, as one way made them. */
import { spanKinds } from "../../spec/types.ts";
import type { SpanColumns } from "../kept-plays.ts";

/** What is drawn of a result. */
export interface Called {
  wallMs: number;
  spans: SpanColumns;
}

/** The browser held some back: it opened no connection for them. */
export function hasHeld({ spans }: Called): boolean {
  const [queued, waiting] = [spanKinds.indexOf("queued"), spanKinds.indexOf("waiting")];
  return Array.from(spans.kind).some((kind) => kind !== queued && kind !== waiting);
}
