/** Computes the rows of a word's figure. Pure. */
import { spanKinds } from "../spec/types.ts";
import type { SpanColumns } from "./kept-plays.ts";

const running = spanKinds.indexOf("running");
const waiting = spanKinds.indexOf("waiting");

export interface Bar {
  task: number;
  startMs: number;
  endMs: number;
}

/** When each answer came, in that order. */
export function pingsOf(spans: SpanColumns): number[] {
  return rowsOfWord(spans, false)
    .waits.map(({ endMs }) => endMs)
    .sort((a, b) => a - b);
}

/**
 * The computing rows, and the waits. `parallel`: a lane is a thread; otherwise there is one thread,
 * on which everything runs.
 */
export function rowsOfWord(
  spans: SpanColumns,
  parallel: boolean,
): { threads: Bar[][]; waits: Bar[] } {
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
