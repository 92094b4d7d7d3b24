/** Synthetic, reproducible results for tests and benchmarks of the timeline. */
import type { Result, Strategy } from "../../../web/spec/types.ts";
import { resultOf, type SpanRow, spansOf } from "./results.ts";

/** A reproducible stream of random numbers in [0, 1) (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A pool: `spans` / 2 tasks, of two spans each, queue from the start and run on `lanes` lanes, one
 * after another, for `lengthMs` on average, with occasional pauses between them.
 */
export function poolRun(how: Strategy, spans: number, lanes: number, lengthMs: number): Result {
  const random = randomFrom(spans + lanes);
  const freeFrom = new Float64Array(lanes);
  const rows: SpanRow[] = [];
  for (let task = 0; task < spans / 2; task++) {
    const lane = task % lanes;
    const startMs = (freeFrom[lane] as number) + (random() < 0.3 ? random() * lengthMs : 0);
    const endMs = startMs + lengthMs * (0.2 + 1.6 * random());
    freeFrom[lane] = endMs;
    rows.push([lane, task, 0, 0, startMs], [lane, task, 2, startMs, endMs]);
  }
  return withLoop(how, rows);
}

/** I/O: every task waits on the lane of its slot; some are blocked first. */
export function waitingRun(how: Strategy, spans: number, lanes: number, lengthMs: number): Result {
  const random = randomFrom(spans * 31 + lanes);
  const freeFrom = new Float64Array(lanes);
  const rows: SpanRow[] = [];
  for (let task = 0; rows.length < spans; task++) {
    const lane = task % lanes;
    let startMs = freeFrom[lane] as number;
    if (random() < 0.4) {
      const sentMs = startMs + lengthMs * random();
      rows.push([lane, task, 3, startMs, sentMs]);
      startMs = sentMs;
    }
    const endMs = startMs + lengthMs * (0.2 + 1.6 * random());
    freeFrom[lane] = endMs;
    rows.push([lane, task, 1, startMs, endMs]);
  }
  return withLoop(how, rows);
}

function withLoop(how: Strategy, rows: SpanRow[]): Result {
  const wallMs = rows.reduce((end, row) => Math.max(end, row[4]), 0);
  const base = resultOf({ how, spans: spansOf(rows), wallMs });
  const at = (share: number): number => share * wallMs;
  return {
    ...base,
    eventLoop: {
      ...base.eventLoop,
      longestFreezeMs: at(0.3),
      frozenMs: at(0.35),
      freezes: [
        { startMs: at(0.1), endMs: at(0.4) },
        { startMs: at(0.6), endMs: at(0.65) },
      ],
      droppedFrames: 24,
      drops: [
        { startMs: at(0.1), endMs: at(0.4), frames: 20 },
        { startMs: at(0.59), endMs: at(0.66), frames: 4 },
      ],
    },
  };
}
