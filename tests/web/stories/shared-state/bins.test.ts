/** The outcomes of many runs in bars. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Bin, binsOf } from "../../../../web/stories/shared-state/bins.ts";

const sum = (bins: readonly Bin[], key: "right" | "broken") =>
  bins.reduce((all, bin) => all + bin[key], 0);

describe("bars", () => {
  it("of a few outcomes have one each, and one for each that did not come out", () => {
    const outcomes = [
      { outcome: 4, runs: 1, broken: 1 },
      { outcome: 6, runs: 5, broken: 2 },
    ];
    expect(binsOf(outcomes, 20)).toEqual([
      { from: 4, to: 4, right: 0, broken: 1 },
      { from: 5, to: 5, right: 0, broken: 0 },
      { from: 6, to: 6, right: 3, broken: 2 },
    ]);
    expect(binsOf([], 20)).toEqual([]);
  });

  it("of many outcomes put wrong ones together, and leave the right ones to themselves", () => {
    const bins = binsOf(
      [
        { outcome: 5012, runs: 3, broken: 3 },
        { outcome: 9999, runs: 2, broken: 2 },
        { outcome: 10_000, runs: 7, broken: 0 },
      ],
      20,
    );
    expect(bins.at(-1)).toEqual({ from: 10_000, to: 10_000, right: 7, broken: 0 });
    expect(bins.at(-2)).toMatchObject({ broken: 2, right: 0, to: 9999 });
    expect(bins.length).toBeLessThan(24);
  });

  it("hold every run, ascending", () => {
    const outcome = fc.record({
      outcome: fc.integer({ min: -50, max: 400_000 }),
      right: fc.nat(100),
      broken: fc.nat(100),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(outcome, { selector: (one) => one.outcome, minLength: 1 }),
        fc.integer({ min: 8, max: 40 }),
        (all, most) => {
          const given = all
            .map(({ outcome, right, broken }) => ({ outcome, runs: right + broken, broken }))
            .sort((a, b) => a.outcome - b.outcome);
          const bins = binsOf(given, most);
          expect(sum(bins, "right")).toBe(all.reduce((sum, { right }) => sum + right, 0));
          expect(sum(bins, "broken")).toBe(all.reduce((sum, { broken }) => sum + broken, 0));
          expect(bins).toEqual(bins.toSorted((a, b) => a.from - b.from || a.to - b.to));
          const rights = new Set(given.map(({ outcome }) => outcome)).size;
          expect(bins.length).toBeLessThanOrEqual(most + 2 + rights);
        },
      ),
    );
  });
});
