/**
 * One clock for all threads. Every worker's `performance.now()` has a zero of its own; adding
 * `performance.timeOrigin` puts them all on milliseconds since the Unix epoch.
 * https://www.w3.org/TR/hr-time-3/#dfn-shared-monotonic-clock
 */
export function epochNow(): number {
  return performance.timeOrigin + performance.now();
}

/** A moment of the shared clock on this thread's `performance.now()`. */
export function toLocal(epochMs: number): number {
  return epochMs - performance.timeOrigin;
}

/**
 * ms until the clock of all threads is at a whole multiple of `everyMs`: the next one, or the one after
 * where that is near, as timers may be a little early and would be set for the same one again.
 */
export function untilMultiple(everyMs: number): number {
  const leftMs = everyMs - (epochNow() % everyMs);
  return leftMs < everyMs / 4 ? leftMs + everyMs : leftMs;
}

let resolutionMs: number | undefined;

/** The smallest step that this thread's clock is seen to make, in ms; looked at once. */
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
