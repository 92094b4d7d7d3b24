/** Specs and contexts of links, for properties. */
import fc from "fast-check";
import {
  defaultSpec,
  type LinkContext,
  type NumberKey,
  numberRange,
} from "../../web/spec/grammar.ts";
import { writeReference } from "../../web/spec/reference.ts";
import { type Spec, strategies } from "../../web/spec/types.ts";
import type { WorkEntry } from "../../web/spec/works.ts";
import { references } from "./references.ts";

export const works: WorkEntry[] = [
  {
    name: "hash",
    bound: "cpu",
    title: "",
    summary: "",
    size: { min: 1, max: 50_000_000, default: 900_000, unit: "links", label: "", growth: "linear" },
    asks: "nobody",
    shows: "nothing",
  },
  {
    name: "mandelbrot",
    bound: "cpu",
    title: "",
    summary: "",
    size: { min: 16, max: 8192, default: 1024, unit: "px", label: "", growth: "square" },
    asks: "nobody",
    shows: "bands",
  },
  {
    name: "http",
    bound: "io",
    title: "",
    summary: "",
    size: null,
    asks: "server",
    shows: "nothing",
  },
];
export const page: LinkContext = { embed: false, reportedCores: 4, works };

export const numberKeys: NumberKey[] = [
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

export const contexts = fc.record({
  embed: fc.boolean(),
  reportedCores: fc.integer({ min: 1, max: 128 }),
  works: fc.constant(works),
});

/** Every valid spec, defaults and extremes more often than chance would have them. */
export function validSpecs(context: LinkContext): fc.Arbitrary<Spec> {
  return fc.constantFrom(...works.map((entry) => entry.name)).chain((work) => {
    const defaults = defaultSpec(work, context);
    const number = (key: NumberKey): fc.Arbitrary<number> => {
      const { min, max } = numberRange(key, work, context);
      return fc.oneof(fc.constant(defaults[key]), fc.integer({ min, max }));
    };
    return fc.record({
      v: fc.constant(1 as const),
      work: fc.constant(work),
      how: fc.shuffledSubarray([...strategies], { minLength: 1 }),
      tasks: number("tasks"),
      size: number("size"),
      workers: number("workers"),
      limit: number("limit"),
      latency: number("latency"),
      jitter: number("jitter"),
      pool: number("pool"),
      queue: number("queue"),
      timeout: number("timeout"),
      seed: number("seed"),
      loop: fc.constantFrom("main" as const, "worker" as const),
      tier: fc.constantFrom("auto" as const, "threads" as const, "workers" as const),
      backend: fc.constantFrom("auto" as const, "network" as const, "modelled" as const),
      theme: fc.constantFrom("auto" as const, "light" as const, "dark" as const),
      autorun: fc.boolean(),
      ref: fc.oneof(fc.constant(""), references.map(writeReference)),
    });
  });
}

export const contextAndSpec = contexts.chain((context) =>
  fc.tuple(fc.constant<LinkContext>(context), validSpecs(context)),
);
