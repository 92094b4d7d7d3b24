/** Numbers that this browser's clock has measured, as people read them. */
import { clockResolution } from "./clock.ts";
import { formatMs } from "./format.ts";

/**
 * Steps from here on are coarse: they can be seen in what a person reads, and a browser that takes them
 * does so against fingerprinting (Firefox's `privacy.resistFingerprinting` steps by up to 100 ms;
 * https://www.w3.org/TR/hr-time-3/#sec-security).
 */
export const coarseStepMs = 5;

/** "1.30 s", or "1.30 s ± 100 ms" by a clock of such steps: two readings are each up to a step late. */
export function formatOnClock(ms: number, stepMs: number): string {
  const said = formatMs(ms);
  return stepMs >= coarseStepMs && Number.isFinite(ms) ? `${said} ± ${formatStep(stepMs)}` : said;
}

/** This thread's clock's step where it is coarse; 0 where it is not. */
export function coarseStep(): number {
  const stepMs = clockResolution();
  return stepMs >= coarseStepMs ? stepMs : 0;
}

/** Steps are often far below the tenth of a ms that durations are shown to. */
export function formatStep(ms: number): string {
  return ms < 1 ? `${Math.round(ms * 1000)} µs` : formatMs(ms);
}

/** A duration measured on this thread's clock. */
export function formatMeasured(ms: number): string {
  return formatOnClock(ms, clockResolution());
}
