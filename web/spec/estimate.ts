/** How long a run will take and freeze the page, from the kernel's own pace on this device. Pure. */

import { holdsTheLoop, strategyEntry } from "./strategies.ts";
import type { Spec, Strategy } from "./types.ts";
import { asksDatabase, asksService, costOf, sizeOfCost, type WorkEntry } from "./works.ts";

/** What a strategy will take, ms: about, because no two runs are alike. */
export interface Estimate {
  how: Strategy;
  /** Of the whole run. */
  wallMs: number;
  /** The longest freeze of the page; 0 where nothing of any length freezes. */
  freezeMs: number;
}

/** A link may start a run by itself only when it freezes the page for less than this, in all. */
export const autorunMaxFreezeMs = 2000;

/** From here on the page offers less. */
export const longFreezeMs = 5000;

/**
 * A page that has not heard an event for so long is asked about. Firefox: dom.max_script_run_time,
 * 10 s; Chromium: kHungRendererDelay, 15 s.
 */
export const browsersAskMs = 10_000;

/** Does this strategy hold the page's own thread until all its work is done? */
export function freezesPage(spec: Spec, how: Strategy, entry: WorkEntry | undefined): boolean {
  return entry?.bound === "cpu" && spec.loop === "main" && holdsTheLoop(how);
}

/** Its time has to be measured: what waits for a service takes the time that the spec says. */
export function computes(entry: WorkEntry | undefined): boolean {
  return !asksService(entry);
}

/** What a unit of `costOf` takes, ms. The page's own thread may be slower than others. */
export interface Pace {
  main: number;
  worker: number;
}

/** One for each strategy of the spec. `cores`: as many threads can compute at a time. */
export function estimatesOf(
  spec: Spec,
  entry: WorkEntry | undefined,
  pace: Pace,
  cores: number,
): Estimate[] {
  return spec.how.map((how) => {
    const msPerCost = strategyEntry(how).threads ? pace.worker : pace[spec.loop];
    const wallMs = computes(entry)
      ? computingMs(spec, how, costOf(spec, entry) * msPerCost, cores)
      : waitingMs(spec, how, entry);
    return { how, wallMs, freezeMs: freezesPage(spec, how, entry) ? wallMs : 0 };
  });
}

/** `alone`: on one thread. The busiest of several has its share of whole tasks. */
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

/** All of its freezes together are short enough. `estimates`: of this spec. */
export function mayAutorun(spec: Spec, estimates: readonly Estimate[]): boolean {
  const total = estimates.reduce((sum, { freezeMs }) => sum + freezeMs, 0);
  return spec.autorun && total < autorunMaxFreezeMs;
}

/** `spec` made smaller until it costs about `part` (below 1) of it: smaller tasks, else fewer. */
export function smallerBy(spec: Spec, part: number, entry: WorkEntry | undefined): Spec {
  const least = entry?.size?.min ?? spec.size;
  if (spec.size > least) {
    return { ...spec, size: Math.max(least, roundDown(sizeOfCost(spec.size, part, entry))) };
  }
  return { ...spec, tasks: Math.max(1, Math.floor(spec.tasks * part)) };
}

/** To two digits, as people choose numbers. */
function roundDown(number: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, number))) - 1);
  return Math.floor(number / step) * step;
}

/** 0 where it is not among them. */
export function freezeMsOf(estimates: readonly Estimate[], how: Strategy): number {
  return estimates.find((estimate) => estimate.how === how)?.freezeMs ?? 0;
}

export function longestFreezeMs(estimates: readonly Estimate[]): number {
  return Math.max(0, ...estimates.map(({ freezeMs }) => freezeMs));
}
