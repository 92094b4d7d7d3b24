/** Where the time of a run went. */
import { type Spans, spanKinds } from "../../spec/types.ts";

/**
 * The fraction of the wall time in which anything was computing, and that in which every task in
 * flight was waiting, each 0–1. Overlapping waits count once; waiting while something else computes
 * does not count.
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
  // Spans are ordered by start.
  for (let i = 0; i < spans.count; i++) {
    const kind = spanKinds[spans.kind[i] as number];
    if (!kind || !wanted(kind)) continue;
    const end = spans.endMs[i] as number;
    total += Math.max(0, end - Math.max(until, spans.startMs[i] as number));
    until = Math.max(until, end);
  }
  return total;
}
