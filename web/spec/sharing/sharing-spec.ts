/** Reads what programs ask for about shared state: clamps numbers, and says so; refuses the rest. */
import { LanesError } from "../errors.ts";
import {
  leastThreads,
  mostThreads,
  mostThreadsPriced,
  mostTimes,
  ownInvariant,
  type ProgramEntry,
  programEntry,
  programs,
} from "./programs.ts";
import type { Fix, PriceSpec, RaceSpec, Sharing } from "./sharing.ts";

/** What is asked for, complete and in range, and sentences about what was changed. */
export interface Checked<T> {
  spec: T;
  entry: ProgramEntry;
  notes: string[];
}

const mostPreemptions = 100;
/** Longer schedules are refused by the replay, which quotes the step. */
const longestSchedule = 10_000;

export const mostRuns = 100_000;
/** A run of so many is over before a reader who cancels notices. */
export const mostTimesOn: Readonly<Record<RaceSpec["on"], number>> = {
  threads: 100_000,
  loop: 1_000,
};

export function checkedSharing(
  given: Partial<Sharing>,
): Omit<Checked<Sharing>, "entry"> & { invariant: string } {
  const own = isOwn(given);
  const { notes, number, entry, fix } = readerOf(own ? {} : given, "A program");
  const spec: Sharing = {
    program: own ? "own" : entry.name,
    fix,
    threads: number("threads", given.threads, 2, leastThreads, mostThreads),
    times: number("times", given.times, 1, 1, mostTimes),
  };
  if (given.preemptions !== undefined) {
    spec.preemptions = number("preemptions", given.preemptions, 0, 0, mostPreemptions);
  }
  if (given.schedule !== undefined) spec.schedule = checkedSchedule(given.schedule);
  if (own) spec.code = checkedCode(given);
  return { spec, invariant: own ? ownInvariant : entry.invariant, notes };
}

function isOwn(given: Partial<Sharing>): boolean {
  return typeof given === "object" && given !== null && given.program === "own";
}

function checkedCode({ code, fix = "none" }: Partial<Sharing>): string {
  if (fix !== "none") {
    throw new LanesError("bad-spec", "Your own program is mended in its code: its fix is none.");
  }
  if (typeof code === "string" && code !== "") return code;
  throw new LanesError(
    "bad-spec",
    "“code” is missing: C++ that defines lanes::Thread thread(int number).",
  );
}

export function checkedRace(given: Partial<RaceSpec>): Checked<RaceSpec> {
  const { notes, number, entry, fix } = readerOf(given, "A race");
  const on = given.on ?? "threads";
  if (on !== "threads" && on !== "loop") {
    throw new LanesError("bad-spec", "“on” is threads or loop.");
  }
  const spec: RaceSpec = {
    program: entry.name,
    fix,
    threads: number("threads", given.threads, 2, leastThreads, mostThreads),
    times: number("times", given.times, 1, 1, mostTimesOn[on]),
    on,
    runs: number("runs", given.runs, 1, 1, mostRuns),
    seed: number("seed", given.seed, 0, 0, 2 ** 32 - 1),
  };
  return { spec, entry, notes };
}

/** `cores`: as many as the browser reports. */
export function checkedPrices(given: Partial<PriceSpec>, cores: number): Checked<PriceSpec> {
  const counter = programs[0] as ProgramEntry;
  const { notes, number } = readerOf(given as object, "A measurement");
  const all = counter.fixes.map(({ fix }) => fix);
  const fixes = listOf("fixes", given.fixes, all).map((fix) => fittingFix(counter, fix));
  const upTo = Math.max(1, Math.min(cores, mostThreadsPriced));
  const oneToCores = Array.from({ length: upTo }, (_, i) => i + 1);
  const threads = listOf("threads", given.threads, oneToCores).map((count) =>
    number("threads", count, 1, 1, mostThreadsPriced),
  );
  return {
    spec: {
      fixes: [...new Set(fixes)],
      threads: [...new Set(threads)].sort((a, b) => a - b),
      durationMs: number("durationMs", given.durationMs, 200, 20, 2_000),
    },
    entry: counter,
    notes,
  };
}

function readerOf(given: { program?: unknown; fix?: unknown }, what: string) {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    const message = `${what} is an object such as { program: "counter", threads: 2 }.`;
    throw new LanesError("bad-spec", message);
  }
  const notes: string[] = [];
  /** `value` as a whole number in the range. */
  const number = (name: string, value: unknown, usual: number, least: number, most: number) => {
    if (value === undefined) return usual;
    if (typeof value !== "number" || Number.isNaN(value)) {
      throw new LanesError("bad-spec", `“${name}” must be a number.`);
    }
    const clamped = Math.round(Math.min(most, Math.max(least, value)));
    if (clamped !== value) {
      const range = `${least.toLocaleString("en-US")} to ${most.toLocaleString("en-US")}`;
      notes.push(`“${name}” is a whole number from ${range}: ${value} became ${clamped}.`);
    }
    return clamped;
  };
  const entry = programEntry(String(given.program ?? programs[0]?.name));
  if (!entry) {
    const names = programs.map(({ name }) => name).join(", ");
    const message = `There is no program named ${quoted(given.program)}. There are: ${names}.`;
    throw new LanesError("bad-spec", message);
  }
  return { notes, number, entry, fix: fittingFix(entry, given.fix ?? "none") };
}

function fittingFix(entry: ProgramEntry, given: unknown): Fix {
  const found = entry.fixes.find(({ fix }) => fix === given);
  if (found) return found.fix;
  const fitting = entry.fixes.map(({ fix }) => fix).join(", ");
  throw new LanesError(
    "bad-spec",
    `The fix ${quoted(given)} does not fit ${entry.name}. These do: ${fitting}.`,
  );
}

function listOf<T>(name: string, given: T[] | undefined, usual: T[]): T[] {
  if (given === undefined) return usual;
  if (Array.isArray(given) && given.length > 0) return given;
  throw new LanesError("bad-spec", `“${name}” must be a list that is not empty.`);
}

function checkedSchedule(given: unknown): string {
  if (typeof given === "string" && given.length <= longestSchedule) return given;
  const most = longestSchedule.toLocaleString("en-US");
  throw new LanesError(
    "bad-spec",
    `A schedule is one letter per step, such as ABAB, of at most ${most} steps.`,
  );
}

/** A name that somebody gave, fit for a sentence. */
function quoted(name: unknown): string {
  return `“${String(name).slice(0, 40)}”`;
}
