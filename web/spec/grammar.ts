/**
 * The link grammar: one for the page, the embeds and `window.lanes`. Pure functions.
 *
 * | key       | values                                       | default                            |
 * |-----------|----------------------------------------------|------------------------------------|
 * | v         | 1                                            | 1                                  |
 * | work      | a name in the catalogue                      | hash                               |
 * | how       | strategies, comma separated, in running order | sequential,concurrent,parallel    |
 * | tasks     | 1–10000; CPU work 1–256                      | CPU 4, I/O 10                      |
 * | size      | the work's own range (catalogue)             | the work's own; 0 if it has none   |
 * | workers   | 1–64                                         | reported cores, at most 8          |
 * | limit     | 1–10000                                      | 20                                 |
 * | latency   | 0–10000 ms                                   | 200                                |
 * | jitter    | 0–100 % of the latency                       | 0                                  |
 * | pool      | 1–10000 connections                          | 20                                 |
 * | queue     | 0–100000 waiting requests                    | 10000                              |
 * | timeout   | 1–60000 ms                                   | 1000                               |
 * | seed      | 0–4294967295                                 | 1                                  |
 * | loop      | main, worker                                 | main; in an embed worker           |
 * | tier      | auto, threads, workers                       | auto                               |
 * | backend   | auto, network, modelled                      | auto                               |
 * | theme     | auto, light, dark                            | auto                               |
 * | autorun   | 0, 1                                         | 0                                  |
 * | ref       | the author’s results (reference.ts)          | none                               |
 *
 * Links are untrusted input: reading one never throws, costs time bounded by `maxLinkLength`, and
 * yields only values in these ranges. They are read liberally (link-text.ts) and written strictly.
 * API calls come from programmers: invalid values throw.
 */

import { quote } from "../base/format.ts";
import { mostCpuTasks } from "./boundary.ts";
import {
  type LinkKeys,
  maxLinkLength,
  readLinkText,
  readNumber,
  saysNothing,
} from "./link-text.ts";
import { readReference, whyUnreadable } from "./reference.ts";
import { strategiesWhere, usesThreads } from "./strategies.ts";
import {
  backends,
  LanesError,
  loops,
  type Spec,
  type Strategy,
  strategies,
  themes,
  tiers,
} from "./types.ts";
import { catalogue, firstWork, type WorkEntry } from "./works.ts";

/** What defaults depend on besides the link itself. */
export interface LinkContext {
  embed: boolean;
  /** `navigator.hardwareConcurrency`. */
  reportedCores: number;
  /** The known works; the catalogue by default, other lists in tests. */
  works?: readonly WorkEntry[];
}

export interface ParsedLink {
  spec: Spec;
  /**
   * A short sentence for each problem: an unusable or adjusted value, a repeated key, an overlong
   * link. Unknown keys, and `size` for a work that has none, are ignored silently.
   */
  changes: string[];
}

export interface Range {
  min: number;
  max: number;
}

const defaultHow = strategiesWhere(({ byDefault }) => byDefault);

const fixedRanges = {
  workers: { min: 1, max: 64 },
  limit: { min: 1, max: 10_000 },
  latency: { min: 0, max: 10_000 },
  jitter: { min: 0, max: 100 },
  pool: { min: 1, max: 10_000 },
  queue: { min: 0, max: 100_000 },
  timeout: { min: 1, max: 60_000 },
  seed: { min: 0, max: 4_294_967_295 },
} as const;

type ChoiceKey = "loop" | "tier" | "backend" | "theme";
const choices: { readonly [K in ChoiceKey]: readonly Spec[K][] } = {
  loop: loops,
  tier: tiers,
  backend: backends,
  theme: themes,
};

export type NumberKey = "tasks" | "size" | keyof typeof fixedRanges;

const numberKeys: readonly NumberKey[] = [
  "tasks",
  "size",
  "workers",
  "limit",
  "latency",
  "jitter",
  "pool",
  "queue",
  "timeout",
  "seed",
];
const choiceKeys: readonly ChoiceKey[] = ["loop", "tier", "backend", "theme"];

/** Every key of a link, for `linkOf` and its like. */
export const linkKeys: LinkKeys = Object.fromEntries([
  ...["v", "work", "how", ...numberKeys, ...choiceKeys, "autorun"].map((key) => [key, "plain"]),
  ["ref", "exact"],
]);

/**
 * Reads the part of an address after `#` (linkOf), with or without the `#`, however mangled
 * (link-text.ts). Never throws.
 */
export function parseLink(link: string, context: LinkContext): ParsedLink {
  const changes: string[] = [];
  const { values, unknown, cut } = readLinkText(link, linkKeys);
  if (cut) {
    changes.push(`The link is longer than ${maxLinkLength} characters: the rest was ignored.`);
  }

  const given = (key: keyof Spec): string | undefined => {
    const all = values.get(key) ?? [];
    if (all.length > 1) changes.push(`“${key}” is in the link more than once: the first counts.`);
    return all[0];
  };

  const version = given("v")?.trim();
  if (version !== undefined && version !== "1") {
    changes.push(`The link says version ${quote(version)}; it was read as version 1.`);
  }

  const workName = given("work");
  const named = workName && findWork(workName.trim().toLowerCase(), context)?.name;
  const work = named || defaultWork(context);
  if (workName !== undefined && !named) {
    changes.push(`There is no work called ${quote(workName)}: ${work} is used.`);
  }

  const spec = defaultSpec(work, context);
  spec.how = readHow(given("how"), changes);

  for (const key of numberKeys) {
    const value = given(key);
    if (value === undefined) continue;
    const range = numberRange(key, work, context);
    if (key === "size" && !hasSize(work, context)) continue;
    const number = readNumber(value);
    if (Number.isNaN(number)) {
      changes.push(`“${key}” ${quote(value)} is not a number: ${spec[key]} is used.`);
      continue;
    }
    spec[key] = clamp(number, range);
    if (spec[key] !== number) {
      changes.push(`“${key}” ${quote(value)} became ${spec[key]} (${describeRange(range)}).`);
    }
  }

  for (const key of choiceKeys) {
    const value = given(key);
    if (value === undefined) continue;
    if (!assignChoice(spec, key, value.trim().toLowerCase())) {
      changes.push(`“${key}” cannot be ${quote(value)}: ${spec[key]} is used.`);
    }
  }

  const autorun = given("autorun")?.trim();
  spec.autorun = autorun === "1";
  if (autorun !== undefined && autorun !== "0" && autorun !== "1") {
    changes.push(`“autorun” cannot be ${quote(autorun)}: 0 is used.`);
  }

  const ref = given("ref");
  if (ref !== undefined && readReference(ref)) spec.ref = ref;
  else if (ref) changes.push(whyUnreadable(ref));

  if (unknown.length > 0) changes.push(saysNothing(unknown));
  return { spec, changes };
}

/**
 * Completes the partial spec of an API call. Numbers are rounded and clamped; invalid values
 * (unknown names, NaN, wrong types) throw a LanesError ("bad-spec"). Unknown keys are ignored.
 */
export function normaliseSpec(partial: Partial<Spec>, context: LinkContext): Spec {
  if (typeof partial !== "object" || partial === null) {
    throw new LanesError("bad-spec", 'A spec is an object such as { work: "hash", tasks: 4 }.');
  }
  if (partial.v !== undefined && partial.v !== 1) {
    throw new LanesError("bad-spec", `This version of Lanes reads v 1, not ${quote(partial.v)}.`);
  }
  const work = partial.work ?? defaultWork(context);
  if (typeof work !== "string" || !findWork(work, context)) {
    const names = worksOf(context).map((entry) => entry.name);
    throw new LanesError("bad-spec", `There is no work ${quote(work)}: use ${names.join(", ")}.`);
  }

  const spec = defaultSpec(work, context);
  if (partial.how !== undefined) spec.how = checkHow(partial.how);

  for (const key of numberKeys) {
    const value: unknown = partial[key];
    if (value === undefined) continue;
    if (typeof value !== "number" || Number.isNaN(value)) {
      throw new LanesError("bad-spec", `“${key}” must be a number, not ${quote(value)}.`);
    }
    spec[key] = clamp(value, numberRange(key, work, context));
  }

  for (const key of choiceKeys) {
    const value: unknown = partial[key];
    if (value !== undefined && !assignChoice(spec, key, value)) {
      const names = choices[key].join(", ");
      throw new LanesError("bad-spec", `“${key}” must be one of ${names}, not ${quote(value)}.`);
    }
  }

  if (partial.autorun !== undefined) {
    if (typeof partial.autorun !== "boolean") {
      throw new LanesError(
        "bad-spec",
        `“autorun” must be true or false, not ${quote(partial.autorun)}.`,
      );
    }
    spec.autorun = partial.autorun;
  }
  if (partial.ref !== undefined) {
    const { ref } = partial;
    if (typeof ref !== "string" || (ref !== "" && !readReference(ref))) {
      throw new LanesError("bad-spec", "“ref” must be the text that lanes.link wrote.");
    }
    spec.ref = ref;
  }
  return spec;
}

/**
 * The shortest `#…` that yields the spec; "" if all of it is default. Keys that `partial` lacks are
 * left to the reader's defaults. A given `workers` is written whenever the run uses it, even if it
 * equals the default here: that depends on the machine, and the reader's may differ.
 */
export function writeLink(partial: Partial<Spec>, context: LinkContext): string {
  const spec = normaliseSpec(partial, context);
  const defaults = defaultSpec(spec.work, context);
  const parts: string[] = [];
  const write = (key: keyof Spec, text: string): void => {
    parts.push(`${key}=${text}`);
  };

  if (spec.work !== defaultWork(context)) write("work", encodeURIComponent(spec.work));
  if (spec.how.join() !== defaultHow.join()) write("how", spec.how.join());
  for (const key of numberKeys) {
    const used = key === "workers" && partial.workers !== undefined && usesThreads(spec.how);
    if (used || spec[key] !== defaults[key]) write(key, String(spec[key]));
  }
  for (const key of choiceKeys) {
    if (spec[key] !== defaults[key]) write(key, spec[key]);
  }
  if (spec.autorun) write("autorun", "1");
  if (spec.ref) write("ref", spec.ref);
  return parts.length === 0 ? "" : `#${parts.join("&")}`;
}

/** The spec of a link that names the work and nothing else. */
export function defaultSpec(work: string, context: LinkContext): Spec {
  const entry = findWork(work, context);
  return {
    v: 1,
    work,
    how: [...defaultHow],
    tasks: entry?.bound === "io" ? 10 : 4,
    size: entry?.size?.default ?? 0,
    workers: clamp(context.reportedCores || 1, { min: 1, max: 8 }),
    limit: 20,
    latency: 200,
    jitter: 0,
    pool: 20,
    queue: 10_000,
    timeout: 1000,
    seed: 1,
    loop: context.embed ? "worker" : "main",
    tier: "auto",
    backend: "auto",
    theme: "auto",
    autorun: false,
    ref: "",
  };
}

/** The valid range of a number of the spec for this work, both ends included. */
export function numberRange(key: NumberKey, work: string, context: LinkContext): Range {
  const entry = findWork(work, context);
  if (key === "tasks") return { min: 1, max: entry?.bound === "io" ? 10_000 : mostCpuTasks };
  if (key === "size") return entry?.size ?? { min: 0, max: 0 };
  return fixedRanges[key];
}

function worksOf(context: LinkContext): readonly WorkEntry[] {
  return context.works ?? catalogue;
}

function findWork(name: string, context: LinkContext): WorkEntry | undefined {
  return worksOf(context).find((entry) => entry.name === name);
}

function defaultWork(context: LinkContext): string {
  return worksOf(context)[0]?.name ?? firstWork;
}

function hasSize(work: string, context: LinkContext): boolean {
  return findWork(work, context)?.size != null;
}

function isStrategy(value: unknown): value is Strategy {
  return (strategies as readonly unknown[]).includes(value);
}

function readHow(text: string | undefined, changes: string[]): Strategy[] {
  if (text === undefined) return [...defaultHow];
  const names = text.split(",").map((name) => name.trim());
  const how = [...new Set(names.map((name) => name.toLowerCase()).filter(isStrategy))];
  const unknown = names.find((name) => name !== "" && !isStrategy(name.toLowerCase()));
  if (how.length === 0) {
    changes.push(`“how” ${quote(text)} names no strategy: ${defaultHow.join(", ")} are used.`);
    return [...defaultHow];
  }
  if (unknown !== undefined)
    changes.push(`There is no strategy ${quote(unknown)}: it was left out.`);
  return how;
}

function checkHow(how: unknown): Strategy[] {
  if (!Array.isArray(how) || how.length === 0) {
    throw new LanesError("bad-spec", "“how” must be a list of strategies, at least one.");
  }
  for (const name of how) {
    if (!isStrategy(name)) {
      throw new LanesError(
        "bad-spec",
        `There is no strategy ${quote(name)}: use ${strategies.join(", ")}.`,
      );
    }
  }
  return [...new Set(how as Strategy[])];
}

function assignChoice<K extends ChoiceKey>(spec: Spec, key: K, value: unknown): boolean {
  const found = choices[key].find((choice) => choice === value);
  if (found === undefined) return false;
  spec[key] = found;
  return true;
}

/** Rounds to a whole number inside the range; `value` is not NaN. -0 becomes 0. */
function clamp(value: number, { min, max }: Range): number {
  return Math.min(max, Math.max(min, Math.round(value))) + 0;
}

function describeRange({ min, max }: Range): string {
  return `whole numbers, ${min} to ${max}`;
}
