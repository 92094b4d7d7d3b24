/** Results side by side: one scale, one baseline, one answer. */
import { strategyEntry } from "./strategies.ts";
import type { Result } from "./types.ts";
import { bringsCode, workEntry } from "./works.ts";

/** True if the times are the strategy's alone: not cancelled, not throttled, no other load. */
export function isClean({ valid, disturbed, tasks }: Result): boolean {
  return valid && disturbed === "" && tasks.cancelled === 0;
}

/** What speedups are relative to: of the clean results, sequential if present, else the slowest. */
export function baselineOf(results: readonly Result[]): Result | undefined {
  const complete = results.filter(isClean);
  const inTurn = complete.find(({ how }) => strategyEntry(how).oneAtATime);
  if (inTurn) return inTurn;
  return complete.reduce<Result | undefined>(
    (slowest, result) => (slowest && slowest.wallMs >= result.wallMs ? slowest : result),
    undefined,
  );
}

/** undefined where there is nothing to compare with, or the comparison would be unfair. */
export function speedupOf(result: Result, baseline: Result | undefined): number | undefined {
  if (!baseline || baseline === result || !isClean(result)) return undefined;
  // Tasks that fail early would make a run look fast.
  if (result.tasks.ok !== baseline.tasks.ok || result.wallMs <= 0) return undefined;
  return baseline.wallMs / result.wallMs;
}

export type Agreement =
  | { kind: "none" }
  | { kind: "same"; digest: string; tasks: number; results: number }
  | { kind: "differs"; task: number; digests: { how: string; digest: string }[] };

/** Every task's digest must be the same under every strategy; failed tasks have none. */
export function agreementOf(results: readonly Result[]): Agreement {
  const tasks = results.reduce((most, result) => Math.max(most, result.digests.length), 0);
  let compared = 0;
  for (let task = 0; task < tasks; task++) {
    const digests = results
      .map((result) => ({ how: result.how, digest: result.digests[task] ?? "" }))
      .filter(({ digest }) => digest !== "");
    if (digests.length > 0) compared++;
    if (digests.some(({ digest }) => digest !== digests[0]?.digest)) {
      return { kind: "differs", task, digests };
    }
  }
  const digest = results.flatMap((result) => result.digests).find((text) => text !== "");
  if (digest === undefined) return { kind: "none" };
  const answered = results.filter((result) => result.digests.some((text) => text !== ""));
  return { kind: "same", digest, tasks: compared, results: answered.length };
}

/** What follows from answers that differ: Lanes vouches for its own works only. */
export function whyDifferent(results: readonly Result[]): string {
  const own = results.some(({ spec }) => bringsCode(workEntry(spec.work)));
  return own
    ? "Give the code one answer for each seed and size."
    : "This is a bug in Lanes, please report it.";
}

/** Why tasks failed, most common reason first. */
export function failureReasons(result: Result): { reason: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const reason of Object.values(result.failures)) {
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts]
    .map(([reason, count]) => ({ reason, count }))
    .sort((a, b) => b.count - a.count);
}
