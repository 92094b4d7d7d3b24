/** Picks the points that a sweep measures and their workload, within its time limit. Pure. */

import { mostCpuTasks } from "../../spec/boundary.ts";
import type { Spec } from "../../spec/types.ts";
import { sizeOfCost, type WorkEntry } from "../../spec/works.ts";

/** Target for the total duration of a sweep. */
export const mostSweepMs = 20_000;

/** Runs per point, of which the median counts. */
export const rounds = 3;

const fewestWorkers = 4;
const mostWorkers = 16;
/** Every number of workers up to here, larger steps beyond. */
const everyOneUpTo = 8;
const larger = [10, 12, 14, 16];

/** Overhead per run: the monitor, and messages to workers. Measured 60–900 ms. */
const aroundRunMs = 250;
/** A shorter run is too noisy. */
const shortestRunMs = 40;

/** From 1 up to the number of reported cores, and at least up to four. */
export function workerSteps(reportedCores: number): number[] {
  const cores = Number.isFinite(reportedCores) ? Math.floor(reportedCores) : 1;
  const most = Math.min(mostWorkers, Math.max(fewestWorkers, cores));
  const steps: number[] = [];
  for (let workers = 1; workers <= Math.min(most, everyOneUpTo); workers++) steps.push(workers);
  steps.push(...larger.filter((workers) => workers <= most));
  if (steps.at(-1) !== most) steps.push(most);
  return steps;
}

/** Enough tasks to divide almost evenly among any number of workers. */
export function tasksFor(spec: Spec, most: number): number {
  return Math.min(mostCpuTasks, Math.max(spec.tasks, 24, 6 * most));
}

/**
 * The longest a run with one worker may take if the worker sweep is to end in time, ms, given the
 * overhead per run.
 */
export function oneWorkerBudgetMs(
  steps: readonly number[],
  reportedCores: number,
  aroundMs = aroundRunMs,
): number {
  const cores = Math.max(1, reportedCores);
  const shares = steps.reduce((sum, workers) => sum + 1 / Math.min(workers, cores), 0);
  const around = aroundMs * (rounds * steps.length + 2);
  // Keeps a third in reserve for machines under other load.
  const left = Math.max(0, mostSweepMs - around) * (2 / 3);
  return Math.max(shortestRunMs, left / (rounds * shares));
}

/**
 * The size at which a run takes `budgetMs`, given that one of `size` took `tookMs`; at most `most`.
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

/**
 * The number of tasks that take `budgetMs`, given that `tasks` took `tookMs`: at least these, at most
 * `most`.
 */
export function tasksWithin(
  budgetMs: number,
  { tasks, tookMs }: { tasks: number; tookMs: number },
  most: number,
): number {
  const fitting = Math.floor((tasks * budgetMs) / Math.max(tookMs, 0.01));
  return Math.max(tasks, Math.min(most, fitting));
}

/** 1, 2, 5, 10, … below the number of tasks, and that number. */
export function limitSteps(tasks: number): number[] {
  const steps: number[] = [];
  for (let decade = 1; decade < tasks; decade *= 10) {
    for (const part of [1, 2, 5]) if (part * decade < tasks) steps.push(part * decade);
  }
  return [...steps, tasks];
}

/** Mantissas per decade; only whole numbers are used. */
const betweenSteps = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8];
/** Simulating a run with more tasks takes noticeably long. */
const denselyUpToTasks = 2000;

/** Points of the model's curve: every step, and more in between where that is cheap. */
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

/** Approximate cost of a request and its answer, ms: a fetch through a service worker. */
const requestMs: Readonly<Record<string, number>> = { http: 1.5, query: 0.2 };

/**
 * The limits that fit into the time, from the largest down, as small ones take longest. Each
 * `expectedMs` comes from the model.
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
