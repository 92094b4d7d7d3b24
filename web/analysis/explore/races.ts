/** What came out of many runs: as the modules tell it, and put together. */
import type { RacesOutcome, WaitingEdge } from "@generated/wasm/lanes-sharing";
import type { Races, Waiting } from "../../spec/sharing/sharing.ts";

export function waitingOf(edges: readonly WaitingEdge[]): Waiting[] {
  return edges.map(({ thread, object, holder, line }) => ({
    thread,
    object: String(object),
    holder: holder < 0 ? null : holder,
    line,
  }));
}

export function racesOf({ outcomes, firstDeadlock, ...counts }: RacesOutcome): Races {
  return { ...counts, outcomes, firstDeadlock: waitingOf(firstDeadlock) };
}

export const noRaces: Races = {
  runs: 0,
  broken: 0,
  deadlocks: 0,
  outcomes: [],
  firstDeadlock: [],
};

/** Of two batches, the earlier one first. */
export function together(one: Races, other: Races): Races {
  const byOutcome = new Map<number, Races["outcomes"][number]>();
  for (const { outcome, runs, broken } of [...one.outcomes, ...other.outcomes]) {
    const known = byOutcome.get(outcome) ?? { outcome, runs: 0, broken: 0 };
    byOutcome.set(outcome, {
      outcome,
      runs: known.runs + runs,
      broken: known.broken + broken,
    });
  }
  return {
    runs: one.runs + other.runs,
    broken: one.broken + other.broken,
    deadlocks: one.deadlocks + other.deadlocks,
    outcomes: [...byOutcome.values()].sort((a, b) => a.outcome - b.outcome),
    firstDeadlock: one.deadlocks > 0 ? one.firstDeadlock : other.firstDeadlock,
  };
}
