/** `http` and `query` on the modelled backend and on the live one, in real browsers. */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Spec } from "../../../web/spec/types.ts";
import { needs } from "../driver/browsers.ts";
import { places, useLanes } from "../driver/open-lanes.ts";
import { builtSite } from "../driver/plain-host.ts";
import { goToLanes } from "../driver/reader.ts";
import { type Measured, run } from "../driver/results.ts";
import { startServer } from "../driver/server.ts";

const strategies = ["sequential", "concurrent", "bounded", "sliced", "parallel"] as const;
const works = ["http", "query"] as const;
const bothTiers = ["threads", "workers"] as const;

/** Ten tasks whose waits differ, so that a mix-up of answers shows in the digests. */
function small(work: string): Partial<Spec> {
  return { work, how: [...strategies], tasks: 10, latency: 60, jitter: 80, limit: 4, workers: 3 };
}

function expectModelled(results: Measured[]): void {
  for (const result of results) {
    const { environment, notes, tasks, failures } = result;
    expect(environment.backend, result.how).toBe("modelled");
    expect(notes.join(" "), result.how).toContain("modelled");
    expect(tasks, JSON.stringify(failures)).toEqual({ count: 10, ok: 10, failed: 0, cancelled: 0 });
  }
}

function saysNoServiceWorker(result: Measured | undefined): boolean {
  return result?.notes.some((note) => note.includes("No service worker")) ?? false;
}

describe.each(places)("$engine", ({ engine, place, isolated }) => {
  describe(place, needs(engine), () => {
    const lanes = useLanes(engine, isolated);
    const { tab } = lanes;

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
          expect(parallel?.maxInFlight).toBeGreaterThan(1);
          expect(parallel?.maxInFlight).toBeLessThanOrEqual(3);
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

    test("an exhausted pool fails tasks with a reason, and they add up", async () => {
      // Two connections serve at 0 and at 400 ms; then the timeout of 600 ms expires. Queries that
      // a busy machine sends late may fit in again: downstream_test.cpp has the exact counts.
      const shape = { work: "query", tasks: 12, latency: 400, pool: 2, queue: 8, timeout: 600 };
      const waited =
        /^The connection pool was exhausted: the query waited 600 ms for a connection\.$/;
      const refused = /refused because 8 were waiting already\.$/;
      for (const loop of ["main", "worker"] as const) {
        const [result] = await run(tab, {
          ...shape,
          loop,
          how: ["concurrent"],
          backend: "modelled",
        });
        const { ok = 0, failed = 0, cancelled } = result?.tasks ?? {};
        expect([ok + failed, cancelled]).toEqual([12, 0]);
        expect(ok).toBeGreaterThanOrEqual(4);
        const reasons = Object.values(result?.failures ?? {});
        const late = reasons.filter((reason) => waited.test(reason)).length;
        const away = reasons.filter((reason) => refused.test(reason)).length;
        expect(late + away).toBe(failed);
        expect(late).toBeGreaterThan(0);
        expect(away).toBeGreaterThan(0);
        expect(result?.digests.filter((digest) => digest !== "").length).toBe(ok);
      }
      // Within its pool the same work does not fail.
      const [bounded] = await run(tab, {
        ...shape,
        latency: 50,
        how: ["bounded"],
        limit: 2,
        backend: "modelled",
      });
      expect(bounded?.tasks.ok).toBe(12);
      // With six workers at most six queries come at once: nobody is refused, some wait too long.
      const spec = { ...shape, latency: 900, workers: 6, backend: "modelled" as const };
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
        // A busy machine may take some time between the first query and the last.
        latency: 2000,
        pool: 1,
        queue: 1,
        timeout: 1000,
      };
      const [live] = await run(tab, { ...spec, backend: "network" });
      const [modelled] = await run(tab, { ...spec, backend: "modelled" });
      for (const result of [live, modelled]) {
        expect(result?.tasks).toEqual({ count: 4, ok: 1, failed: 3, cancelled: 0 });
      }
      const reasons = (result?: Measured) => Object.values(result?.failures ?? {}).sort();
      expect(reasons(live)).toEqual(reasons(modelled));
    });

    test("fifty calls of 200 ms wait together, without a limit of six", async () => {
      const spec: Partial<Spec> = {
        tasks: 50,
        latency: 200,
        pool: 50,
        how: ["concurrent", "bounded"],
        limit: 6,
        backend: "modelled",
      };
      for (const work of works) {
        const [together, six] = await run(tab, { ...spec, work });
        expect(together?.tasks.ok).toBe(50);
        expect(together?.maxInFlight).toBe(50);
        expect(together?.wallMs).toBeGreaterThanOrEqual(199);
        // Nine rounds of 200 ms. How long both take is measured by the benchmark `modelled-waits`.
        expect(six?.wallMs).toBeGreaterThanOrEqual(1790);
        expect(together?.wallMs).toBeLessThan(six?.wallMs ?? 0);
      }
    });

    test("10,000 queries are in flight at once, and the loop answers meanwhile", async () => {
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
      // The benchmark `modelled-waits` measures whether and how long it froze; this test checks
      // that it was probed meanwhile and answered.
      expect(result?.eventLoop.health.answered).toBeGreaterThan(0);
    });

    test.each(works)("%s can be cancelled at its first sign and while it waits", async (work) => {
      for (const how of strategies) {
        for (const afterMs of [0, 300]) {
          const answer = await tab.evaluate(
            async ({ how, afterMs, ...spec }) => {
              const abort = new AbortController();
              let abortedMs = Number.NaN;
              const cancel = () => {
                abortedMs = performance.now();
                abort.abort();
              };
              let begun = false;
              const onProgress = () => {
                if (begun) return;
                begun = true;
                if (afterMs === 0) cancel();
                else setTimeout(cancel, afterMs);
              };
              const ended = await window.lanes
                .run({ ...spec, how: [how] }, { signal: abort.signal, onProgress })
                .then(
                  () => "ended",
                  (error: { code?: string }) => error.code,
                );
              return { ended, tookMs: performance.now() - abortedMs };
            },
            {
              work,
              how,
              afterMs,
              tasks: 6,
              latency: 10_000,
              workers: 2,
              backend: "modelled" as const,
            },
          );
          expect(answer.ended, how).toBe("cancelled");
          // Before anything is answered. The benchmark `cancel` measures how soon.
          expect(answer.tookMs, how).toBeLessThan(9_000);
        }
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

  describe("where a service worker is refused", needs(engine), () => {
    const site = mkdtempSync(resolve(tmpdir(), "lanes-site-"));
    // Before the server starts, and after it has stopped.
    beforeAll(() => {
      cpSync(builtSite, site, { recursive: true });
      rmSync(resolve(site, "service-worker.js"));
    });
    afterAll(() => rmSync(site, { recursive: true }));
    // Threads in a driven Firefox may take the whole timeout before they are given up
    // (undriven.test.ts).
    const { tab } = useLanes(engine, engine === "chromium", { site });

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
