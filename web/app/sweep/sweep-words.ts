/** Summarises a sweep in a sentence or two. */

import type { LimitSweep, WorkerSweep } from "../../analysis/sweep/points.ts";
import { formatCount, plural } from "../../base/format.ts";
import { asksDatabase, workEntry } from "../../spec/works.ts";

/** Identical runs differ by this much. */
const noticeable = 1.05;

/** Only what the points and the fit support; nothing about unmeasured numbers of workers. */
export function sumWorkers({ points, fit, reportedCores }: WorkerSweep): string {
  const best = points.reduce((one, other) => (other.speedup > one.speedup ? other : one));
  const cores = `this browser reports ${plural(reportedCores, "core")}`;
  if (best.speedup < noticeable) return `No number of workers was faster than one; ${cores}.`;
  const gained = `The most was ${best.speedup.toFixed(2)} times one worker’s speed, with ${plural(best.workers, "worker")}; ${cores}.`;
  if (!fit) return gained;
  const serial = 1 - fit.parallelFraction;
  const upTo = `Up to ${plural(fit.upToWorkers, "worker")}`;
  if (serial < 0.0005) {
    return `${gained} ${upTo} the measured points leave Amdahl’s law no serial part at all.`;
  }
  return `${gained} ${upTo} Amdahl’s law (1967) fits best if ${(serial * 100).toFixed(1)} % of the work cannot be shared out: then no number of workers and cores would make it more than ${limitOf(serial)} times as fast. Whatever else this machine was doing meanwhile looks like such a part, too.`;
}

function limitOf(serial: number): string {
  const most = 1 / serial;
  return most < 10 ? most.toFixed(1) : formatCount(Math.round(most));
}

export function sumLimits({ points, spec, modelled }: LimitSweep): string {
  const first = points[0];
  if (!first) return "";
  const best = points.reduce((one, other) =>
    other.throughputPerS > 1.02 * one.throughputPerS ? other : one,
  );
  const whose = modelled
    ? "Measured against the modelled service"
    : "Measured against the live server";
  const most = `${whose}, most requests were answered with a limit of ${formatCount(best.limit)}: ${perSecond(best.throughputPerS)}.`;
  const lossy = points.find(({ failed }) => failed > 0);
  if (!lossy) return `${most} None failed at any limit that was tried.`;
  const pool = asksDatabase(workEntry(spec.work))
    ? ` The pool has ${plural(spec.pool, "connection")}.`
    : "";
  return `${most} From a limit of ${formatCount(lossy.limit)} on requests failed, ${Math.round(lossy.failed * 100)} % of them there.${pool}`;
}

export function perSecond(rate: number): string {
  return `${formatCount(Number(rate.toFixed(rate < 9.95 ? 1 : 0)))} per second`;
}
