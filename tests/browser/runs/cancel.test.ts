/**
 * Every run that can receive a cancel stops when told to: every work, strategy and tier, except CPU
 * work that holds the page's own thread, which by definition receives nothing. All of them in
 * Chromium with shared memory; elsewhere every strategy and tier with one CPU and one I/O work, in
 * turn.
 */
import { describe, expect, test } from "vitest";
import { holdsTheLoop } from "../../../web/spec/strategies.ts";
import type { Spec, Strategy } from "../../../web/spec/types.ts";
import { catalogue } from "../../../web/spec/works.ts";
import { type Engine, engines, needs, type Tab } from "../driver/browsers.ts";
import { tieredStrategies } from "../driver/cells.ts";
import { onThreads } from "../driver/driven.ts";
import { isolationsOf, useLanes } from "../driver/open-lanes.ts";

interface NamedCell {
  name: string;
  spec: Partial<Spec>;
}

/**
 * Cells that can receive a cancel, alternating event loops, as runs that would take many seconds.
 */
function cells(sharedMemory: boolean, all: boolean): NamedCell[] {
  const found: NamedCell[] = [];
  for (const bound of ["cpu", "io"] as const) {
    const works = catalogue.filter((work) => work.bound === bound);
    for (const [row, { name: work, size }] of works.entries()) {
      const long = {
        work,
        ...(bound === "cpu"
          ? { tasks: 16, size: size?.max ?? 0 }
          : size
            ? { tasks: 16, size: 8192 }
            : { tasks: 40, latency: 10_000, timeout: 60_000 }),
        workers: 2,
        limit: 4,
      };
      for (const [column, { how, tier }] of tieredStrategies(sharedMemory).entries()) {
        if (!all && column % works.length !== row) continue;
        const deaf = bound === "cpu" && holdsTheLoop(how);
        const loop = deaf || (row + column) % 2 === 1 ? "worker" : "main";
        const name = `${work} ${how} ${tier} ${loop}`;
        found.push({ name, spec: { ...long, how: [how], tier, loop } });
      }
    }
  }
  return found;
}

/** Runs `spec`, aborts it in the middle, and says how that ended. */
function cancelled(tab: Tab, spec: Partial<Spec>) {
  return tab.evaluate(async (wanted: Partial<Spec>) => {
    const abort = new AbortController();
    let abortedMs = Number.NaN;
    let begun = false;
    try {
      await window.lanes.run(wanted, {
        signal: abort.signal,
        onProgress() {
          if (begun) return;
          begun = true;
          setTimeout(() => {
            abortedMs = performance.now();
            abort.abort();
          }, 60);
        },
      });
      return { code: "ran to its end", tookMs: 0 };
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      return {
        code: code === "cancelled" ? code : `${code}: ${message}`,
        tookMs: performance.now() - abortedMs,
      };
    }
  }, spec);
}

describe.each(engines)("%s", (engine: Engine) => {
  describe.each(isolationsOf(engine))("%s", needs(engine), (_name, isolated) => {
    const all = engine === "chromium" && isolated;
    const { tab } = useLanes(engine, isolated);

    test(
      "every cell that can hear goes quiet, and the next run is right",
      onThreads(engine, async () => {
        const { sharedMemory } = await tab.evaluate(() => window.lanes.capabilities());
        const tiny: Partial<Spec> = { work: "hash", tasks: 2, size: 2, workers: 2 };
        for (const { name, spec } of cells(sharedMemory, all)) {
          const { code, tookMs } = await cancelled(tab, spec);
          expect(code, `${name}: ${code}`).toBe("cancelled");
          // Before any request is answered or CPU work ends. The benchmark `cancel` measures how
          // soon.
          expect(tookMs, name).toBeLessThan(10_000);
          const { how, tier, loop } = spec;
          const digests = await tab.evaluate(
            async (wanted: Partial<Spec>) => (await window.lanes.run(wanted))[0]?.digests,
            { ...tiny, how: how ?? ["sequential"], tier: tier ?? "auto", loop: loop ?? "main" },
          );
          expect(digests, `after ${name}`).toEqual([
            "e0bc614e4fd035a488619799853b075143deea596c477b8dc077e309c0fe42e9",
            "d8bdf9a0cb27a193a1127de2924b6e5a9e4c2d3b3fe42e935e160c011f3df1fc",
          ]);
        }
      }),
    );

    test("a run that is cancelled before it begins never does", async () => {
      const code = await tab.evaluate(async () => {
        try {
          await window.lanes.run({ work: "hash" }, { signal: AbortSignal.abort() });
          return "ran";
        } catch (error) {
          return (error as { code?: string }).code;
        }
      });
      expect(code).toBe("cancelled");
    });

    test("progress is told while the page is free, and never goes back", async () => {
      for (const how of ["sliced", "parallel"] as const) {
        const seen = await tab.evaluate(async (strategy: Strategy) => {
          const calls: { ended: number; elapsedMs: number }[] = [];
          await window.lanes.run(
            { work: "hash", tasks: 3, size: 1_500_000, workers: 2, how: [strategy] },
            { onProgress: ({ ended, elapsedMs }) => calls.push({ ended, elapsedMs }) },
          );
          return calls;
        }, how);
        // Also within a task: there are four times at which a number of ended tasks is news.
        expect(seen.length, how).toBeGreaterThan(4);
        for (const [i, { ended, elapsedMs }] of seen.entries()) {
          expect(ended).toBeGreaterThanOrEqual(seen[i - 1]?.ended ?? 0);
          expect(elapsedMs).toBeGreaterThanOrEqual(seen[i - 1]?.elapsedMs ?? 0);
        }
        expect(seen.at(-1)?.ended).toBe(3);
      }
    });
  });
});
