/** Which points a sweep measures, and with how much work, so that it ends in time. Pure. */

import { mostCpuTasks } from "../../spec/boundary.ts";
import type { Spec } from "../../spec/types.ts";
import { sizeOfCost, type WorkEntry } from "../../spec/works.ts";

/** A sweep takes about this long at most, with everything. */
export const mostSweepMs = 20_000;

/** Runs of a point; their median counts. */
export const rounds = 3;

const fewestWorkers = 4;
const mostWorkers = 16;
/** Every number up to here, then in steps. */
const everyOneUpTo = 8;
const larger = [10, 12, 14, 16];

/** Around a run: the monitor, workers that are told what to do. Measured 60–900 ms. */
const aroundRunMs = 250;
/** A run that is shorter than this says little. */
const shortestRunMs = 40;

/** 1 to the cores that the browser reports, and beyond them up to four at least. */
export function workerSteps(reportedCores: number): number[] {
  const cores = Number.isFinite(reportedCores) ? Math.floor(reportedCores) : 1;
  const most = Math.min(mostWorkers, Math.max(fewestWorkers, cores));
  const steps: number[] = [];
  for (let workers = 1; workers <= Math.min(most, everyOneUpTo); workers++) steps.push(workers);
  steps.push(...larger.filter((workers) => workers <= most));
  if (steps.at(-1) !== most) steps.push(most);
  return steps;
}

/** Enough tasks for every number of workers to share them out almost evenly. */
export function tasksFor(spec: Spec, most: number): number {
  return Math.min(mostCpuTasks, Math.max(spec.tasks, 24, 6 * most));
}

/**
 * How long a run with one worker may take for the whole worker sweep to end in time, ms, where so
 * much is needed around every run.
 */
export function oneWorkerBudgetMs(
  steps: readonly number[],
  reportedCores: number,
  aroundMs = aroundRunMs,
): number {
  const cores = Math.max(1, reportedCores);
  const shares = steps.reduce((sum, workers) => sum + 1 / Math.min(workers, cores), 0);
  const around = aroundMs * (rounds * steps.length + 2);
  // A third is left for machines that do other things, too.
  const left = Math.max(0, mostSweepMs - around) * (2 / 3);
  return Math.max(shortestRunMs, left / (rounds * shares));
}

/**
 * The size with which a run takes `budgetMs`, as one of `size` took `tookMs`; never more than
 * `most`.
 */
export function sizeFor(
  budgetMs: number,
  { size, tookMs }: { size: number; tookMs: number },
  most: number,
  entry: WorkEntry,
): number {
  if (!entry.size) return size;
  const factor = budgetMs / Math.max(tookMs, 0.01);
  const fitting = sizeOfCost(size, factor, entry);
  const room = Math.min(most, entry.size.max);
  return Math.max(entry.size.min, Math.min(room, Math.floor(fitting)));
}

/** 1, 2, 5, 10, … below the number of tasks, and that number. */
export function limitSteps(tasks: number): number[] {
  const steps: number[] = [];
  for (let decade = 1; decade < tasks; decade *= 10) {
    for (const part of [1, 2, 5]) if (part * decade < tasks) steps.push(part * decade);
  }
  return [...steps, tasks];
}

/** Of each decade; the whole numbers among them. */
const betweenSteps = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8];
/** Playing a run of more tasks through takes the model long enough to be noticed. */
const denselyUpToTasks = 2000;

/** Where the model's curve has points: at every step, and between them where that is cheap. */
export function curveSteps(tasks: number): number[] {
  const limits = new Set(limitSteps(tasks));
  if (tasks <= denselyUpToTasks) {
    for (let decade = 1; decade < tasks; decade *= 10) {
      for (const part of betweenSteps) {
        const limit = Math.round(part * decade);
        if (limit < tasks) limits.add(limit);
      }
    }
  }
  return [...limits].sort((a, b) => a - b);
}

/** A request costs about this much to make and answer, ms: a fetch through a service worker. */
const requestMs: Readonly<Record<string, number>> = { http: 1.5, query: 0.2 };

/**
 * The limits that there is time to measure: from the largest down, as the small ones take longest.
 * `expectedMs` of each comes from the model.
 */
export function limitsInTime(
  expected: readonly { limit: number; wallMs: number }[],
  spec: Spec,
): number[] {
  const perRun = aroundRunMs + spec.tasks * (requestMs[spec.work] ?? 1);
  let left = mostSweepMs;
  const limits: number[] = [];
  for (const { limit, wallMs } of expected.toReversed()) {
    left -= wallMs + perRun;
    if (left < 0 && limits.length > 0) break;
    limits.unshift(limit);
  }
  return limits;
}
