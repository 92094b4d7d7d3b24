/** Names of lanes: what thread, or which slot of I/O, a row of the timeline is. */
import { strategyEntry } from "../spec/strategies.ts";
import type { Result } from "../spec/types.ts";

/** `waitsOnly`: the run's work is I/O, so that a lane is a slot in flight, not a thread. */
export function nameOfLane(result: Result, lane: number, waitsOnly: boolean): string {
  if (strategyEntry(result.how).threads) return `${waitsOnly ? "thread" : "worker"} ${lane + 1}`;
  if (waitsOnly) return `slot ${lane + 1}`;
  const loop = result.spec.loop === "main" ? "main thread" : "loop worker";
  return lane === 0 ? loop : `${loop}, task ${lane + 1}`;
}

/** What many lanes drawn as one strip are called together. */
export function nameOfStrip(result: Result, lanes: number, waitsOnly: boolean): string {
  const { threads } = strategyEntry(result.how);
  const one = threads ? (waitsOnly ? "threads" : "workers") : "slots";
  return `${lanes.toLocaleString("en-US")} ${waitsOnly || threads ? one : "tasks"}`;
}

/** A run is one of waiting when it waits and computes nothing that is worth a span. */
export function waitsOnly(result: Result): boolean {
  const { count, kind } = result.spans;
  let waits = false;
  for (let i = 0; i < count; i++) {
    if (kind[i] === 2) return false;
    if (kind[i] === 1) waits = true;
  }
  return waits;
}
