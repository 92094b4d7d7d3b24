/** What the numbers of a stampede say, in sentences. */
import { formatAbout, formatCount, formatMs } from "../../base/format.ts";
import { formatMeasured } from "../../base/measured.ts";
import { nearlyAll } from "../../base/percentile.ts";
import type { WhatIfPoint } from "../../spec/types.ts";
import { bystanderFailed, failedShare, type Measured } from "./measure.ts";

/** A pool counts as busy from this fraction of its capacity on. */
const almostFull = 0.95;

/** Before anything has run. `few`: what the model says of the limit. */
export function sayAhead(allMs: number, few: WhatIfPoint | undefined): string {
  const limited = few ? `about ${formatAbout(few.wallMs)}` : "a while longer";
  return `Nothing has run yet. All at once takes about ${formatAbout(allMs)}, with the limit ${limited}.`;
}

/** What all `tasks` at once came to, and the same with a limit; `best`: what the model can do. */
export function sayBoth(
  all: Measured | undefined,
  few: Measured | undefined,
  tasks: number,
  best: WhatIfPoint | undefined,
): string {
  const parts: string[] = [];
  if (all) {
    parts.push(
      `All at once: ${formatCount(all.failed)} of ${formatCount(tasks)} queries failed, and ${bystanderFailed(all.bystander)} of the bystander’s ${all.bystander.sent}.`,
    );
  }
  if (few) {
    const slower =
      best && few.failed === 0
        ? ` It took ${(few.wallMs / best.wallMs).toFixed(2)} times the model’s best of ${formatMs(best.wallMs)}.`
        : "";
    parts.push(
      `With a limit of ${formatCount(few.limit)}: ${few.failed === 0 ? "no query failed" : `${formatCount(few.failed)} queries failed`}, and ${bystanderFailed(few.bystander) === 0 ? "none" : bystanderFailed(few.bystander)} of the bystander’s ${few.bystander.sent}.${slower}`,
    );
  }
  return parts.join(" ");
}

/** What the model says of a limit. */
export function sayModelled(point: WhatIfPoint): string {
  const { limit, throughputPerS, wallMs, bystander } = point;
  const failed = Math.round(failedShare(point) * 100);
  const lost = bystander ? bystanderFailed(bystander) : 0;
  const others = bystander
    ? lost > 0
      ? `${lost} of the bystander’s ${formatCount(bystander.sent)} fail`
      : `${nearlyAll(bystander.answered)} the bystander’s are answered within ${formatMs(bystander.p99Ms)}`
    : "";
  return `With ${formatCount(limit)} in flight the model says: ${formatCount(Math.round(throughputPerS))} answered per second, ${failed > 0 ? `${failed} % fail` : "no failures"}, done in ${formatMs(wallMs)}; ${others}.`;
}

/** Little’s law in what was measured, and in the model’s `chosen` point of its curve. */
export function sayLaw(
  measured: Measured | undefined,
  curve: readonly WhatIfPoint[],
  chosen: WhatIfPoint | undefined,
): string {
  const { throughputPerS = 0, limit = 1 } = chosen ?? {};
  const best = Math.max(...curve.map((point) => point.throughputPerS));
  const law =
    throughputPerS > almostFull * best
      ? `The pool is busy at ${formatCount(limit)} in flight. Twice as many would have to stay twice as long.`
      : `At ${formatCount(limit)} in flight the pool is not busy yet: a higher limit still buys answers.`;
  if (!measured) {
    return `${curve.length > 0 ? law : ""} Measure a limit, and its three numbers stand here.`.trim();
  }
  const { inFlight, perS, stayMs } = measured.little;
  return `Measured with a limit of ${formatCount(measured.limit)}: ${inFlight.toFixed(1)} in flight on average = ${perS.toFixed(0)} ended in a second × ${formatMeasured(stayMs)} each. ${law}`;
}
