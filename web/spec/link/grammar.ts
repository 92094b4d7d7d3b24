/**
 * The link grammar: one for the page, the embeds and `window.lanes`. Its keys, their ranges and
 * defaults. Pure functions.
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
 * | title     | the author’s words (author-text.ts), 80 characters | none                         |
 * | note      | the same, 240 characters                     | none                               |
 * | show      | code, predict, comma separated               | none                               |
 * | lang      | js, cpp, wasm: of the code that the run brings | js                               |
 * | code      | its source (packed-code.ts)                  | none: an example                   |
 * | wasm      | what its author compiled of it, where it is C++ (packed-code.ts) | none: it is compiled when it is run |
 *
 * Links are read by parse-link.ts and written by write-link.ts; the specs of API calls are completed
 * by normalise-spec.ts.
 */

import { mostCpuTasks } from "../boundary.ts";
import { strategiesWhere } from "../strategies.ts";
import { backends, loops, type Spec, type Strategy, strategies, themes, tiers } from "../types.ts";
import { bringsCode, catalogue, firstWork, type WorkEntry } from "../works.ts";
import { authorKeys } from "./author-text.ts";
import type { LinkKeys } from "./link-text.ts";

/** What defaults depend on besides the link itself. */
export interface LinkContext {
  embed: boolean;
  /** `navigator.hardwareConcurrency`. */
  reportedCores: number;
  /** The known works; the catalogue by default, other lists in tests. */
  works?: readonly WorkEntry[];
}

export interface Range {
  min: number;
  max: number;
}

export const defaultHow = strategiesWhere(({ byDefault }) => byDefault);

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

export type ChoiceKey = "loop" | "tier" | "backend" | "theme";
export const choices: { readonly [K in ChoiceKey]: readonly Spec[K][] } = {
  loop: loops,
  tier: tiers,
  backend: backends,
  theme: themes,
};

export type NumberKey = "tasks" | "size" | keyof typeof fixedRanges;

export const numberKeys: readonly NumberKey[] = [
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
export const choiceKeys: readonly ChoiceKey[] = ["loop", "tier", "backend", "theme"];

/** Every key of a link, for `linkOf` and its like. */
export const linkKeys: LinkKeys = Object.fromEntries([
  ...["v", "work", "how", ...numberKeys, ...choiceKeys, "autorun", "show"].map((key) => [
    key,
    "plain",
  ]),
  ["lang", "plain"],
  ["ref", "exact"],
  ["code", "exact"],
  ["wasm", "exact"],
  ...authorKeys.map((key) => [key, "text"]),
]);

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
    loop: context.embed || bringsCode(entry) ? "worker" : "main",
    tier: "auto",
    backend: "auto",
    theme: "auto",
    autorun: false,
    ref: "",
    title: "",
    note: "",
    show: [],
    lang: "js",
    code: "",
  };
}

/** The valid range of a number of the spec for this work, both ends included. */
export function numberRange(key: NumberKey, work: string, context: LinkContext): Range {
  const entry = findWork(work, context);
  if (key === "tasks") return { min: 1, max: entry?.bound === "io" ? 10_000 : mostCpuTasks };
  if (key === "size") return entry?.size ?? { min: 0, max: 0 };
  return fixedRanges[key];
}

export function worksOf(context: LinkContext): readonly WorkEntry[] {
  return context.works ?? catalogue;
}

export function findWork(name: string, context: LinkContext): WorkEntry | undefined {
  return worksOf(context).find((entry) => entry.name === name);
}

export function defaultWork(context: LinkContext): string {
  return worksOf(context)[0]?.name ?? firstWork;
}

export function isStrategy(value: unknown): value is Strategy {
  return (strategies as readonly unknown[]).includes(value);
}

/** Whether `value` is one of the key’s choices, which the spec then has. */
export function assignChoice<K extends ChoiceKey>(spec: Spec, key: K, value: unknown): boolean {
  const found = choices[key].find((choice) => choice === value);
  if (found === undefined) return false;
  spec[key] = found;
  return true;
}

/** Rounds to a whole number inside the range; `value` is not NaN. -0 becomes 0. */
export function clamp(value: number, { min, max }: Range): number {
  return Math.min(max, Math.max(min, Math.round(value))) + 0;
}

/** Told where `loop` was `main` and the work brings its own code. */
export const ownLoop = "Own code never runs on the page’s own thread: “loop” became worker.";
