/** Where the time of a run went. */
import { type Spans, spanKinds } from "../../spec/types.ts";

/**
 * Which part of the wall time something was computing, and which part all that was in flight only
 * waited, each 0–1. Waits that overlap count once; a wait beside computing is not waiting.
 */
export function sharesOf(spans: Spans, wallMs: number): { waiting: number; computing: number } {
  if (!(wallMs > 0)) return { waiting: 0, computing: 0 };
  const computing = unionMs(spans, (kind) => kind === "running");
  const either = unionMs(spans, (kind) => kind !== "queued");
  return { waiting: (either - computing) / wallMs, computing: computing / wallMs };
}

function unionMs(spans: Spans, wanted: (kind: (typeof spanKinds)[number]) => boolean): number {
  let total = 0;
  let until = Number.NEGATIVE_INFINITY;
  // Spans come ordered by their start.
  for (let i = 0; i < spans.count; i++) {
    const kind = spanKinds[spans.kind[i] as number];
    if (!kind || !wanted(kind)) continue;
    const end = spans.endMs[i] as number;
    total += Math.max(0, end - Math.max(until, spans.startMs[i] as number));
    until = Math.max(until, end);
  }
  return total;
}
