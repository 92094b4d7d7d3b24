/** Specs and contexts of links, for properties. */
import fc from "fast-check";
import {
  type AuthorKey,
  authorText,
  cutText,
  plainText,
} from "../../../web/spec/link/author-text.ts";
import { loadCodeLink } from "../../../web/spec/link/code-link.ts";
import {
  defaultSpec,
  type LinkContext,
  type NumberKey,
  numberRange,
} from "../../../web/spec/link/grammar.ts";
import { writeReference } from "../../../web/spec/link/reference.ts";
import { extras, type Spec, strategies } from "../../../web/spec/types.ts";
import { bringsCode, type WorkEntry } from "../../../web/spec/works.ts";
import { references } from "./references.ts";

// Links of specs with code are read and written at once.
await loadCodeLink();

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
  {
    name: "brought",
    bound: "cpu",
    title: "",
    summary: "",
    size: { min: 0, max: 1000, default: 10, unit: "", label: "Size", growth: "linear" },
    asks: "database",
    shows: "nothing",
    bringsCode: true,
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

/** Words of an author as a spec has them, of which many would mean something else in a link. */
function authorsWords(key: AuthorKey): fc.Arbitrary<string> {
  const letter = fc.oneof(
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
    fc.constantFrom(..."&;#=%+.,!?<>\"'()~ ", "%41", "%2541", "&amp;", ":~:", "tasks=9", "😀"),
  );
  const words = fc.array(letter, { maxLength: 2 * authorText[key] });
  return fc.oneof(
    fc.constant(""),
    words.map((some) => cutText(plainText(some.join("")), authorText[key])),
  );
}

export const contexts = fc.record({
  embed: fc.boolean(),
  reportedCores: fc.integer({ min: 1, max: 128 }),
  works: fc.constant(works),
});

/** Every valid spec, defaults and extremes more often than chance would have them. */
export function validSpecs(context: LinkContext): fc.Arbitrary<Spec> {
  return fc.constantFrom(...works.map((entry) => entry.name)).chain((work) => {
    const defaults = defaultSpec(work, context);
    const brings = bringsCode(works.find(({ name }) => name === work));
    const source = fc.oneof(
      fc.constant(defaults.code),
      fc.string({ unit: "grapheme", maxLength: 200 }).map((text) => text.toWellFormed()),
    );
    const number = (key: NumberKey): fc.Arbitrary<number> => {
      const { min, max } = numberRange(key, work, context);
      return fc.oneof(fc.constant(defaults[key]), fc.integer({ min, max }));
    };
    const plain = fc.record({
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
      loop: brings ? fc.constant("worker" as const) : fc.constantFrom("main", "worker"),
      tier: fc.constantFrom("auto" as const, "threads" as const, "workers" as const),
      backend: fc.constantFrom("auto" as const, "network" as const, "modelled" as const),
      theme: fc.constantFrom("auto" as const, "light" as const, "dark" as const),
      autorun: fc.boolean(),
      ref: fc.oneof(fc.constant(""), references.map(writeReference)),
      title: authorsWords("title"),
      note: authorsWords("note"),
      show: fc.subarray([...extras]),
      lang: brings ? fc.constantFrom("js" as const, "cpp" as const) : fc.constant("js" as const),
      code: brings ? source : fc.constant(""),
    });
    // Only C++ comes with what was compiled of it.
    const modules = fc.option(fc.uint8Array({ maxLength: 100 }), { nil: undefined });
    return fc.tuple(plain, modules).map(([spec, wasm]): Spec => {
      const { lang, code } = spec;
      return lang === "cpp" && code && wasm ? { ...spec, compiled: { code, wasm } } : spec;
    });
  });
}

export const contextAndSpec = contexts.chain((context) =>
  fc.tuple(fc.constant<LinkContext>(context), validSpecs(context)),
);
