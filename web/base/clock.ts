/**
 * One clock for all threads, in ms since the Unix epoch. Every worker's `performance.now()` starts
 * at its own zero; adding `performance.timeOrigin` makes them comparable.
 * https://www.w3.org/TR/hr-time-3/#dfn-shared-monotonic-clock
 */
export function epochNow(): number {
  return performance.timeOrigin + performance.now();
}

/** Converts a time of the shared clock to this thread's `performance.now()`. */
export function toLocal(epochMs: number): number {
  return epochMs - performance.timeOrigin;
}

/**
 * ms until the shared clock reaches a multiple of `everyMs`: the next one or, if that is less than
 * `everyMs` / 4 away, the one after it. Timers may fire slightly early, and would otherwise be set
 * for the same multiple again.
 */
export function untilMultiple(everyMs: number): number {
  const leftMs = everyMs - (epochNow() % everyMs);
  return leftMs < everyMs / 4 ? leftMs + everyMs : leftMs;
}

let resolutionMs: number | undefined;

/** The smallest step observed on this thread's clock, in ms; measured once. */
export function clockResolution(): number {
  resolutionMs ??= smallestStep();
  return resolutionMs;
}

function smallestStep(): number {
  let smallest = Number.POSITIVE_INFINITY;
  for (let step = 0; step < 5; step++) {
    const from = performance.now();
    let to = from;
    while (to === from) to = performance.now();
    smallest = Math.min(smallest, to - from);
  }
  return smallest;
}
