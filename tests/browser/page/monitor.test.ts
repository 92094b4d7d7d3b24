/**
 * What the monitor reports, beside other witnesses: the browser's own Long Tasks (Chromium only), and
 * a trace as DevTools records it. How exactly they agree is measured by the benchmark `freeze`.
 */
import { describe, expect, test } from "vitest";
import { openChromium } from "../../bench/kit/page.ts";
import { lengthOf, type Stretch, witness } from "../../bench/kit/witness.ts";
import { type Engine, engines, needs } from "../driver/browsers.ts";
import { useLanes, useOpened } from "../driver/open-lanes.ts";

describe("chromium's own witnesses", needs("chromium"), () => {
  const chromium = useOpened(openChromium);

  test("a freeze, a long task and missing frames lie where the page was blocked", async () => {
    const { report, longTasks, blocked } = await witness(
      chromium.page,
      { work: "http", tasks: 4, latency: 1000, how: ["sequential"], backend: "modelled" },
      [800, 1200],
    );
    expect(blocked).toHaveLength(2);
    for (const block of blocked) {
      const middleMs = (block.startMs + block.endMs) / 2;
      const around = ({ startMs, endMs }: Stretch) => startMs < middleMs && endMs > middleMs;
      expect(report.freezes.filter(around)).toHaveLength(1);
      expect(longTasks.filter(around)).toHaveLength(1);
      expect(report.drops.filter(around)).toHaveLength(1);
    }
    expect(report.drops.reduce((sum, { frames }) => sum + frames, 0)).toBe(report.droppedFrames);
    expect(report.longestFreezeMs).toBeGreaterThanOrEqual(
      Math.max(...report.freezes.map(lengthOf)) - 0.001,
    );
  });

  test("a trace has every span on a track of Lanes, and the page keeps no measure", async () => {
    const { browser, page } = chromium;
    const session = await browser.newBrowserCDPSession();
    const events: { name: string; cat: string; args?: { data?: { detail?: string } } }[] = [];
    session.on("Tracing.dataCollected", ({ value }) =>
      events.push(...(value as unknown as typeof events)),
    );
    await session.send("Tracing.start", {
      traceConfig: { includedCategories: ["blink.user_timing"] },
      transferMode: "ReportEvents",
    });
    const spans = await page.evaluate(async () => {
      const spec = { work: "hash", tasks: 3, size: 50_000, workers: 2 };
      const [run] = await window.lanes.run({ ...spec, how: ["parallel"] });
      return run ? [...run.spans.kind].filter((kind) => kind !== 0).length : 0;
    });
    const complete = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
    await session.send("Tracing.end");
    await complete;
    const begun = events.filter(({ name }) => /^task \d+ running$/.test(name));
    const details = begun.flatMap(
      ({ args }) => JSON.stringify(args ?? {}).match(/track-entry/g) ?? [],
    );
    expect(spans).toBeGreaterThanOrEqual(3);
    expect(details).toHaveLength(spans);
    for (const task of [0, 1, 2]) {
      expect(begun.some(({ name }) => name === `task ${task} running`)).toBe(true);
    }
    const text = JSON.stringify(begun);
    expect(text).toContain("hash parallel, lane 1");
    expect(text).toContain("trackGroup");
    expect(await page.evaluate(() => performance.getEntriesByType("measure").length)).toBe(0);
  });
});

describe.each(engines)("%s", (engine: Engine) => {
  describe("the report of a run", needs(engine), () => {
    const lanes = useLanes(engine, true, { motion: true });
    const { tab } = lanes;

    test("has the freezes, the frames missing in them and the checks missed on one clock", async () => {
      const { wallMs, eventLoop } = await tab.evaluate(async () => {
        const spec = { work: "hash", tasks: 4, size: 400_000 };
        const [run] = await window.lanes.run({ ...spec, how: ["concurrent"] });
        if (!run) throw new Error("no result");
        return { wallMs: run.wallMs, eventLoop: run.eventLoop };
      });
      const { freezes, drops, frozenMs, longestFreezeMs, droppedFrames, health } = eventLoop;
      for (const stretches of [freezes, drops]) {
        let lastMs = 0;
        for (const { startMs, endMs } of stretches) {
          expect(startMs).toBeGreaterThanOrEqual(lastMs);
          expect(endMs).toBeGreaterThan(startMs);
          expect(endMs).toBeLessThanOrEqual(wallMs + 1);
          lastMs = endMs;
        }
      }
      // The benchmark `freeze` measures how much of it.
      expect(frozenMs).toBeGreaterThan(0);
      expect(frozenMs).toBeLessThanOrEqual(wallMs + 1);
      expect(longestFreezeMs).toBeLessThanOrEqual(frozenMs + 1);
      expect(drops.reduce((sum, { frames }) => sum + frames, 0)).toBe(droppedFrames);
      expect(health.missed).toBeGreaterThan(0);
    });

    test("has the timer and the answers that stood in line while the loop was blocked", async () => {
      const { eventLoop, fromMs, toMs } = await tab.evaluate(async () => {
        let begun = false;
        let [from, to] = [0, 0];
        const spec = { work: "query", tasks: 4, latency: 300, backend: "modelled" as const };
        const [run] = await window.lanes.run(
          { ...spec, how: ["concurrent"], loop: "main" },
          {
            onProgress() {
              if (begun) return;
              begun = true;
              const startMs = performance.now();
              setTimeout(() => {
                from = performance.now() - startMs;
                while (performance.now() - startMs < from + 2000);
                to = performance.now() - startMs;
              }, 100);
            },
          },
        );
        if (!run) throw new Error("no result");
        return { eventLoop: run.eventLoop, fromMs: from, toMs: to };
      });
      // The run began before it was heard of, and clocks may be coarse.
      const slackMs = 20;
      const late = eventLoop.timers.filter(({ dueMs, firedMs }) => firedMs - dueMs > 1000);
      expect(late).toHaveLength(1);
      expect(late[0]?.dueMs).toBeLessThan(fromMs + 1000);
      expect(late[0]?.firedMs).toBeGreaterThan(toMs - slackMs);
      const { answers } = eventLoop;
      expect(answers.reduce((sum, { count }) => sum + count, 0)).toBe(4);
      for (const { arrivedMs, handledMs } of answers) {
        expect(arrivedMs).toBeLessThan(toMs);
        expect(handledMs).toBeGreaterThan(toMs - slackMs);
      }
    });

    test("tells what watching took, and asks for few frames while every core is needed", async () => {
      const [turns, spread] = await tab.evaluate(async () => {
        const spec = { work: "query", tasks: 4, latency: 500, workers: 2 };
        const both = await window.lanes.run({
          ...spec,
          how: ["concurrent", "parallel"],
          tier: "workers",
        });
        return both.map(({ wallMs, eventLoop, environment }) => ({
          wallMs,
          frames: eventLoop.frames,
          instrument: environment.instrument,
        }));
      });
      // These browsers' clocks are fine enough to tell.
      for (const run of [turns, spread]) {
        expect(run?.instrument).toBeGreaterThanOrEqual(0);
        expect(run?.instrument).toBeLessThan(1);
      }
      expect((turns?.instrument ?? 0) + (spread?.instrument ?? 0)).toBeGreaterThan(0);
      const { frames = 0, wallMs = 0 } = spread ?? {};
      expect(frames).toBeLessThanOrEqual(wallMs / 100 + 2);
    });

    test("is invalid, and says so, when the tab was hidden at any moment of the run", async () => {
      const runs = await tab.evaluate(async () => {
        const run = async (hide: boolean) => {
          const show = (state: string) => {
            Object.defineProperty(document, "visibilityState", {
              configurable: true,
              get: () => state,
            });
            document.dispatchEvent(new Event("visibilitychange"));
          };
          const spec = { work: "http", tasks: 1, latency: 500 };
          let begun = false;
          const onProgress = () => {
            if (hide && !begun) {
              show("hidden");
              // While in progress: shown again after the page has had a turn.
              setTimeout(() => show("visible"));
            }
            begun = true;
          };
          const how = ["sequential" as const];
          const [result] = await window.lanes.run({ ...spec, how }, { onProgress });
          Reflect.deleteProperty(document, "visibilityState");
          return { valid: result?.valid, said: result?.notes.join(" ").includes("hidden") };
        };
        return [await run(true), await run(false)];
      });
      expect(runs).toEqual([
        { valid: false, said: true },
        { valid: true, said: false },
      ]);
    });
  });
});
