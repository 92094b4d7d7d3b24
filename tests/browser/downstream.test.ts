/** `http` and `query` on the modelled backend and on the live one, in real browsers. */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Result, Spec } from "../../web/engine/types.ts";
import { available, type Tab } from "./browsers.ts";
import { goToLanes, type OpenLanes, openLanes, places } from "./open-lanes.ts";
import { builtSite } from "./plain-host.ts";
import { startServer } from "./server.ts";

type Plain = Omit<Result, "spans">;

function run(tab: Tab, spec: Partial<Spec>): Promise<Plain[]> {
  return tab.evaluate(async (wanted: Partial<Spec>) => {
    const results = await window.lanes.run(wanted);
    return results.map(({ spans: _spans, ...rest }) => rest);
  }, spec);
}

const strategies = ["sequential", "concurrent", "bounded", "sliced", "parallel"] as const;
const works = ["http", "query"] as const;
const bothTiers = ["threads", "workers"] as const;

/** Ten tasks whose waits differ, so that a mix-up of answers shows in the digests. */
function small(work: string): Partial<Spec> {
  return { work, how: [...strategies], tasks: 10, latency: 60, jitter: 80, limit: 4, workers: 3 };
}

function expectModelled(results: Plain[]): void {
  for (const result of results) {
    const { environment, notes, tasks, failures } = result;
    expect(environment.backend, result.how).toBe("modelled");
    expect(notes.join(" "), result.how).toContain("modelled");
    expect(tasks, JSON.stringify(failures)).toEqual({ count: 10, ok: 10, failed: 0, cancelled: 0 });
  }
}

function saysNoServiceWorker(result: Plain | undefined): boolean {
  return result?.notes.some((note) => note.includes("No service worker")) ?? false;
}

describe.each(places)("$engine", ({ engine, place, isolated }) => {
  describe.skipIf(!available(engine))(place, () => {
    let lanes: OpenLanes;
    let tab: Tab;

    beforeAll(async () => {
      lanes = await openLanes(engine, isolated);
      tab = lanes.tab;
    });
    afterAll(() => lanes?.close());

    test.each(works)(
      "%s gives the same digests as the live server, however it is run",
      async (work) => {
        const here = await tab.evaluate(() => window.lanes.capabilities());
        const live = await run(tab, { ...small(work), how: ["concurrent"], backend: "network" });
        expect(live[0]?.environment.backend).toBe("network");
        expect(live[0]?.tasks.ok, JSON.stringify(live[0]?.failures)).toBe(10);
        const digests = live[0]?.digests as string[];
        expect(new Set(digests).size).toBeGreaterThan(5);
        for (const loop of ["main", "worker"] as const) {
          const results = await run(tab, { ...small(work), loop, backend: "modelled" });
          expectModelled(results);
          for (const result of results)
            expect(result.digests, `${loop} ${result.how}`).toEqual(digests);
          const [sequential, concurrent, bounded, sliced, parallel] = results;
          expect(sequential?.maxInFlight).toBe(1);
          expect(concurrent?.maxInFlight).toBe(10);
          expect(bounded?.maxInFlight).toBe(4);
          expect(sliced?.maxInFlight).toBeGreaterThan(1);
          expect(parallel?.maxInFlight).toBe(3);
          // These fetches are real ones, answered by the service worker.
          if (work === "http")
            expect(results.slice(0, 4).some(saysNoServiceWorker), loop).toBe(false);
        }
        for (const tier of bothTiers) {
          if (tier === "threads" && !here.sharedMemory) continue;
          const spec = {
            ...small(work),
            how: ["parallel" as const],
            tier,
            backend: "modelled" as const,
          };
          const results = await run(tab, spec);
          expectModelled(results);
          expect(results[0]?.environment.tier).toBe(tier);
          expect(results[0]?.digests, tier).toEqual(digests);
        }
      },
    );

    test("waiting on the model is not freezing", async () => {
      const results = await run(tab, { ...small("http"), latency: 200, backend: "modelled" });
      for (const { how, eventLoop, wallMs } of results) {
        expect(eventLoop.longestFreezeMs, how).toBeLessThan(0.5 * wallMs);
      }
    });

    test("an exhausted pool fails tasks with a reason, and they add up", async () => {
      // Two connections serve at 0 and at 200 ms; then the time-out of 300 ms is over.
      const shape = { work: "query", tasks: 12, latency: 200, pool: 2, queue: 8, timeout: 300 };
      const waited =
        /^The connection pool was exhausted: the query waited 300 ms for a connection\.$/;
      const refused = /refused because 8 were waiting already\.$/;
      for (const loop of ["main", "worker"] as const) {
        const [result] = await run(tab, {
          ...shape,
          loop,
          how: ["concurrent"],
          backend: "modelled",
        });
        expect(result?.tasks).toEqual({ count: 12, ok: 4, failed: 8, cancelled: 0 });
        const reasons = Object.values(result?.failures ?? {});
        expect(reasons.filter((reason) => waited.test(reason)).length).toBe(6);
        expect(reasons.filter((reason) => refused.test(reason)).length).toBe(2);
        expect(result?.digests.filter((digest) => digest !== "").length).toBe(4);
      }
      // Within its pool the same work does not fail.
      const [bounded] = await run(tab, {
        ...shape,
        how: ["bounded"],
        limit: 2,
        backend: "modelled",
      });
      expect(bounded?.tasks.ok).toBe(12);
      // With six workers at most six queries come at once: nobody is refused, some wait too long.
      const spec = { ...shape, latency: 500, workers: 6, backend: "modelled" as const };
      for (const tier of bothTiers) {
        const here = await tab.evaluate(() => window.lanes.capabilities());
        if (tier === "threads" && !here.sharedMemory) continue;
        const [parallel] = await run(tab, { ...spec, how: ["parallel"], tier });
        const { ok = 0, failed = 0 } = parallel?.tasks ?? {};
        expect(ok + failed).toBe(12);
        expect(failed).toBeGreaterThan(0);
        expect(Object.values(parallel?.failures ?? {}).every((reason) => waited.test(reason))).toBe(
          true,
        );
      }
    });

    test("the live pool says the same of itself as the model", async () => {
      const spec: Partial<Spec> = {
        work: "query",
        how: ["concurrent"],
        tasks: 4,
        latency: 800,
        pool: 1,
        queue: 1,
        timeout: 200,
      };
      const [live] = await run(tab, { ...spec, backend: "network" });
      const [modelled] = await run(tab, { ...spec, backend: "modelled" });
      for (const result of [live, modelled]) {
        expect(result?.tasks).toEqual({ count: 4, ok: 1, failed: 3, cancelled: 0 });
      }
      const reasons = (result?: Plain) => Object.values(result?.failures ?? {}).sort();
      expect(reasons(live)).toEqual(reasons(modelled));
    });

    test("fifty calls of 200 ms wait together, without a limit of six", async () => {
      const spec: Partial<Spec> = {
        tasks: 50,
        latency: 200,
        pool: 50,
        how: ["concurrent"],
        backend: "modelled",
      };
      for (const work of works) {
        await run(tab, { ...spec, work });
        const [result] = await run(tab, { ...spec, work });
        expect(result?.tasks.ok).toBe(50);
        expect(result?.wallMs).toBeGreaterThanOrEqual(199);
        console.log(`${engine} ${place}: 50 × 200 ms ${work}: ${result?.wallMs.toFixed(0)} ms`);
        // The goal of 250 ms is the benchmark's, on a quiet machine. Six at a time take 1,800 ms.
        expect(result?.wallMs).toBeLessThan(1500);
      }
    });

    test("10,000 queries at once leave the loop responsive", async () => {
      const [result] = await run(tab, {
        work: "query",
        tasks: 10_000,
        latency: 100,
        jitter: 50,
        pool: 10_000,
        how: ["concurrent"],
        backend: "modelled",
      });
      expect(result?.tasks.ok).toBe(10_000);
      expect(result?.maxInFlight).toBe(10_000);
      console.log(
        `${engine} ${place}: 10,000 queries: ${result?.wallMs.toFixed(0)} ms, ` +
          `longest freeze ${result?.eventLoop.longestFreezeMs.toFixed(0)} ms`,
      );
      // Nor does it freeze for as long as it waits.
      expect(result?.eventLoop.longestFreezeMs).toBeLessThan(0.5 * (result?.wallMs ?? 0));
    });

    test.each(works)("%s can be cancelled while it waits", async (work) => {
      for (const how of strategies) {
        const answer = await tab.evaluate(
          async ([wanted, strategy]: [string, (typeof strategies)[number]]) => {
            const abort = new AbortController();
            setTimeout(() => abort.abort(), 300);
            const began = performance.now();
            const spec = { work: wanted, how: [strategy], tasks: 6, latency: 9000, workers: 2 };
            const ended = await window.lanes
              .run({ ...spec, backend: "modelled" }, { signal: abort.signal })
              .then(
                () => "ended",
                (error: { code?: string }) => error.code,
              );
            return { ended, tookMs: performance.now() - began };
          },
          [work, how] as [string, (typeof strategies)[number]],
        );
        expect(answer.ended, how).toBe("cancelled");
        expect(answer.tookMs, how).toBeLessThan(4000);
      }
      expectModelled(await run(tab, { ...small(work), backend: "modelled" }));
    });

    test("auto is live where a server answers", async () => {
      const results = await run(tab, { work: "query", tasks: 2, latency: 10, how: ["sequential"] });
      expect(results[0]?.environment.backend).toBe("network");
      expect(results[0]?.notes).toEqual([]);
    });

    test("what the service worker does not answer goes its own way", async () => {
      const answer = await tab.evaluate(async () => {
        const ours = await fetch("model/delay?ms=nonsense");
        const theirs = await fetch("api/health");
        return { ours: ours.status, theirs: await theirs.text() };
      });
      expect(answer).toEqual({ ours: 400, theirs: '{"status":"ok"}\n' });
    });
  });

  describe.skipIf(!available(engine))("where a service worker is refused", () => {
    let lanes: OpenLanes;
    let tab: Tab;
    const site = mkdtempSync(resolve(tmpdir(), "lanes-site-"));

    beforeAll(async () => {
      cpSync(builtSite, site, { recursive: true });
      rmSync(resolve(site, "service-worker.js"));
      lanes = await openLanes(engine, true, site);
      tab = lanes.tab;
    });
    afterAll(async () => {
      await lanes?.close();
      rmSync(site, { recursive: true });
    });

    test("http asks the model by message, says so, and gives the same digests", async () => {
      const [live] = await run(tab, { ...small("http"), how: ["concurrent"], backend: "network" });
      for (const loop of ["main", "worker"] as const) {
        const results = await run(tab, { ...small("http"), loop, backend: "modelled" });
        expectModelled(results);
        for (const result of results) expect(result.digests, result.how).toEqual(live?.digests);
        expect(results.slice(0, 4).every(saysNoServiceWorker)).toBe(true);
      }
    });

    test("a page whose server has stopped waits for the model", async () => {
      const other = await startServer();
      await goToLanes(tab, other.url);
      const [live] = await run(tab, { ...small("query"), how: ["sequential"] });
      expect(live?.environment.backend).toBe("network");
      // What the page needs is loaded before.
      await run(tab, { ...small("query"), backend: "modelled" });
      await other.stop();
      const results = await run(tab, small("query"));
      expectModelled(results);
      expect(results[0]?.digests).toEqual(live?.digests);
    });
  });
});
