/**
 * The programs whose threads share state. The list itself is C++ (wasm/core/sharing/catalogue.cpp);
 * the build writes it out as JSON.
 */
import facts from "@generated/sharing.json";
import type { Fix, ProgramName } from "./sharing.ts";

export interface ProgramEntry {
  name: ProgramName;
  /** What holds in the end if nothing went wrong: a sentence. */
  invariant: string;
  /** What an outcome is, for an axis: "Total". */
  outcome: string;
  /** Its file in the repository. */
  path: string;
  /** Those that fit, `none` first. */
  fixes: FittingFix[];
}

export interface FittingFix {
  fix: Fix;
  /**
   * For 2, 3 and 4 threads: the line of the file at which each thread's first operation stands; the
   * owner of `queue` comes last.
   */
  firstLines: number[][];
}

export const programs = facts.programs as unknown as readonly ProgramEntry[];

export function programEntry(name: string): ProgramEntry | undefined {
  return programs.find((entry) => entry.name === name);
}

/** What holds in the end of a program that the reader brings. */
export const ownInvariant = "holds() is true.";

/** Sizes whose schedules are explored. */
export const { leastThreads, mostThreads, mostTimes } = facts;

/** The most threads that a price is measured for. */
export const { mostThreadsPriced } = facts;

/** 0 is A. */
export function threadName(thread: number): string {
  return String.fromCharCode(65 + thread);
}
