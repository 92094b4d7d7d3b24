/**
 * The same algorithms as own C++, own JavaScript and a module of C or WAT: all of them give the
 * digests of an independent implementation, under every strategy.
 */
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Spec } from "../../../web/spec/types.ts";
import { needs } from "../driver/browsers.ts";
import { places, spread, useLanes } from "../driver/open-lanes.ts";
import { ofC, ofWat, sourceOf } from "./made.ts";
import { run } from "./runs.ts";

const everyHow: Spec["how"] = ["sequential", "concurrent", "bounded", "sliced", "parallel"];
const tasks = 3;

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

interface Algorithm {
  name: string;
  size: number;
  seed: number;
  /** Of this file and no other: what the source in the folder gives. */
  answer(seed: number, size: number): string;
  module(): Promise<number[]> | number[];
}

const algorithms: Algorithm[] = [
  {
    name: "sha256-chain",
    size: 20,
    seed: 4294967295,
    answer(seed, size) {
      let text = String(seed);
      for (let i = 0; i < size; i++) text = sha256(text);
      return text;
    },
    module: () => ofC(sourceOf("algorithms/sha256-chain.c")),
  },
  {
    name: "sort",
    size: 400,
    seed: 7,
    answer(seed, size) {
      const numbers: bigint[] = [];
      for (let x = BigInt(seed); numbers.length < size; ) {
        x = BigInt.asUintN(32, x * 1664525n + 1013904223n);
        numbers.push(x);
      }
      numbers.sort((a, b) => (a < b ? -1 : 1));
      return String(numbers.reduce((fold, one) => BigInt.asUintN(64, fold * 31n + one), 0n));
    },
    module: () => ofWat(sourceOf("algorithms/sort.wat")),
  },
  {
    name: "primes",
    size: 1000,
    seed: 1,
    answer(seed, size) {
      const end = seed + size;
      const composite = new Set<number>([0, 1]);
      for (let i = 2; i * i < end; i++) for (let n = i * i; n < end; n += i) composite.add(n);
      let count = 0;
      for (let n = seed; n < end; n++) if (!composite.has(n)) count++;
      return String(count);
    },
    module: () => ofWat(sourceOf("algorithms/primes.wat")),
  },
];

describe.each(places)("$engine, $place", ({ engine, isolated }) => {
  describe("algorithms in every language", needs(engine), () => {
    const { tab } = useLanes(engine, isolated);

    test.each(spread(algorithms, engine))(
      "$name gives one digest as JavaScript, C++ and a module, under every strategy",
      async ({ name, size, seed, answer, module }) => {
        const expected = Array.from({ length: tasks }, (_, i) =>
          sha256(answer((seed + i) % 2 ** 32, size)),
        );
        const forms: [string, Partial<Spec>, number[] | undefined][] = [
          ["JavaScript", { lang: "js", code: sourceOf(`algorithms/${name}.js`) }, undefined],
          ["C++", { lang: "cpp", code: sourceOf(`algorithms/${name}.cpp`) }, undefined],
          ["a module", {}, await module()],
        ];
        for (const [form, given, wasm] of forms) {
          const spec = { how: everyHow, tasks, size, seed, ...given };
          const results = await run(tab, spec, wasm);
          expect(results.map(({ how }) => how)).toEqual(everyHow);
          for (const { how, digests, tier } of results) {
            expect(digests, `${form}, ${how}`).toEqual(expected);
            expect(tier).toBe(how === "parallel" ? "workers" : "none");
          }
        }
      },
    );
  });
});
