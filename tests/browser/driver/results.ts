/** Results as a page can hand them over: as JSON, which has no typed arrays. */
import type { Result, Spec } from "../../../web/spec/types.ts";
import type { Tab } from "./browsers.ts";

export type Measured = Omit<Result, "spans">;

/** Runs `spec` in the page; the results come without their spans. */
export function run(tab: Tab, spec: Partial<Spec>): Promise<Measured[]> {
  return tab.evaluate(async (wanted: Partial<Spec>) => {
    const results = await window.lanes.run(wanted);
    return results.map(({ spans: _spans, ...rest }) => rest);
  }, spec);
}

type Column = "lane" | "task" | "kind" | "startMs" | "endMs";

/** A result's spans, of columns that were plain arrays on their way. */
export function spansOf(plain: Record<Column, readonly number[]>): Result["spans"] {
  return {
    count: plain.lane.length,
    lane: Uint16Array.from(plain.lane),
    task: Uint32Array.from(plain.task),
    kind: Uint8Array.from(plain.kind),
    startMs: Float64Array.from(plain.startMs),
    endMs: Float64Array.from(plain.endMs),
  };
}
