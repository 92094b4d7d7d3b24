/**
 * What was measured for the images, and is kept from build to build: measuring takes most of a minute
 * of both cores, so it is done on request (`serve.py --previews`) and before a release only. A case
 * that has never been measured, or has changed since, has a plain card without numbers.
 */
import { availableParallelism } from "node:os";
import type { Bystander, Result, Spec } from "../spec/types.ts";
import { stampede } from "./shown.ts";
import { tryCases } from "./try-cases.ts";

export interface PreviewCase {
  name: string;
  spec: Partial<Spec>;
  bystander?: Bystander;
}

/** Every preset, and what only a story shows. */
export const cases: readonly PreviewCase[] = [...tryCases, stampede];

/** What of a result an image shows. */
export type Shown = Omit<Result, "spans" | "digests">;

export interface KeptCase {
  /** The case that was measured: its spec and bystander, as JSON. */
  what: string;
  /** The day, as in 2026-11-25. */
  on: string;
  results: Shown[];
}

/** The file: what was kept of each case, by its name. */
export interface KeptFile {
  /** Changes with the code that measures and with the modules that it runs. */
  madeBy?: string;
  cases?: Record<string, KeptCase>;
}

/** Where specs of cases are completed: on a page, on this machine. */
export const page = { embed: false, reportedCores: availableParallelism() };

export function describeCase({ spec, bystander }: PreviewCase): string {
  return JSON.stringify({ spec, bystander });
}

/** What is kept of a case, unless the case is another by now. */
export function keptOf(file: KeptFile, one: PreviewCase): KeptCase | undefined {
  const kept = file.cases?.[one.name];
  return kept?.what === describeCase(one) ? kept : undefined;
}

/**
 * What there is after measuring again: a case whose rounds were all disturbed keeps what is known of it,
 * and is measured the next time.
 */
export function keep(
  before: KeptFile,
  madeBy: string,
  measured: Readonly<Record<string, KeptCase | undefined>>,
): KeptFile {
  const whole = cases.every(({ name }) => measured[name]);
  const kept = cases.flatMap((one) => {
    const known = measured[one.name] ?? keptOf(before, one);
    return known ? [[one.name, known] as const] : [];
  });
  return { ...(whole && { madeBy }), cases: Object.fromEntries(kept) };
}

/** Throws a sentence where the file is not one of ours. */
export function readKept(text: string): KeptFile {
  try {
    const file: unknown = JSON.parse(text);
    if (typeof file === "object" && file !== null) return file;
  } catch {
    // Told below.
  }
  throw new Error(
    "what was measured before cannot be read: delete build/measured and measure it again",
  );
}
