/** Computes the rows of a word's figure. Pure. */
import { type Spans, spanKinds } from "../spec/types.ts";

const running = spanKinds.indexOf("running");
const waiting = spanKinds.indexOf("waiting");

export interface Bar {
  task: number;
  startMs: number;
  endMs: number;
}

/**
 * The computing rows, and the waits. `parallel`: a lane is a thread; otherwise there is one thread,
 * on which everything runs.
 */
export function rowsOfWord(spans: Spans, parallel: boolean): { threads: Bar[][]; waits: Bar[] } {
  const threads = new Map<number, Bar[]>(parallel ? [] : [[0, []]]);
  const waits: Bar[] = [];
  for (let i = 0; i < spans.count; i++) {
    const bar = {
      task: spans.task[i] as number,
      startMs: spans.startMs[i] as number,
      endMs: spans.endMs[i] as number,
    };
    if (spans.kind[i] === waiting) waits.push(bar);
    if (spans.kind[i] !== running) continue;
    const lane = parallel ? (spans.lane[i] as number) : 0;
    threads.set(lane, [...(threads.get(lane) ?? []), bar]);
  }
  const lanes = [...threads].sort(([a], [b]) => a - b).map(([, bars]) => bars);
  return { threads: lanes, waits: waits.sort((a, b) => a.task - b.task) };
}
