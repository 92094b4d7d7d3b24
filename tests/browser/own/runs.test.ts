/**
 * The reader's own code under every strategy, in every engine: the digests of an independent
 * implementation, the modelled service as `query` has it.
 */
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Spec } from "../../../web/spec/types.ts";
import { type Engine, engines, needs } from "../driver/browsers.ts";
import { isolationsOf, useLanes } from "../driver/open-lanes.ts";
import { modules } from "./modules.ts";
import { run } from "./runs.ts";

const everyHow: Spec["how"] = ["sequential", "concurrent", "bounded", "sliced", "parallel"];

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** A linear congruential generator (Knuth, MMIX) `size` steps from the seed: what the modules do too. */
function generator(seed: number, size: number): string {
  let x = BigInt(seed);
  for (let i = 0; i < size; i++) {
    x = BigInt.asUintN(64, x * 6364136223846793005n + 1442695040888963407n);
  }
  return String(x);
}

const inJavaScript = `
export function* task({ seed, size }) {
  let x = BigInt(seed);
  for (let i = 0; i < size; i++) {
    x = BigInt.asUintN(64, x * 6364136223846793005n + 1442695040888963407n);
    if (i % 100 === 0) yield;
  }
  return x;
}`;

describe.each(engines)("%s", (engine: Engine) => {
  describe.each(isolationsOf(engine))("own code, %s", needs(engine), (_name, isolated) => {
    const { tab } = useLanes(engine, isolated);

    test("gives the digests of an independent implementation under every strategy", async () => {
      const expected = [1, 2, 3].map((seed) => sha256(generator(seed, 1000)));
      const spec = { how: everyHow, tasks: 3, size: 1000 };
      const kernels: [string, Partial<Spec>, number[] | undefined][] = [
        ["JavaScript", { ...spec, code: inJavaScript }, undefined],
        ["a plain module", spec, modules.plain],
        ["a resumable module", spec, modules.resumable],
      ];
      for (const [what, given, wasm] of kernels) {
        for (const ran of await run(tab, given, wasm)) {
          expect(ran.digests, `${what}, ${ran.how}`).toEqual(expected);
          expect(ran.tier).toBe(ran.how === "parallel" ? "workers" : "none");
          expect(ran.loop).toBe("worker");
          expect(ran.backend).toBe("none");
        }
      }
    });

    test("is on a worker’s loop, and says so where the page’s own was asked for", async () => {
      const code = "export const task = ({ seed }) => seed;";
      const note = "Own code never runs on the page’s own thread: “loop” became worker.";
      for (const loop of ["main", "worker", undefined] as const) {
        const spec = { code, how: everyHow, ...(loop && { loop }) };
        for (const ran of await run(tab, spec)) {
          expect(ran.loop).toBe("worker");
          expect(ran.notes.filter((one) => one === note)).toHaveLength(loop === "main" ? 1 : 0);
        }
      }
    });

    test("asks the modelled service, and meets its pool as query does", async () => {
      const service = { tasks: 30, latency: 60, pool: 10, queue: 5, timeout: 5000, limit: 10 };
      const code = "export async function task({ get }) { return await get(); }";
      const how: Spec["how"] = ["concurrent", "bounded"];
      const [crowd, bounded] = await run(tab, { ...service, code, how });
      const [query, boundedQuery] = await run(tab, {
        ...service,
        how,
        work: "query",
        loop: "worker",
        backend: "modelled",
      });
      expect(crowd?.backend).toBe("modelled");
      expect(crowd?.maxInFlight).toBe(30);
      expect(crowd?.failures).toHaveLength(15);
      expect(query?.failures).toHaveLength(15);
      expect(new Set(crowd?.failures)).toEqual(new Set(query?.failures));
      expect(bounded?.failures).toEqual([]);
      expect(bounded?.digests).toEqual(boundedQuery?.digests.map(sha256));
    });

    test("several requests of one task, timers and refusals that it catches", async () => {
      const code = `export async function task({ seed, get, turn }) {
        const [a, b] = await Promise.all([get(20), get(30)]);
        await new Promise((later) => setTimeout(later, 20));
        await turn();
        const first = await Promise.race([get(5), get(300)]);
        const bad = await get(-1).catch(({ name }) => name);
        return [a === b, first.length > 0, bad, seed];
      }`;
      for (const { digests, failures } of await run(tab, { code, how: everyHow, tasks: 2 })) {
        expect(failures).toEqual([]);
        expect(digests).toEqual([
          sha256("true,true,RangeError,1"),
          sha256("true,true,RangeError,2"),
        ]);
      }
    });

    test("a module asks, and is told of a refusal", async () => {
      const service = { tasks: 3, size: 1, pool: 1, queue: 0, timeout: 1000 };
      const [ran] = await run(tab, { ...service, how: ["concurrent"] }, modules.asking);
      // It answers with what it was told: 1 answered, 2 refused.
      expect(ran?.digests).toEqual([sha256("1"), sha256("2"), sha256("2")]);
      expect(ran?.backend).toBe("modelled");
    });
  });
});
