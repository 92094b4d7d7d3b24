/** The article's two demos, in real browsers, through `window.lanes`. */
import { createHash } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import type { Result, Spec } from "../../../web/spec/types.ts";
import { needs, type Tab } from "../driver/browsers.ts";
import { places, useLanes } from "../driver/open-lanes.ts";
import { goToLanes } from "../driver/reader.ts";
import { startServer } from "../driver/server.ts";

type Plain = Omit<Result, "spans"> & { spans: { count: number; latestEndMs: number } };

/** Runs `spec` in the page; typed arrays do not survive JSON, so spans are summed up there. */
function run(tab: Tab, spec: Partial<Spec>): Promise<Plain[]> {
  return tab.evaluate(async (wanted: Partial<Spec>) => {
    const results = await window.lanes.run(wanted);
    return results.map(({ spans, ...rest }) => ({
      ...rest,
      spans: { count: spans.count, latestEndMs: Math.max(...spans.endMs) },
    }));
  }, spec);
}

function chain(seed: number, links: number): string {
  let text = String(seed);
  for (let link = 0; link < links; link++) text = createHash("sha256").update(text).digest("hex");
  return text;
}

const strategies = ["sequential", "concurrent", "bounded", "sliced", "parallel"] as const;

// A quarter of the article's size: long enough for a freeze to be told from a pause.
const size = 500_000;
const latencyMs = 300;
let reference: string[];
beforeAll(() => {
  reference = [1, 2, 3, 4].map((seed) => chain(seed, size));
});

describe.each(places)("$engine", ({ engine, place, isolated }) => {
  describe(place, needs(engine), () => {
    const lanes = useLanes(engine, isolated);
    const { tab } = lanes;

    test("says what it can do here", async () => {
      const here = await tab.evaluate(() => window.lanes.capabilities());
      expect(here.network).toBe(true);
      expect(here.isolated).toBe(isolated);
      expect(here.tier).toBe(here.sharedMemory ? "threads" : "workers");
      expect(here.sharedMemory).toBe(isolated && engine !== "webkit");
    });

    test("hash gives the same digests under all five strategies as createHash", async () => {
      const results = await run(tab, {
        work: "hash",
        tasks: 4,
        size,
        how: [...strategies],
        workers: 2,
      });
      expect(results.map(({ how }) => how)).toEqual(strategies);
      for (const result of results) {
        expect(result.digests, result.how).toEqual(reference);
        expect(result.tasks).toEqual({ count: 4, ok: 4, failed: 0, cancelled: 0 });
        expect(result.spans.latestEndMs).toBeLessThanOrEqual(result.wallMs);
        const { sent, answered, missed } = result.eventLoop.health;
        expect(answered + missed).toBe(sent);
      }
      const [, concurrent, , sliced, parallel] = results;
      // On the main thread the loop is frozen while the run lasts; work that takes turns or has its
      // own lane leaves it free. How exactly is measured by the benchmark `freeze`.
      expect(concurrent?.eventLoop.longestFreezeMs).toBeLessThanOrEqual(
        (concurrent?.wallMs ?? 0) + 1,
      );
      expect(concurrent?.eventLoop.health.missed).toBeGreaterThan(0);
      for (const free of [sliced, parallel]) {
        expect(free?.eventLoop.longestFreezeMs, free?.how).toBeLessThan(
          concurrent?.eventLoop.longestFreezeMs ?? 0,
        );
      }
      expect(parallel?.maxInFlight).toBe(2);
    });

    test("http waits together, as far as the browser's connections go", async () => {
      const results = await run(tab, {
        work: "http",
        tasks: 10,
        latency: latencyMs,
        how: ["sequential", "concurrent", "bounded", "sliced"],
        limit: 5,
      });
      for (const result of results) {
        expect(result.tasks.ok, JSON.stringify(result.failures)).toBe(10);
        expect(result.digests).toEqual(Array(10).fill(`{"ms":${latencyMs}}\n`));
      }
      const [sequential, concurrent, bounded, sliced] = results;
      expect(sequential?.wallMs).toBeGreaterThan(10 * latencyMs);
      expect(sequential?.maxInFlight).toBe(1);
      expect(concurrent?.maxInFlight).toBe(10);
      // Its tasks start in turns: on a busy machine the first may be answered before the last starts.
      expect(sliced?.maxInFlight).toBeGreaterThan(1);
      expect(bounded?.maxInFlight).toBe(5);
      expect(concurrent?.wallMs).toBeLessThan(sequential?.wallMs ?? 0);
      // Ten requests over six connections take two rounds, and the page says why; an engine that
      // opens more takes one.
      const said = concurrent?.notes.some((note) => note.includes("connections")) ?? false;
      if (said) expect(concurrent?.wallMs).toBeGreaterThanOrEqual(2 * latencyMs);
      else expect(engine).toBe("webkit");
    });

    test("the worker's loop freezes instead of the page's when it is the one under test", async () => {
      const results = await run(tab, {
        work: "hash",
        tasks: 2,
        size: 300_000,
        how: ["concurrent", "sliced"],
        loop: "worker",
      });
      const [concurrent, sliced] = results;
      expect(concurrent?.digests).toEqual(sliced?.digests);
      expect(concurrent?.eventLoop.longestFreezeMs).toBeGreaterThan(
        sliced?.eventLoop.longestFreezeMs ?? Number.NaN,
      );
    });

    test("each result is told as soon as there is one, before the next strategy begins", async () => {
      const { told, given } = await tab.evaluate(async () => {
        const told: string[] = [];
        const results = await window.lanes.run(
          { work: "hash", tasks: 2, size: 1000, how: ["sequential", "sliced", "concurrent"] },
          {
            onProgress: ({ how, ended }) => ended === 0 && told.push(`${how} begins`),
            onResult: ({ how, digests }) => told.push(`${how} ${digests.length}`),
          },
        );
        return { told: [...new Set(told)], given: results.map(({ how }) => how) };
      });
      expect(given).toEqual(["sequential", "sliced", "concurrent"]);
      expect(told).toEqual(given.flatMap((how) => [`${how} begins`, `${how} 2`]));
    });

    test("what cannot be meant is refused with a sentence", async () => {
      const refusal = await tab.evaluate(async () => {
        try {
          await window.lanes.run({ work: "nonsense" });
          return "ran";
        } catch (error) {
          return `${(error as { code?: string }).code}: ${(error as Error).message}`;
        }
      });
      expect(refusal).toMatch(/^bad-spec: .*nonsense/);
    });

    test("a server that stops in the middle fails its tasks with a reason", async () => {
      const other = await startServer(isolated);
      await goToLanes(tab, other.url);
      // The run goes on in the page while the test stops the server under it.
      await tab.evaluate(async () => {
        await window.lanes.ready;
        const page = window as unknown as { failing: Promise<Result[]> };
        await new Promise<void>((started) => {
          page.failing = window.lanes.run(
            { work: "http", tasks: 12, latency: 5000, how: ["concurrent"] },
            { onProgress: () => started() },
          );
        });
      });
      await other.stop();
      const result = await tab.evaluate(async () => {
        const [only] = await (window as unknown as { failing: Promise<Result[]> }).failing;
        return { failed: only?.tasks.failed, reason: only?.failures[0] };
      });
      expect(result.failed).toBe(12);
      expect(result.reason).toContain("did not answer");
      await tab.goto(lanes.server.url);
    });
  });
});
