/** What programs may ask of shared state, and what they are told if it makes no sense. */
import { describe, expect, it } from "vitest";
import { mostTimes, programs } from "../../../../web/spec/sharing/programs.ts";
import { fixes, type RaceSpec, type Sharing } from "../../../../web/spec/sharing/sharing.ts";
import {
  checkedPrices,
  checkedRace,
  checkedSharing,
  mostRuns,
  mostTimesOn,
} from "../../../../web/spec/sharing/sharing-spec.ts";

/** The sentence that `ask` throws. */
function refusal(ask: () => unknown): string {
  try {
    ask();
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return `${code}: ${message}`;
  }
  return "nothing was thrown";
}

describe("a program", () => {
  it("is the counter, two threads, once, if nothing is said", () => {
    const { spec, notes, invariant } = checkedSharing({});
    expect(spec).toEqual({ program: "counter", fix: "none", threads: 2, times: 1 });
    expect(notes).toEqual([]);
    expect(invariant).toMatch(/^[A-Z].*\.$/);
  });

  it("of one's own brings its code, and is mended in it", () => {
    const code = "lanes::Thread thread(int) {}";
    const { spec, notes } = checkedSharing({ program: "own", code, threads: 3 });
    expect(spec).toEqual({ program: "own", fix: "none", threads: 3, times: 1, code });
    expect(notes).toEqual([]);
    expect(refusal(() => checkedSharing({ program: "own" }))).toContain(
      "bad-spec: “code” is missing",
    );
    expect(refusal(() => checkedSharing({ program: "own", code, fix: "mutex" }))).toContain(
      "bad-spec: Your own program is mended in its code",
    );
    expect(checkedSharing({ code }).spec).not.toHaveProperty("code");
    expect(refusal(() => checkedRace({ program: "own" as never }))).toContain("no program named");
  });

  it("may have every fix that fits it, and no other", () => {
    for (const { name: program, fixes: fitting } of programs) {
      for (const fix of fixes) {
        const ask = () => checkedSharing({ program, fix });
        if (fitting.some((one) => one.fix === fix)) expect(ask().spec).toMatchObject({ fix });
        else expect(refusal(ask)).toContain(`The fix “${fix}” does not fit ${program}.`);
      }
    }
  });

  it.each([
    [{ threads: 1 }, { threads: 2 }],
    [{ threads: Number.POSITIVE_INFINITY }, { threads: 4 }],
    [{ threads: 2.6 }, { threads: 3 }],
    [{ times: -1 }, { times: 1 }],
    [{ times: 1e9 }, { times: mostTimes }],
    [{ preemptions: -3 }, { preemptions: 0 }],
  ] as [Partial<Sharing>, Partial<Sharing>][])(
    "of %o is clamped to %o, and says so",
    (given, got) => {
      const { spec, notes } = checkedSharing(given);
      expect(spec).toMatchObject(got);
      expect(notes).toHaveLength(1);
      expect(notes[0]).toContain(`“${Object.keys(given)[0]}” is a whole number from`);
    },
  );

  it.each([
    [null, "A program is an object"],
    ["counter", "A program is an object"],
    [[], "A program is an object"],
    [{ program: "constructor" }, "There is no program named “constructor”. There are: counter,"],
    [{ program: 7 }, "There is no program named “7”."],
    [{ program: "x".repeat(5000) }, `There is no program named “${"x".repeat(40)}”.`],
    [{ fix: "toString" }, "The fix “toString” does not fit counter."],
    [{ threads: Number.NaN }, "“threads” must be a number."],
    [{ threads: "2" }, "“threads” must be a number."],
    [{ times: null }, "“times” must be a number."],
    [{ schedule: 7 }, "A schedule is one letter per step, such as ABAB, of at most 10,000 steps."],
    [{ schedule: "A".repeat(10_001) }, "A schedule is one letter per step"],
  ])("of %o is refused with a sentence", (given, sentence) => {
    const said = refusal(() => checkedSharing(given as Partial<Sharing>));
    expect(said).toContain(`bad-spec: ${sentence}`);
    expect(said.length).toBeLessThan(200);
  });
});

describe("a race", () => {
  it("is one run on threads, if nothing is said", () => {
    const usual = { threads: 2, times: 1, on: "threads", runs: 1, seed: 0 };
    expect(checkedRace({}).spec).toMatchObject(usual);
  });

  it("is kept short enough to be cancelled", () => {
    for (const on of ["threads", "loop"] as const) {
      const { spec, notes } = checkedRace({ on, times: 1e12, runs: 1e12, seed: -1 });
      expect(spec).toMatchObject({ times: mostTimesOn[on], runs: mostRuns, seed: 0 });
      expect(notes).toHaveLength(3);
    }
  });

  it("takes place on threads or on a loop", () => {
    const elsewhere = { on: "gpu" } as unknown as Partial<RaceSpec>;
    expect(refusal(() => checkedRace(elsewhere))).toBe("bad-spec: “on” is threads or loop.");
  });
});

describe("prices", () => {
  it("are those of every fix of the counter on 1 … cores threads, if nothing is said", () => {
    const { spec } = checkedPrices({}, 3);
    expect(spec.fixes).toContain("sharded");
    expect(spec.threads).toEqual([1, 2, 3]);
    expect(checkedPrices({}, 64).spec.threads).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(checkedPrices({}, 0).spec.threads).toEqual([1]);
  });

  it("are in order, each once", () => {
    const { spec, notes } = checkedPrices({ fixes: ["cas", "cas"], threads: [4, 99, 2, 4] }, 2);
    expect(spec).toMatchObject({ fixes: ["cas"], threads: [2, 4, 7] });
    expect(notes).toHaveLength(1);
  });

  it("of nothing are refused", () => {
    for (const given of [{ fixes: [] }, { threads: [] }, { threads: 2 }]) {
      const said = refusal(() => checkedPrices(given as object, 2));
      expect(said).toContain("must be a list that is not empty.");
    }
    expect(refusal(() => checkedPrices({ fixes: ["ordered"] }, 2))).toContain("does not fit");
  });
});
