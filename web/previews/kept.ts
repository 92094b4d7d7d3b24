/**
 * The measurements that the images show, kept in kit/recorded/recorded.json: measuring takes most of
 * a minute on two cores, so it is only done on request (`serve.py --previews`). A case that has
 * changed since gets a plain card without numbers.
 */
import { availableParallelism } from "node:os";
import type { RecordedCase } from "../kit/recorded/recorded.ts";
import type { Bystander, Spec } from "../spec/types.ts";
import { tryCases } from "./cases/try-cases.ts";
import { stampede } from "./shown.ts";

export interface PreviewCase {
  name: string;
  spec: Partial<Spec>;
  bystander?: Bystander;
}

/** Every case that has its own page, and the one that only a story shows. */
export const cases: readonly PreviewCase[] = [...tryCases, stampede];

/** The content of the file: the kept cases by name. */
export interface KeptFile {
  /** A hash of the measuring code and its modules; absent if a case could not be measured. */
  madeBy?: string;
  cases?: Record<string, RecordedCase>;
}

/** The context for the defaults of the cases' specs: a page on this machine. */
export const page = { embed: false, reportedCores: availableParallelism() };

export function describeCase({ spec, bystander }: PreviewCase): string {
  return JSON.stringify({ spec, bystander });
}

/** The kept results of a case; undefined if the case has changed since. */
export function keptOf(file: KeptFile, one: PreviewCase): RecordedCase | undefined {
  const kept = file.cases?.[one.name];
  return kept?.what === describeCase(one) ? kept : undefined;
}

/**
 * Merges new measurements into the old file. A case whose rounds were all disturbed keeps its old
 * results; the file then has no `madeBy`, so that all cases are measured again next time.
 */
export function keep(
  before: KeptFile,
  madeBy: string,
  measured: Readonly<Record<string, RecordedCase | undefined>>,
): KeptFile {
  const whole = cases.every(({ name }) => measured[name]);
  const kept = cases.flatMap((one) => {
    const known = measured[one.name] ?? keptOf(before, one);
    return known ? [[one.name, known] as const] : [];
  });
  return { ...(whole && { madeBy }), cases: Object.fromEntries(kept) };
}

/** Throws an error with a sentence if the file cannot be read. */
export function readKept(text: string): KeptFile {
  try {
    const file: unknown = JSON.parse(text);
    if (typeof file === "object" && file !== null) return file;
  } catch {
    // Reported below.
  }
  throw new Error(
    "what was measured before cannot be read: delete kit/recorded/recorded.json and measure it again",
  );
}
