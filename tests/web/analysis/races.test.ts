/** Batches of runs, put together, are what all of these runs together are. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { noRaces, together, waitingOf } from "../../../web/analysis/explore/races.ts";
import type { Races } from "../../../web/spec/sharing/sharing.ts";

/** One run: its outcome, and whether it lost something; or a deadlock. */
type Run = { outcome: number; broken: boolean } | "deadlock";

const deadlock = [{ thread: 0, object: "left lock", holder: 1, line: 0 }];

function one(run: Run, number: number): Races {
  if (run === "deadlock") {
    const firstDeadlock = deadlock.map((edge) => ({ ...edge, thread: number }));
    return { ...noRaces, runs: 1, deadlocks: 1, firstDeadlock };
  }
  const broken = Number(run.broken);
  return { ...noRaces, runs: 1, broken, outcomes: [{ outcome: run.outcome, runs: 1, broken }] };
}

const aRun: fc.Arbitrary<Run> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ outcome: fc.integer({ min: -2, max: 3 }), broken: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.constant<Run>("deadlock") },
);

describe("races put together", () => {
  it("count each run once, by outcome in order, with the first deadlock", () => {
    fc.assert(
      fc.property(fc.array(aRun), (runs) => {
        const all = runs.map(one).reduce(together, noRaces);
        expect(all.runs).toBe(runs.length);
        const ended = runs.filter((run) => run !== "deadlock");
        expect(all.deadlocks).toBe(runs.length - ended.length);
        expect(all.broken).toBe(ended.filter(({ broken }) => broken).length);
        const seen = all.outcomes.map(({ outcome }) => outcome);
        expect(seen).toEqual(
          [...new Set(ended.map(({ outcome }) => outcome))].sort((a, b) => a - b),
        );
        for (const bar of all.outcomes) {
          const alike = ended.filter(({ outcome }) => outcome === bar.outcome);
          expect(bar.runs).toBe(alike.length);
          expect(bar.broken).toBe(alike.filter(({ broken }) => broken).length);
        }
        const first = runs.indexOf("deadlock");
        expect(all.firstDeadlock.map(({ thread }) => thread)).toEqual(first < 0 ? [] : [first]);
      }),
    );
  });

  it("are the same however they were divided", () => {
    fc.assert(
      fc.property(fc.array(aRun), fc.nat(), (runs, cut) => {
        const each = runs.map(one);
        const at = runs.length === 0 ? 0 : cut % runs.length;
        const [early, late] = [each.slice(0, at), each.slice(at)];
        const halves = together(early.reduce(together, noRaces), late.reduce(together, noRaces));
        expect(halves).toEqual(each.reduce(together, noRaces));
      }),
    );
  });
});

describe("an edge of the wait-for graph", () => {
  it("has no holder where nobody holds what is waited for", () => {
    expect(waitingOf([{ thread: 2, object: "inbox", holder: -1, line: 9 }])).toEqual([
      { thread: 2, object: "inbox", holder: null, line: 9 },
    ]);
  });
});
