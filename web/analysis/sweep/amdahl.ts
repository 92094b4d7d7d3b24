/**
 * G. M. Amdahl, "Validity of the single processor approach to achieving large scale computing
 * capabilities", AFIPS Spring Joint Computer Conference, 1967: of work whose fraction p can be
 * shared out, n workers need the part (1 − p) + p/n of the time that one needs.
 */

/** How many times as fast n workers are. */
export function amdahlSpeedup(parallelFraction: number, workers: number): number {
  return 1 / (1 - parallelFraction + parallelFraction / workers);
}

/**
 * The parallel fraction, 0–1, that fits best: least squares of the relative times 1/speedup, in
 * which Amdahl's law is linear. Each point counts the same, so that a slow one weighs more than by
 * speedups. undefined where nothing but one worker was measured.
 */
export function fitAmdahl(
  points: readonly { workers: number; speedup: number }[],
): number | undefined {
  let above = 0;
  let below = 0;
  for (const { workers, speedup } of points) {
    if (!(speedup > 0) || !(workers > 1)) continue;
    const shared = 1 - 1 / workers;
    above += shared * (1 - 1 / speedup);
    below += shared * shared;
  }
  return below > 0 ? Math.min(1, Math.max(0, above / below)) : undefined;
}
