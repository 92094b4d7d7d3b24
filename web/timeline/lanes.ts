/** Names of lanes: what thread, or which slot of I/O, a row of the timeline is. */
import type { Result } from "../engine/types.ts";

/** `waitsOnly`: the run's work is I/O, so that a lane is a slot in flight, not a thread. */
export function laneName(result: Result, lane: number, waitsOnly: boolean): string {
  if (result.how === "parallel") return `${waitsOnly ? "thread" : "worker"} ${lane + 1}`;
  if (waitsOnly) return `slot ${lane + 1}`;
  const loop = result.spec.loop === "main" ? "main thread" : "loop worker";
  return lane === 0 ? loop : `${loop}, task ${lane + 1}`;
}

/** What many lanes drawn as one strip are called together. */
export function lanesName(result: Result, lanes: number, waitsOnly: boolean): string {
  const one = result.how === "parallel" ? (waitsOnly ? "threads" : "workers") : "slots";
  return `${lanes.toLocaleString("en-US")} ${waitsOnly || result.how === "parallel" ? one : "tasks"}`;
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
