/** The results that a verdict is about, and which of them are comparable. */

import { isClean } from "../../spec/compare.ts";
import type { Result, Spec, Strategy } from "../../spec/types.ts";
import {
  asksDatabase,
  asksService,
  bringsCode,
  type WorkEntry,
  workEntry,
} from "../../spec/works.ts";
import { type Measured, measure } from "./measures.ts";

/** Identical runs may differ by this fraction on a machine with other load. */
export const noise = 0.1;

/** A run that waits for at least this fraction of its time is bound by that. */
const mostlyWaits = 0.7;

export interface Case {
  entry: WorkEntry;
  /** Facts about the set-up that all `runs` share. */
  spec: Spec;
  reportedCores: number;
  modelled: boolean;
  /** Valid, not cancelled, of one set-up; the first for each strategy. */
  runs: readonly Measured[];
  /** The runs whose tasks were all ok. */
  whole: readonly Measured[];
  /** The fastest of `whole`; undefined if there is none. */
  fastest: Measured | undefined;
  /** Unusable results. */
  hidden: readonly Result[];
  /** Other load disturbed the run. */
  disturbed: readonly Result[];
  cancelled: readonly Result[];
  /** The complete run of this strategy. */
  of(how: Strategy): Measured | undefined;
}

/** undefined where there is nothing to speak of. */
export function caseOf(results: readonly Result[]): Case | undefined {
  const first = results[0];
  const entry = first && workEntry(first.spec.work);
  if (!first || !entry) return undefined;
  const same = results.filter((one, i) => {
    const earlier = results.slice(0, i).some(({ how }) => how === one.how);
    return !earlier && sameSetUp(one, first, entry);
  });
  const hidden = same.filter(({ valid }) => !valid);
  const cancelled = same.filter(({ valid, tasks }) => valid && tasks.cancelled > 0);
  const disturbed = same.filter(
    ({ valid, tasks, disturbed }) => valid && tasks.cancelled === 0 && disturbed !== "",
  );
  const runs = same.filter((one) => isClean(one) && one.tasks.count > 0).map(measure);
  const whole = runs.filter(({ result: { tasks } }) => tasks.ok === tasks.count);
  const [fastest] = whole.toSorted((a, b) => a.result.wallMs - b.result.wallMs);
  return {
    entry: asShown(entry, runs),
    spec: first.spec,
    reportedCores: first.environment.reportedCores,
    modelled: first.environment.backend === "modelled",
    runs,
    whole,
    fastest,
    hidden,
    disturbed,
    cancelled,
    of: (how) => whole.find(({ result }) => result.how === how),
  };
}

/** Of code that a run brings, only its runs tell whether it waits, and whether that bounds it. */
function asShown(entry: WorkEntry, runs: readonly Measured[]): WorkEntry {
  if (!bringsCode(entry)) return entry;
  const asked = runs.some(({ result }) => result.environment.backend === "modelled");
  if (!asked) return { ...entry, asks: "nobody" };
  return { ...entry, bound: runs.some(({ waiting }) => waiting >= mostlyWaits) ? "io" : "cpu" };
}

/** `others`’ wall time divided by `one`’s: above 1, `one` was faster. */
export function timesAsFast(one: Measured, other: Measured): number | undefined {
  const ratio = other.result.wallMs / one.result.wallMs;
  return one.result.wallMs > 0 && Number.isFinite(ratio) ? ratio : undefined;
}

/** Did both take equally long, within the noise? */
export function tookAsLong(one: Measured, other: Measured): boolean {
  const ratio = timesAsFast(one, other);
  return ratio !== undefined && ratio > 1 - noise && ratio < 1 / (1 - noise);
}

/** The longest latency that a task of this set-up requests, ms. */
export function longestLatencyMs({ latency, jitter }: Spec): number {
  return latency * (1 + jitter / 100);
}

/** Equal in everything that makes a difference to every strategy. */
function sameSetUp(one: Result, other: Result, entry: WorkEntry): boolean {
  const keys: (keyof Spec)[] = ["work", "tasks", "seed", "loop"];
  if (entry.size) keys.push("size");
  if (asksService(entry)) keys.push("latency", "jitter");
  if (asksDatabase(entry)) keys.push("pool", "queue", "timeout");
  return (
    one.environment.backend === other.environment.backend &&
    keys.every((key) => one.spec[key] === other.spec[key])
  );
}
