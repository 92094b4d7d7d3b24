/**
 * The terms of shared state as types: programs whose threads step on each other, what exploring
 * their schedules says, what really running them says, and what mending them costs. They are part
 * of the JavaScript API's contract (types.ts).
 */

/** A program, how it is mended, and how large it is. */
export interface Sharing {
  /** `own`: the one in `code`. It can be explored and replayed, not raced. */
  program: ProgramName | "own";
  /** One of those that fit the program (programs.ts); `none` leaves it as it is. */
  fix: Fix;
  /** 2–4. The fix `queue` adds one: the owner, which comes last. */
  threads: number;
  /** How often each thread does it: 1–3 where its schedules are explored. */
  times: number;
  /** Only schedules with at most so many switches are explored: 0–100. Any number if absent. */
  preemptions?: number;
  /** One letter a step, whose turn it is: `ABAB`. */
  schedule?: string;
  /**
   * For `own`: C++ that defines `lanes::Thread thread(int number)` over `lanes::Cell` and
   * `lanes::Mutex` (docs/own-code.md). Compiled here, and carried out in a sandbox of its own.
   */
  code?: string;
}

export type ProgramName = "counter" | "withdraw" | "cache" | "once" | "locks" | "philosophers";

/** In the order in which they are shown. */
export const fixes = ["none", "atomic", "mutex", "cas", "sharded", "ordered", "queue"] as const;
export type Fix = (typeof fixes)[number];

/** One operation on a shared cell, lock or queue. */
export interface SharingStep {
  /** From 0; thread 0 is A. */
  thread: number;
  /** "store 1 to total". */
  what: string;
  /** What the thread learns: "0"; empty if nothing. */
  sees: string;
  /** What it leaves behind: "1", "held by A", "2 in it". */
  leaves: string;
  /** Line of the program's source file, from 1: kit/code/program-code.ts has the text. */
  line: number;
}

/** A cell, a lock or a queue. */
export interface SharedObject {
  /** "total". */
  name: string;
  /** "0", "free", "0 in it". */
  holds: string;
}

/** A thread that waits for a lock or a queue: an edge of the wait-for graph. */
export interface Waiting {
  thread: number;
  /** "left lock". */
  object: string;
  /** The thread that holds it; null for a queue, which nobody holds. */
  holder: number | null;
  /** Line of the program's source file at which it waits; 0 where that is not known. */
  line: number;
}

/** A schedule carried out step by step to where no thread can go on. */
export interface Execution {
  schedule: string;
  steps: SharingStep[];
  /** Turns that went to another thread although the last could have gone on. */
  switches: number;
  /** How many threads the program has, its owner included. */
  threads: number;
  /** right: the invariant holds. broken: it does not. deadlock: the threads wait for each other. */
  ending: "right" | "broken" | "deadlock";
  /** What came out (ProgramEntry.outcome); null after a deadlock, and of `own`, which has none. */
  outcome: number | null;
  /** Those who wait in the end: not empty only after a deadlock. */
  waiting: Waiting[];
  /** What it uses, in the order of its first use, as it is before the first step. */
  objects: SharedObject[];
}

/** What is known of a program's schedules. */
export interface Exploration {
  /** What was explored, after clamping. */
  sharing: Sharing;
  /** Sentences: what of the request was changed. */
  notes: string[];
  /**
   * found: a schedule fails. proved: none does; all were run, or one of each class of equivalent
   * ones. bounded: none of those that were run fails, others were not run.
   */
  verdict: "found" | "proved" | "bounded";
  /** For `bounded`: by `preemptions`, or by what an exploration may use. Otherwise "none". */
  bound: "none" | "preemptions" | "limits";
  /** No schedule with at most so many switches fails; null if that is not known of any number. */
  switchesCleared: number | null;
  /**
   * All schedules, counted exactly; absent if there are too many states to count them all, or more
   * than 2⁵³ schedules.
   */
  interleavings?: number;
  /**
   * Of all schedules, those that break the invariant and those that deadlock, counted exactly.
   * Where this is absent it is unknown, which is not 0: `shortest` may be one of many. It is 0
   * whenever the verdict is `proved`, however many schedules there are.
   */
  failing?: number;
  /** Of these, those that deadlock. Unknown where it is absent, and 0 of what was proved. */
  deadlocks?: number;
  /** Executions that were run to their end. */
  explored: number;
  /** The failing schedule with the fewest switches, if the verdict is `found`. */
  shortest?: Execution & {
    /** False if the exploration ended before all with fewer switches had been run. */
    fewest: boolean;
  };
  /** The requested schedule carried out, if one was requested. */
  requested?: Execution;
  /** What holds in the end if nothing went wrong: a sentence. */
  invariant: string;
  wallMs: number;
}

export interface ExplorationProgress {
  /** Executions that were run to their end. */
  executions: number;
  /** States that were told apart. */
  states: number;
  elapsedMs: number;
}

export interface ExploreOptions {
  signal?: AbortSignal;
  /** Called about ten times a second. */
  onProgress?(progress: ExplorationProgress): void;
}

/** Runs of a program, for real. */
export interface RaceSpec {
  program: ProgramName;
  fix: Fix;
  /** 2–4. */
  threads: number;
  /** How often each thread does it in a run: 1–100,000 on threads, 1–1,000 on a loop. */
  times: number;
  /**
   * threads: real ones, on shared memory. loop: async tasks of one event loop, which has its turn
   * between any two operations.
   */
  on: "threads" | "loop";
  /** 1–100,000. */
  runs: number;
  /**
   * For `loop`: 0 resumes awaits in the order of arrival, as an event loop does, and all runs are
   * alike. Any other seed delays each by up to a few turns, as answers from elsewhere are. Run i
   * uses seed + i.
   */
  seed: number;
}

/** What came out of these runs, or has until now. */
export interface Races {
  runs: number;
  /** Runs that ended and whose invariant does not hold: something was lost. */
  broken: number;
  deadlocks: number;
  /** By outcome, ascending. Deadlocked runs have none. */
  outcomes: { outcome: number; runs: number; broken: number }[];
  /** Who waited for whom in the first deadlock: not empty only if there was one. */
  firstDeadlock: Waiting[];
}

export interface RaceResult extends Races {
  /** After clamping. */
  spec: RaceSpec;
  /** Sentences: what of the request was changed. */
  notes: string[];
  invariant: string;
  wallMs: number;
}

export interface RaceOptions {
  signal?: AbortSignal;
  /** Called about ten times a second with what came out until now. */
  onProgress?(races: Races): void;
  /** The runs wait for a run of the named page of this origin. */
  onWait?(page: string): void;
}

/** What to measure the price of: each fix on each number of threads. */
export interface PriceSpec {
  /** Fixes of `counter`; `none` measures the wrong program. All by default. */
  fixes: Fix[];
  /** 1–7 each. By default 1 … as many as the browser reports cores. */
  threads: number[];
  /** For each measurement: 20–2,000 ms. */
  durationMs: number;
}

/** What a fix costs: increments of `counter` on real threads, as fast as they go. */
export interface Price {
  fix: Fix;
  /**
   * For `sharded`, which is measured twice: whether the threads' cells lie 128 bytes apart, or next
   * to each other on one cache line.
   */
  padded: boolean;
  threads: number;
  /** Increments by all threads together. */
  operationsPerS: number;
  /**
   * Waiting for the lock or, with `queue`, the owner's waiting for something to do, of all times it
   * was asked for. 0 where nothing is waited for.
   */
  waitMs: { p50: number; p99: number; longest: number };
  /** Jain's index of the threads' speeds: 1 if all are equally fast, 1 ÷ threads if one has it all. */
  fairness: number;
}

export interface PriceOptions {
  signal?: AbortSignal;
  /** Called after each measurement. `total`: how many there will be. */
  onPrice?(price: Price, done: number, total: number): void;
  onWait?(page: string): void;
}

export interface Prices {
  spec: PriceSpec;
  notes: string[];
  /** By fix, then by padding, then by number of threads. */
  prices: Price[];
}
