/** How many requests were in flight at each moment of a run, from its spans. Pure. */
import { type Spans, spanKinds } from "../../spec/types.ts";

const queued = spanKinds.indexOf("queued");

export interface Level {
  atMs: number;
  inFlight: number;
}

/** The most in each of `bins` equal parts of the time from 0 to `endMs`; `atMs` is a part's begin. */
export function levelsOf(spans: Spans, endMs: number, bins: number): Level[] {
  // A task is in flight from its first span that is no queue to the end of its last.
  const from = new Map<number, number>();
  const to = new Map<number, number>();
  for (let i = 0; i < spans.count; i++) {
    if (spans.kind[i] === queued) continue;
    const task = spans.task[i] as number;
    from.set(
      task,
      Math.min(from.get(task) ?? Number.POSITIVE_INFINITY, spans.startMs[i] as number),
    );
    to.set(task, Math.max(to.get(task) ?? 0, spans.endMs[i] as number));
  }
  const edges: [ms: number, step: number][] = [];
  for (const [task, startMs] of from) edges.push([startMs, 1], [to.get(task) as number, -1]);
  edges.sort(([a, stepA], [b, stepB]) => a - b || stepA - stepB);
  const levels: Level[] = [];
  let next = 0;
  let now = 0;
  for (let bin = 0; bin < bins; bin++) {
    const untilMs = ((bin + 1) / bins) * endMs;
    let most = now;
    for (; next < edges.length && (edges[next] as [number, number])[0] <= untilMs; next++) {
      now += (edges[next] as [number, number])[1];
      most = Math.max(most, now);
    }
    levels.push({ atMs: (bin / bins) * endMs, inFlight: most });
  }
  return levels;
}
