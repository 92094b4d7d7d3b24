/** The editor's examples: the mistake and the fix give the same answers, in different ways. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { type ClangKit, check, compile } from "../../web/engine/own/compiler/clang.ts";
import { clangKit, Kernel } from "./own-clang.ts";

const folder = resolve(import.meta.dirname, "../../web/own-examples");

/** As it stands, and with its one switch turned. */
function bothOf(file: string): [string, string] {
  const source = readFileSync(resolve(folder, file), "utf8");
  const turned = source.replace(/\b(fixed|small) = false;/, "$1 = true;");
  expect(turned).not.toBe(source);
  return [source, turned];
}

interface Given {
  seed: number;
  size: number;
  get(ms: number): Promise<string>;
  turn(): Promise<void>;
}

/** Runs a JavaScript example with a service that answers at once, or refuses beyond `most`. */
async function run(source: string, numbers: { seed: number; size: number }, most = 1e9) {
  const address = `data:text/javascript,${encodeURIComponent(source)}`;
  const { task } = (await import(/* @vite-ignore */ address)) as { task(given: Given): unknown };
  const seen = { turns: 0, asked: 0, mostInFlight: 0 };
  let inFlight = 0;
  const answer = await task({
    ...numbers,
    async get() {
      seen.asked++;
      seen.mostInFlight = Math.max(seen.mostInFlight, ++inFlight);
      const refused = inFlight > most;
      await new Promise((later) => setImmediate(later));
      inFlight--;
      if (refused) throw new Error("refused");
      return "row";
    },
    async turn() {
      seen.turns++;
    },
  });
  return { answer: String(answer), ...seen };
}

describe("JavaScript", () => {
  test("a loop gives others their turn once it is fixed", async () => {
    const [mistake, fix] = bothOf("loop.js");
    const numbers = { seed: 1, size: 5000 };
    const before = await run(mistake, numbers);
    const after = await run(fix, numbers);
    expect(before).toMatchObject({ answer: "669", turns: 0 });
    expect(after).toMatchObject({ answer: "669", turns: 10 });
  });

  test("await in a for: one request in flight, or all", async () => {
    const [mistake, fix] = bothOf("await-in-a-for.js");
    const numbers = { seed: 1, size: 10 };
    expect(await run(mistake, numbers)).toMatchObject({ answer: "10", asked: 10, mostInFlight: 1 });
    expect(await run(fix, numbers)).toMatchObject({ answer: "10", asked: 10, mostInFlight: 10 });
  });

  test("everything asked at once is mostly refused; twenty at a time are all answered", async () => {
    const [mistake, fix] = bothOf("unbounded-get.js");
    const numbers = { seed: 1, size: 500 };
    const before = await run(mistake, numbers, 100);
    expect(before).toMatchObject({ answer: "100 of 500", asked: 500, mostInFlight: 500 });
    const after = await run(fix, numbers, 100);
    expect(after).toMatchObject({ answer: "500 of 500", asked: 500, mostInFlight: 20 });
  });

  test("both regular expressions match the same", async () => {
    const [mistake, fix] = bothOf("backtracking.js");
    for (let seed = 0; seed < 8; seed++) {
      for (const size of [1, 2, 12]) {
        const before = await run(mistake, { seed, size });
        expect(before.answer).toBe("2");
        expect((await run(fix, { seed, size })).answer).toBe("2");
      }
    }
  });
});

describe("C++", () => {
  let kit: ClangKit;
  beforeAll(async () => {
    kit = await clangKit();
  });

  async function kernel(source: string): Promise<Kernel> {
    expect(await check(kit, source)).toEqual([]);
    const compiled = await compile(kit, source);
    if ("diagnostics" in compiled) throw new Error(JSON.stringify(compiled.diagnostics));
    return Kernel.from(compiled.wasm);
  }

  const next = (state: number) => (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;

  test("a matrix product is the same either way", async () => {
    const side = 17;
    const [a, b] = [new Float64Array(side * side), new Float64Array(side * side)];
    let state = 7;
    for (let i = 0; i < side * side; i++) {
      state = next(state);
      a[i] = state >>> 28;
      b[i] = (state >>> 24) & 15;
    }
    let sum = 0;
    for (let i = 0; i < side; i++)
      for (let j = 0; j < side; j++)
        for (let k = 0; k < side; k++) sum += (a[i * side + k] ?? 0) * (b[k * side + j] ?? 0);
    for (const source of bothOf("matrix.cpp")) {
      const own = await kernel(source);
      const { answer, asked } = own.run(7, side);
      expect(answer).toBe(String(sum));
      expect(asked).toEqual(Array(side).fill(1));
    }
  });

  test("a sort of what it was given, and of 300", async () => {
    const digestOf = (seed: number, size: number) => {
      let state = seed;
      const numbers = Uint32Array.from({ length: size }, () => {
        state = next(state);
        return state;
      }).sort();
      let digest = 0n;
      for (const number of numbers) digest = BigInt.asUintN(64, digest * 31n + BigInt(number));
      return String(digest);
    };
    const [large, small] = bothOf("sort.cpp");
    expect((await kernel(large)).run(5, 10_000).answer).toBe(digestOf(5, 10_000));
    expect((await kernel(small)).run(5, 10_000).answer).toBe(digestOf(5, 300));
  });

  test("what one begins with counts primes", async () => {
    const own = await kernel(readFileSync(resolve(folder, "start.cpp"), "utf8"));
    expect(own.run(1, 5000)).toMatchObject({ answer: "669", asked: [1, 1, 1, 1, 1] });
  });
});
