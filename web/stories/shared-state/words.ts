/** The programs, the fixes and what is known of them, in words. Never more than is known. */
import { formatCount, plural } from "../../base/format.ts";
import { switchCount } from "../../kit/schedule/verdict-words.ts";
import type {
  Execution,
  Exploration,
  Fix,
  ProgramName,
  RaceSpec,
  Races,
  Sharing,
} from "../../spec/sharing/sharing.ts";
import type { Pair } from "./pairs.ts";

interface ProgramWords {
  title: string;
  /** Within a sentence. */
  short: string;
  does: string;
}

export const programWords: Readonly<Record<ProgramName, ProgramWords>> = {
  counter: {
    title: "A counter",
    short: "the counter",
    does: "Each thread reads the total, adds 1 and writes it back.",
  },
  withdraw: {
    title: "A withdrawal",
    short: "the withdrawal",
    does: "Each thread withdraws 60 from an account of 100 if there is enough: it checks, then acts.",
  },
  cache: {
    title: "A cache",
    short: "the cache",
    does: "Thread A writes to the database, then empties the cache; the others read through the cache, and fill it if it is empty.",
  },
  once: {
    title: "Made once",
    short: "what is made once",
    does: "Each thread makes an object if there is none yet.",
  },
  locks: {
    title: "Two locks",
    short: "the two locks",
    does: "Each thread takes both locks, every second one in the opposite order.",
  },
  philosophers: {
    title: "Philosophers",
    short: "the philosophers",
    does: "Each takes the fork to the left, then the fork to the right.",
  },
};

export const fixWords: Readonly<Record<Fix, string>> = {
  none: "no fix",
  atomic: "atomic",
  mutex: "mutex",
  cas: "compare and swap",
  sharded: "sharded",
  ordered: "lock order",
  queue: "one owner",
};

/** "A counter, no fix" */
export function nameOf({ program, fix }: Pair): string {
  return `${programWords[program].title}, ${fixWords[fix]}`;
}

/** What a verdict of a few letters needs. */
export interface Verdict extends Pick<Exploration, "verdict"> {
  shortest?: Pick<Execution, "ending" | "switches">;
}

/** A verdict of a few letters. */
export function verdictInShort({ verdict, shortest }: Verdict): string {
  if (verdict === "found") {
    const how = shortest?.ending === "deadlock" ? "deadlocks" : "fails";
    return `${how}, ${switchCount(shortest?.switches ?? 0)}`;
  }
  return verdict === "proved" ? "proved" : "not found";
}

/** What came out of real runs. */
export function sayRaces(
  { threads }: Pick<Sharing, "threads">,
  { program, times, races }: Pick<RaceSpec, "program" | "times"> & { races: Races },
): string {
  const { runs, broken, deadlocks } = races;
  const each =
    program === "counter"
      ? ` Each made ${threads} × ${formatCount(times)} increments: the total should be ${formatCount(threads * times)}.`
      : "";
  const went: string[] = [];
  if (broken > 0) {
    const what = program === "counter" ? "lost updates" : "broke the invariant";
    went.push(
      `${formatCount(broken)} of ${plural(runs, "run")} ${what}, ${percent(broken, runs)}.`,
    );
  }
  if (deadlocks > 0) {
    went.push(
      `${formatCount(deadlocks)} of ${plural(runs, "run")} deadlocked, ${percent(deadlocks, runs)}.`,
    );
  }
  if (went.length === 0) {
    went.push(`None of ${plural(runs, "run")} went wrong, which is no proof.`);
  }
  return went.join(" ") + each;
}

function percent(part: number, whole: number): string {
  const share = (100 * part) / Math.max(1, whole);
  if (share > 0 && share < 0.1) return "less than 0.1 %";
  return `${share < 10 ? share.toFixed(1) : Math.round(share)} %`;
}
