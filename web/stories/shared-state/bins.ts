/** The outcomes of many runs, put into as many bars as there is room for. */
import type { Races } from "../../spec/sharing/sharing.ts";

export interface Bin {
  /** Outcomes from here to there, both included. */
  from: number;
  to: number;
  /** Runs whose invariant holds, and others. */
  right: number;
  broken: number;
}

/**
 * Ascending, about `most` of them at most. Where each outcome has one of its own, those in between
 * have one as well. Otherwise wrong ones are put together by round numbers, and the right ones stand
 * by themselves, however close they are.
 */
export function binsOf(outcomes: Races["outcomes"], most: number): Bin[] {
  const first = outcomes[0]?.outcome;
  const last = outcomes.at(-1)?.outcome;
  if (first === undefined || last === undefined) return [];
  const bins = new Map<string, Bin>();
  const width = roundWidth((last - first + 1) / most);
  const add = (from: number, to: number, right: number, broken: number) => {
    const bin = bins.get(`${from} ${to}`) ?? { from, to, right: 0, broken: 0 };
    bins.set(`${from} ${to}`, {
      ...bin,
      right: bin.right + right,
      broken: bin.broken + broken,
    });
  };
  const belowOf = (outcome: number) => Math.floor(outcome / width) * width;
  for (let from = belowOf(first); from <= last; from += width) add(from, from + width - 1, 0, 0);
  for (const { outcome, runs, broken } of outcomes) {
    if (runs > broken) add(outcome, outcome, runs - broken, 0);
    if (broken > 0) add(belowOf(outcome), belowOf(outcome) + width - 1, 0, broken);
  }
  return [...bins.values()]
    .filter(({ from, right, broken }) => right + broken > 0 || from < last)
    .sort((a, b) => a.from - b.from || a.to - b.to);
}

/** 1, 2 or 5 times a power of ten, `least` at least. */
function roundWidth(least: number): number {
  if (least <= 1) return 1;
  const decade = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].find((part) => part * decade >= least - 1e-9) ?? 10;
  return step * decade;
}
