/** Names of lanes: the thread, the loop's task or the I/O slot that a row of the timeline shows. */
import { strategyEntry } from "../../spec/strategies.ts";
import type { Result } from "../../spec/types.ts";

/** `waitsOnly`: the run's work is I/O, so that without threads a lane is a slot for a request. */
export function nameOfLane(result: Result, lane: number, waitsOnly: boolean): string {
  if (strategyEntry(result.how).threads) return `${waitsOnly ? "thread" : "worker"} ${lane + 1}`;
  if (waitsOnly) return `slot ${lane + 1}`;
  const loop = result.spec.loop === "main" ? "main thread" : "loop worker";
  return lane === 0 ? loop : `${loop}, task ${lane + 1}`;
}

/** The common name of many lanes that are drawn as one strip. */
export function nameOfStrip(result: Result, lanes: number, waitsOnly: boolean): string {
  const { threads } = strategyEntry(result.how);
  const one = threads ? (waitsOnly ? "threads" : "workers") : "slots";
  return `${lanes.toLocaleString("en-US")} ${waitsOnly || threads ? one : "tasks"}`;
}

/** True if the run has waiting spans and no running ones. */
export function waitsOnly(result: Result): boolean {
  const { count, kind } = result.spans;
  let waits = false;
  for (let i = 0; i < count; i++) {
    if (kind[i] === 2) return false;
    if (kind[i] === 1) waits = true;
  }
  return waits;
}
