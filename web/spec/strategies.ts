/**
 * The strategies: every property in which they differ, in one table, in display order. The page,
 * the links, the figures, the verdict and the tests' grid read it; the scheduling itself is C++
 * (wasm/core/scheduling/strategy.hpp), under the same names. To add one: docs/adding.md.
 */
import { formatCount, plural } from "../base/format.ts";

/** The numbers of a spec that a strategy can depend on. */
export interface Numbers {
  tasks: number;
  workers: number;
  limit: number;
}

export interface StrategyEntry {
  /** Its abbreviation in the author's results of a link (reference.ts). */
  letter: string;
  /** Run when a link names no strategy. */
  byDefault: boolean;
  /** Its tasks run on their own threads, not on the event loop under test. */
  threads: boolean;
  /** CPU work yields to the event loop every few ms instead of running to its end. */
  takesTurns: boolean;
  /** Each task is awaited before the next one starts. */
  oneAtATime: boolean;
  /** The number that only this strategy uses. */
  number?: "workers" | "limit";
  /** Most waiting (I/O) tasks in flight at once; with `threads`, most CPU tasks as well. */
  inFlight(numbers: Numbers): number;
  /** One line: what it does with these tasks. */
  says(numbers: Numbers): string;
  /** The same in a few words, which a stranger understands; lower case. */
  short(numbers: Numbers): string;
  /** Its number in a figure, "limit 20"; "" where it has none. */
  numberSaid(numbers: Numbers): string;
  /** Contrast with the paper of that theme: 4.5 and more (WCAG 2.2, 1.4.3). */
  colour: { light: string; dark: string };
  /** A pattern cut out of that colour, so that strategies can be told apart without colour. */
  cut: Cut;
}

export interface Cut {
  /** A CSS background, in var(--cut). */
  css: string;
  /** An SVG tile of 8 × 8 px: the path of a line, or the radius of a dot; neither if plain. */
  line?: string;
  dot?: number;
}

export const strategyTable = {
  sequential: {
    letter: "s",
    byDefault: true,
    threads: false,
    takesTurns: false,
    oneAtATime: true,
    inFlight: () => 1,
    says: () => "One after another: the next begins when the last has ended.",
    short: () => "one after another",
    numberSaid: () => "",
    colour: { light: "#3a5a96", dark: "#8fb2f0" },
    cut: { css: "none" },
  },
  concurrent: {
    letter: "c",
    byDefault: true,
    threads: false,
    takesTurns: false,
    oneAtATime: false,
    inFlight: ({ tasks }) => tasks,
    says: () => "All handed over at once, to one thread. Promise.all.",
    short: () => "Promise.all",
    numberSaid: () => "",
    colour: { light: "#bb4310", dark: "#ff9468" },
    cut: {
      css: "repeating-linear-gradient(-45deg, transparent 0 5px, var(--cut) 5px 7px)",
      line: "M-2 10L10 -2M-2 2L2 -2M6 10L10 6",
    },
  },
  bounded: {
    letter: "b",
    byDefault: false,
    threads: false,
    takesTurns: false,
    oneAtATime: false,
    number: "limit",
    inFlight: ({ tasks, limit }) => Math.min(limit, tasks),
    says: ({ limit }) => `At most ${formatCount(limit)} in flight at a time; the others queue.`,
    short: ({ limit }) => `at most ${formatCount(limit)} at once`,
    numberSaid: ({ limit }) => `limit ${limit}`,
    colour: { light: "#85399c", dark: "#d59ee9" },
    cut: {
      css: "radial-gradient(circle at center, var(--cut) 1.5px, transparent 2px) 0 0 / 8px 8px",
      dot: 1.8,
    },
  },
  sliced: {
    letter: "l",
    byDefault: false,
    threads: false,
    takesTurns: true,
    oneAtATime: false,
    inFlight: ({ tasks }) => tasks,
    says: () => "On one thread, a few ms at a time, so the page can breathe.",
    short: () => "taking turns",
    numberSaid: () => "",
    colour: { light: "#7d6200", dark: "#dcbb4c" },
    cut: {
      css: "repeating-linear-gradient(90deg, transparent 0 6px, var(--cut) 6px 8px)",
      line: "M4 0V8",
    },
  },
  parallel: {
    letter: "p",
    byDefault: true,
    threads: true,
    takesTurns: false,
    oneAtATime: false,
    number: "workers",
    inFlight: ({ tasks, workers }) => Math.min(workers, tasks),
    says: ({ workers }) => `Shared out over ${plural(workers, "worker")}, each its own thread.`,
    short: ({ workers }) => plural(workers, "worker"),
    numberSaid: ({ workers }) => plural(workers, "worker"),
    colour: { light: "#00735f", dark: "#4fd1b3" },
    cut: {
      css: "repeating-linear-gradient(0deg, transparent 0 5px, var(--cut) 5px 7px)",
      line: "M0 4H8",
    },
  },
} satisfies Record<string, StrategyEntry>;

/** How the tasks of a run are scheduled. */
export type Strategy = keyof typeof strategyTable;

export const strategies = Object.keys(strategyTable) as readonly Strategy[];

export function strategyEntry(how: Strategy): StrategyEntry {
  return strategyTable[how];
}

/** The strategies whose entry satisfies `so`, in display order. */
export function strategiesWhere(so: (entry: StrategyEntry) => boolean): readonly Strategy[] {
  return strategies.filter((how) => so(strategyEntry(how)));
}

/** Does any of them use threads? */
export function usesThreads(hows: readonly Strategy[]): boolean {
  return hows.some((how) => strategyEntry(how).threads);
}

/** Does its CPU work block the event loop until all of it is done? */
export function holdsTheLoop(how: Strategy): boolean {
  const { threads, takesTurns } = strategyEntry(how);
  return !threads && !takesTurns;
}

/** Names for code that refers to a strategy by what it does. */
export const inTurn: Strategy = "sequential";
export const allAtOnce: Strategy = "concurrent";
export const limited: Strategy = "bounded";
export const inSlices: Strategy = "sliced";
export const onThreads: Strategy = "parallel";
