/**
 * A finished run at one moment: what ran, what waited, and what stood in line on the event loop. All
 * of it is what was recorded; nothing is interpolated but the moment itself.
 */
import type { Result } from "../../spec/types.ts";
import { BLOCKED, QUEUED, RUNNING, WAITING } from "./kinds.ts";

/** A moment of one result. Counts of tasks, and the indices of those that compute, in order. */
export interface Moment {
  running: number[];
  waiting: number;
  blocked: number;
  /** In flight, and at that moment on nobody's thread: between two of its turns. */
  paused: number;
  /** Not started yet. */
  queued: number;
  ended: number;
  /** Health checks that were sent and not answered yet. */
  checks: number;
  /** Timers that were due and had not fired yet. */
  timers: number;
  /** Answers that had arrived and that the loop had not taken yet. */
  answers: number;
  /** The result has ended by then. */
  over: boolean;
}

/** Beginnings and ends this close, as a share of the whole, are one step: nobody could tell them apart. */
const oneStep = 1 / 500;

/** Times in ms at which something begins or ends in one of the results, ascending, from 0. */
export function stepsOf(results: readonly Result[]): Float64Array {
  const steps = new Set<number>([0]);
  for (const { spans, wallMs } of results) {
    for (let i = 0; i < spans.count; i++) {
      if (spans.kind[i] === QUEUED) continue;
      steps.add(spans.startMs[i] as number);
      steps.add(spans.endMs[i] as number);
    }
    steps.add(wallMs);
  }
  const sorted = Float64Array.from(steps).sort();
  const least = (sorted.at(-1) ?? 0) * oneStep;
  // A step shows what has happened by the last of those that are one. The moment before anything
  // has begun is a step of its own, however soon something does.
  const kept = [0];
  let firstOfStep = Number.NEGATIVE_INFINITY;
  for (const step of sorted) {
    if (step === 0) continue;
    if (step - firstOfStep < least) {
      kept[kept.length - 1] = step;
    } else {
      kept.push(step);
      firstOfStep = step;
    }
  }
  return Float64Array.from(kept);
}

/** The next step after `ms`, or the last before it; the first or the last if there is none. */
export function stepFrom(steps: Float64Array, ms: number, by: 1 | -1): number {
  const after = steps.findIndex((step) => step > ms);
  if (by > 0) return steps[after < 0 ? steps.length - 1 : after] ?? 0;
  const from = after < 0 ? steps.length - 1 : after - 1;
  const before = (steps[from] ?? 0) < ms ? from : from - 1;
  return steps[Math.max(0, before)] ?? 0;
}

export function momentAt(result: Result, ms: number): Moment {
  const { spans, tasks, eventLoop, wallMs } = result;
  const moment: Moment = {
    running: [],
    waiting: 0,
    blocked: 0,
    paused: 0,
    queued: 0,
    ended: 0,
    checks: 0,
    timers: 0,
    answers: 0,
    over: ms >= wallMs,
  };
  const lastEnd = new Float64Array(tasks.count).fill(-1);
  const active = new Uint8Array(tasks.count);
  for (let i = 0; i < spans.count; i++) {
    const task = spans.task[i] as number;
    const endMs = spans.endMs[i] as number;
    lastEnd[task] = Math.max(lastEnd[task] as number, endMs);
    if ((spans.startMs[i] as number) > ms || endMs <= ms) continue;
    active[task] = 1;
    if (spans.kind[i] === RUNNING) moment.running.push(task);
    else if (spans.kind[i] === WAITING) moment.waiting++;
    else if (spans.kind[i] === BLOCKED) moment.blocked++;
    else moment.queued++;
  }
  for (let task = 0; task < tasks.count; task++) {
    if (active[task]) continue;
    if ((lastEnd[task] as number) <= ms) moment.ended++;
    else moment.paused++;
  }
  moment.running.sort((a, b) => a - b);
  for (const { sentMs, answeredMs } of eventLoop.checks) {
    if (sentMs <= ms && answeredMs > ms) moment.checks++;
  }
  for (const { dueMs, firedMs } of eventLoop.timers) {
    if (dueMs <= ms && firedMs > ms) moment.timers++;
  }
  for (const { arrivedMs, handledMs, count } of eventLoop.answers) {
    if (arrivedMs <= ms && handledMs > ms) moment.answers += count;
  }
  return moment;
}
