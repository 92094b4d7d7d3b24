/** What the story says of programs: never more than is known. */
import { describe, expect, it } from "vitest";
import { sayVerdict } from "../../../../web/kit/schedule/verdict-words.ts";
import type { Exploration, Races } from "../../../../web/spec/sharing/sharing.ts";
import { sayRaces, verdictInShort } from "../../../../web/stories/shared-state/words.ts";
import { lost, stuck } from "../../kit/schedule/schedules.ts";

const proved: Exploration = {
  sharing: { program: "counter", fix: "mutex", threads: 2, times: 1 },
  notes: [],
  verdict: "proved",
  bound: "none",
  switchesCleared: null,
  interleavings: 2,
  failing: 0,
  deadlocks: 0,
  explored: 2,
  invariant: "The total is the number of increments.",
  wallMs: 1,
};

const found: Exploration = {
  ...proved,
  verdict: "found",
  interleavings: 6,
  failing: 4,
  explored: 3,
  shortest: { ...lost, fewest: true },
};

function without(exploration: Exploration): Exploration {
  const { interleavings: _all, failing: _failing, deadlocks: _deadlocks, ...rest } = exploration;
  return rest;
}

describe("a verdict", () => {
  it("found: says how many fail, of how many, and that none with fewer switches does", () => {
    expect(sayVerdict(found)).toBe(
      "Found: a schedule of 4 steps and 1 switch that breaks the invariant. None with fewer switches fails. Of all 6 schedules, 4 fail. It ran 3 executions.",
    );
    expect(verdictInShort(found)).toBe("fails, 1 switch");
  });

  it("found: claims neither the fewest switches nor counts that are not known", () => {
    const said = sayVerdict(without({ ...found, shortest: { ...lost, fewest: false } }));
    expect(said).toContain("Whether one with fewer switches fails is not known");
    expect(said).toContain("how many fail and how many deadlock is unknown: there are too many");
    expect(said).not.toMatch(/Of all|None with fewer/);
  });

  it("found: a deadlock is called one", () => {
    const dead = { ...found, failing: 2, deadlocks: 2, shortest: { ...stuck, fewest: true } };
    expect(sayVerdict(dead)).toContain("that ends in a deadlock.");
    expect(sayVerdict(dead)).toContain("2 fail, each by a deadlock.");
    expect(verdictInShort(dead)).toBe("deadlocks, 1 switch");
  });

  it("found: says how many fail even of more schedules than can be counted exactly", () => {
    const { interleavings: _all, ...beyond } = found;
    expect(sayVerdict(beyond)).toContain("Of more than 2⁵³ schedules, 4 fail.");
  });

  it("proved: names the number of schedules only if they were counted", () => {
    expect(sayVerdict(proved)).toContain("Proved: none of the 2 schedules fails.");
    expect(sayVerdict(without(proved))).toMatch(
      /^Proved: no schedule fails\. How many there are is unknown/,
    );
    expect(verdictInShort(proved)).toBe("proved");
  });

  it.each(["preemptions", "limits"] as const)(
    "not within the bound: proves nothing (%s)",
    (bound) => {
      const bounded: Exploration = { ...proved, verdict: "bounded", bound, switchesCleared: 1 };
      const said = sayVerdict(bounded);
      expect(said).toContain("Not found within the bound");
      expect(said).toContain("No schedule with at most 1 switch fails.");
      expect(said).not.toContain("Proved");
      expect(sayVerdict({ ...bounded, switchesCleared: null })).not.toContain("No schedule with");
      expect(verdictInShort(bounded)).toBe("not found");
    },
  );
});

describe("real runs", () => {
  const races: Races = { runs: 1000, broken: 0, deadlocks: 0, outcomes: [], firstDeadlock: [] };
  const of = (more: Partial<Races>, program: "counter" | "locks" = "counter") =>
    sayRaces({ threads: 2 }, { program, times: 5000, races: { ...races, ...more } });

  it("that all went well prove nothing", () => {
    expect(of({})).toContain("None of 1,000 runs went wrong, which is no proof.");
  });

  it("that lost updates are counted", () => {
    expect(of({ broken: 321 })).toBe(
      "321 of 1,000 runs lost updates, 32 %. Each made 2 × 5,000 increments: the total should be 10,000.",
    );
    expect(of({ broken: 1 })).toContain("1 of 1,000 runs lost updates, 0.1 %.");
  });

  it("that deadlocked are no lost updates", () => {
    expect(of({ deadlocks: 6 }, "locks")).toBe("6 of 1,000 runs deadlocked, 0.6 %.");
  });
});
