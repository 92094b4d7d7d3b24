/**
 * Estimates how long a run will take and freeze the page, from the work's measured pace on this
 * device. Pure.
 */

import { holdsTheLoop, strategyEntry } from "./strategies.ts";
import type { Spec, Strategy } from "./types.ts";
import {
  asksDatabase,
  asksService,
  bringsCode,
  costOf,
  sizeOfCost,
  type WorkEntry,
  workEntry,
} from "./works.ts";

/**
 * Estimated times of a strategy, ms; real runs vary. Zeros for code that the run brings: it is not run
 * to be measured, and it never freezes the page.
 */
export interface Estimate {
  how: Strategy;
  /** Of the whole run. */
  wallMs: number;
  /** The longest freeze of the page; 0 where the strategy does not hold the page's thread. */
  freezeMs: number;
}

/** A link may start a run by itself only if its freezes add up to less than this. */
export const autorunMaxFreezeMs = 2000;

/** For freezes from this length on, the page offers a smaller set-up. */
export const longFreezeMs = 5000;

/**
 * A browser asks whether to stop a page that has handled no event for this long. Firefox:
 * dom.max_script_run_time, 10 s; Chromium: kHungRendererDelay, 15 s.
 */
export const browsersAskMs = 10_000;

/** Does this strategy hold the page's own thread until all its work is done? */
export function freezesPage(spec: Spec, how: Strategy, entry: WorkEntry | undefined): boolean {
  const here = spec.loop === "main" && !bringsCode(entry);
  return entry?.bound === "cpu" && here && holdsTheLoop(how);
}

/** True if the time must be measured; waiting for a service takes the time that the spec says. */
export function computes(entry: WorkEntry | undefined): boolean {
  return !asksService(entry);
}

/** ms per unit of `costOf`. The page's main thread may be slower than workers. */
export interface Pace {
  main: number;
  worker: number;
}

/** One for each strategy of the spec. `cores`: how many threads can compute at once. */
export function estimatesOf(
  spec: Spec,
  entry: WorkEntry | undefined,
  pace: Pace,
  cores: number,
): Estimate[] {
  if (bringsCode(entry)) return spec.how.map((how) => ({ how, wallMs: 0, freezeMs: 0 }));
  return spec.how.map((how) => {
    const msPerCost = strategyEntry(how).threads ? pace.worker : pace[spec.loop];
    const wallMs = computes(entry)
      ? computingMs(spec, how, costOf(spec, entry) * msPerCost, cores)
      : waitingMs(spec, how, entry);
    return { how, wallMs, freezeMs: freezesPage(spec, how, entry) ? wallMs : 0 };
  });
}

/**
 * `alone`: ms of all tasks on one thread. With several threads, the busiest one determines the
 * time: it runs its share of the tasks, rounded up to whole tasks.
 */
function computingMs(spec: Spec, how: Strategy, alone: number, cores: number): number {
  const { tasks } = spec;
  const { threads, inFlight } = strategyEntry(how);
  const atOnce = threads ? Math.max(1, Math.min(cores, inFlight(spec))) : 1;
  return (alone * Math.ceil(tasks / atOnce)) / tasks;
}

function waitingMs(spec: Spec, how: Strategy, entry: WorkEntry | undefined): number {
  const { tasks, latency, pool } = spec;
  const asked = strategyEntry(how).inFlight(spec);
  const served = asksDatabase(entry) ? Math.min(pool, asked) : asked;
  return Math.ceil(tasks / Math.max(1, served)) * latency;
}

/** True if `spec` has `autorun`, brings no code, and its `estimates` freeze for less than `autorunMaxFreezeMs`. */
export function mayAutorun(spec: Spec, estimates: readonly Estimate[]): boolean {
  const total = estimates.reduce((sum, { freezeMs }) => sum + freezeMs, 0);
  return spec.autorun && !bringsCode(workEntry(spec.work)) && total < autorunMaxFreezeMs;
}

/** `spec` reduced to about `part` (below 1) of its cost: smaller tasks, else fewer. */
export function smallerBy(spec: Spec, part: number, entry: WorkEntry | undefined): Spec {
  const least = entry?.size?.min ?? spec.size;
  if (spec.size > least) {
    return { ...spec, size: Math.max(least, roundDown(sizeOfCost(spec.size, part, entry))) };
  }
  return { ...spec, tasks: Math.max(1, Math.floor(spec.tasks * part)) };
}

/** Rounds down to two significant digits, like numbers that people choose. */
function roundDown(number: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, number))) - 1);
  return Math.floor(number / step) * step;
}

/** 0 if there is no estimate for `how`. */
export function freezeMsOf(estimates: readonly Estimate[], how: Strategy): number {
  return estimates.find((estimate) => estimate.how === how)?.freezeMs ?? 0;
}

export function longestFreezeMs(estimates: readonly Estimate[]): number {
  return Math.max(0, ...estimates.map(({ freezeMs }) => freezeMs));
}
