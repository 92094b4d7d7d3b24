/** The story's numbers and choices, and which of them fit together. */
import {
  leastThreads,
  mostThreads,
  mostTimes,
  programEntry,
  programs,
} from "../../spec/sharing/programs.ts";
import { type Fix, fixes, type ProgramName, type Sharing } from "../../spec/sharing/sharing.ts";
import type { Parameters, Values } from "../parameters.ts";
import type { Pair } from "./pairs.ts";

export const parameters = {
  program: { names: programs.map(({ name }) => name), value: "counter" },
  fix: { names: fixes, value: "none" },
  threads: { label: "Threads", unit: "", min: leastThreads, max: mostThreads, value: 2 },
  times: { label: "Times each, explored", unit: "", min: 1, max: mostTimes, value: 1 },
  often: { label: "Times each, on threads", unit: "", min: 1, max: 100_000, value: 5_000 },
  awaits: { label: "Times each, on a loop", unit: "", min: 1, max: 100, value: 5 },
  runs: { label: "Runs", unit: "", min: 1, max: 10_000, value: 1_000 },
  seed: { label: "Seed of the loop’s order", unit: "", min: 0, max: 4_294_967_295, value: 1 },
  schedule: { says: "one letter per step, such as ABBA", most: 1_000, value: "" },
} satisfies Parameters;

export type SharedParameters = typeof parameters;

/** The program that the values choose. */
export function sharingOf(values: Values<SharedParameters>): Sharing & Pair {
  const { threads, times } = values;
  const program = values.program as ProgramName;
  return { program, fix: values.fix as Fix, threads, times };
}

/** A fix that does not fit the program is left out. */
export function fittingValues(values: Values<SharedParameters>): {
  values: Values<SharedParameters>;
  changes: string[];
} {
  const fitting = programEntry(values.program)?.fixes.map(({ fix }) => fix) ?? [];
  if (fitting.includes(values.fix as Fix)) return { values, changes: [] };
  const changes = [`“${values.fix}” does not fit ${values.program}: none is used.`];
  if (values.schedule) changes.push("The schedule was for that fix, and is left out.");
  return { values: { ...values, fix: "none", schedule: "" }, changes };
}
