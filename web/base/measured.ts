/** Formats numbers measured on this browser's clock. */
import { clockResolution } from "./clock.ts";
import { formatMs } from "./format.ts";

/**
 * Clock steps from this length on, ms, are coarse: they show in the formatted numbers. Browsers use
 * such steps against fingerprinting (Firefox's `privacy.resistFingerprinting`: up to 100 ms;
 * https://www.w3.org/TR/hr-time-3/#sec-security).
 */
export const coarseStepMs = 5;

/** "1.30 s", or "1.30 s ± 100 ms" on a coarse clock: both readings are up to a step late. */
export function formatOnClock(ms: number, stepMs: number): string {
  const said = formatMs(ms);
  return stepMs >= coarseStepMs && Number.isFinite(ms) ? `${said} ± ${formatStep(stepMs)}` : said;
}

/** The step of this thread's clock in ms if it is coarse, else 0. */
export function coarseStep(): number {
  const stepMs = clockResolution();
  return stepMs >= coarseStepMs ? stepMs : 0;
}

/** In µs below 1 ms: steps are often far below the 0.1 ms to which durations are shown. */
export function formatStep(ms: number): string {
  return ms < 1 ? `${Math.round(ms * 1000)} µs` : formatMs(ms);
}

/** A duration measured on this thread's clock. */
export function formatMeasured(ms: number): string {
  return formatOnClock(ms, clockResolution());
}
