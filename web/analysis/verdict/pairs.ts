/** Comparisons of two runs, for the rules about strategies. */
import { inSlices, inTurn, onThreads, strategiesWhere } from "../../spec/strategies.ts";
import type { Strategy } from "../../spec/types.ts";
import { type Case, noise, timesAsFast } from "./case.ts";
import type { Measured } from "./measures.ts";
import { ms, nameOf, threads, times } from "./words.ts";

export const onOneThread = strategiesWhere(({ threads, oneAtATime }) => !threads && !oneAtATime);

/** A smaller speedup is not worth mentioning. */
export const worthSaying = 1 + noise;

/**
 * A larger difference between runs of the same work on one thread means that other load interfered.
 */
const oneThreadNoise = 0.05;
/** A higher cost of slicing is mentioned. */
export const turnsCost = 1 + oneThreadNoise;

/** The other single-threaded strategies, in their usual order. */
export function others({ of }: Case): Measured[] {
  return onOneThread.map(of).filter((run) => run !== undefined);
}

/** Short runs vary with the machine's other load. */
export function tookAsLongOnOneThread(one: Measured, other: Measured): boolean {
  const [shorter = 0, longer = 0] = [one.result.wallMs, other.result.wallMs].sort((a, b) => a - b);
  return longer - shorter < Math.max(10, oneThreadNoise * shorter);
}

/** Those as fast as `sequential`; none if any but sliced, which pays for its turns, was not. */
export function sameOnOneThread(about: Case, sequential: Measured): Measured[] {
  const same = others(about).filter((run) => tookAsLongOnOneThread(run, sequential));
  const rest = others(about).filter((run) => !same.includes(run));
  return rest.every((run) => run === slowSliced(about, sequential)) ? same : [];
}

export function slowSliced({ of }: Case, other: Measured): Measured | undefined {
  const sliced = of(inSlices);
  if (!sliced || (timesAsFast(other, sliced) ?? 0) < turnsCost) return undefined;
  return sliced;
}

export function costOfTurns(about: Case, other: Measured): string {
  const sliced = slowSliced(about, other);
  if (!sliced || tookAsLongOnOneThread(sliced, other)) return "";
  return ` Sliced took ${times(timesAsFast(other, sliced) ?? 1)} as long, as it stops for others every few ms.`;
}

/** The only usable run, if it used that strategy. */
export function only({ runs, of }: Case, how: Strategy): Measured | undefined {
  return runs.length === 1 ? of(how) : undefined;
}

export function slowerThanSequential({ entry, of }: Case) {
  const [sequential, parallel] = [of(inTurn), of(onThreads)];
  if (entry.bound !== "cpu" || !sequential || !parallel) return undefined;
  const slower = timesAsFast(sequential, parallel) ?? 0;
  return slower > worthSaying ? { sequential, parallel } : undefined;
}

/** The same tasks used much more computing time on threads, which therefore shared the cores. */
export function starved(parallel: Measured, sequential: Measured): boolean {
  return parallel.runningMs > 1.3 * sequential.runningMs;
}

/** How parallel did, against a comparable run. */
export function against(about: Case, other: Measured): string {
  const parallel = about.of(onThreads);
  const factor = parallel && timesAsFast(parallel, other);
  if (!parallel || !factor || factor < worthSaying) return "";
  return ` Parallel had ${threads(parallel)} and was ${times(factor)} as fast as ${nameOf(other)}.`;
}

export function took({ result }: Measured): string {
  return ms(result.wallMs);
}
