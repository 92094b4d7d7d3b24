/** Two runs beside each other: what the rules about strategies ask, and say of both. */
import { inSlices, inTurn, onThreads, strategiesWhere } from "../../spec/strategies.ts";
import type { Strategy } from "../../spec/types.ts";
import { type Case, noise, timesAsFast } from "./case.ts";
import type { Measured } from "./measures.ts";
import { ms, nameOf, threads, times } from "./words.ts";

export const onOneThread = strategiesWhere(({ threads, oneAtATime }) => !threads && !oneAtATime);

/** This much faster is worth saying. */
export const worthSaying = 1 + noise;

/** The same work on one thread differs by more than this part only if something else had the machine. */
const oneThreadNoise = 0.05;
/** Turns that cost more are told of. */
export const turnsCost = 1 + oneThreadNoise;

/** The other strategies that have one thread, in their usual order. */
export function others({ of }: Case): Measured[] {
  return onOneThread.map(of).filter((run) => run !== undefined);
}

/** Short runs differ by what any machine does meanwhile. */
export function tookAsLongOnOneThread(one: Measured, other: Measured): boolean {
  const [shorter = 0, longer = 0] = [one.result.wallMs, other.result.wallMs].sort((a, b) => a - b);
  return longer - shorter < Math.max(10, oneThreadNoise * shorter);
}

/** Those that took as long as `sequential`; none where one but sliced, which pays for turns, did not. */
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

/** The only run there is to speak of, if that is its strategy. */
export function only({ runs, of }: Case, how: Strategy): Measured | undefined {
  return runs.length === 1 ? of(how) : undefined;
}

export function slowerThanSequential({ entry, of }: Case) {
  const [sequential, parallel] = [of(inTurn), of(onThreads)];
  if (entry.bound !== "cpu" || !sequential || !parallel) return undefined;
  const slower = timesAsFast(sequential, parallel) ?? 0;
  return slower > worthSaying ? { sequential, parallel } : undefined;
}

/** The same tasks took much more computing on threads: those did not have the cores to themselves. */
export function starved(parallel: Measured, sequential: Measured): boolean {
  return parallel.runningMs > 1.3 * sequential.runningMs;
}

/** What parallel made of it, against a run that can be compared with. */
export function against(about: Case, other: Measured): string {
  const parallel = about.of(onThreads);
  const factor = parallel && timesAsFast(parallel, other);
  if (!parallel || !factor || factor < worthSaying) return "";
  return ` Parallel had ${threads(parallel)} and was ${times(factor)} as fast as ${nameOf(other)}.`;
}

export function took({ result }: Measured): string {
  return ms(result.wallMs);
}
