/** The embed's pulse: it stands still for as long as a strategy holds the loop, and goes on under parallel. */
import { describe, expect, test } from "vitest";
import type { LanesStrip } from "../../../web/embed/lanes-strip.ts";
import type { SeenFreeze } from "../../../web/monitor/watchdog-protocol.ts";
import type { Result } from "../../../web/spec/types.ts";
import { type Engine, engines, needs } from "../driver/browsers.ts";
import { useLanes } from "../driver/open-lanes.ts";
import { press, says, until, visibleText } from "../driver/reader.ts";

interface Seen {
  freezes: SeenFreeze[];
  /**
   * What the counts of a strip that no worker draws had reached, ms, whenever it was looked at: an
   * array for each freeze, since each counts from 0.
   */
  counts: number[][];
}

declare global {
  interface Window {
    seenHere?: Seen;
  }
}

describe.each(engines)("%s", (engine: Engine) => {
  describe("the embed's pulse", needs(engine), () => {
    const lanes = useLanes(engine, true, { motion: true });
    const { tab } = lanes;

    const open = async (link: string) => {
      await tab.goto("about:blank");
      await tab.goto(`${lanes.server.url}embed.html${link}`);
      await until(says(tab, "Run"), "the demo");
      await tab.evaluate(() => {
        const seen: Seen = { freezes: [], counts: [] };
        window.seenHere = seen;
        document.addEventListener("freeze-seen", (event) =>
          seen.freezes.push((event as CustomEvent<SeenFreeze>).detail),
        );
        let last = Number.POSITIVE_INFINITY;
        const look = () => {
          const count = document
            .querySelector("lanes-embed")
            ?.shadowRoot?.querySelector("lanes-embed-pulse")
            ?.shadowRoot?.querySelector(".count");
          const at = count?.getAnimations()[0]?.currentTime;
          if (typeof at === "number") {
            if (at < last) seen.counts.push([]);
            seen.counts.at(-1)?.push(at);
            last = at;
          }
          setTimeout(look, 20);
        };
        look();
      });
    };

    test("stands still, and counts, for as long as the tasks hold the loop", async () => {
      // However fast the machine is, the block becomes long enough.
      for (let size = 2_000_000; ; size *= 2) {
        await open(`#work=hash&how=concurrent&tasks=4&size=${size}`);
        await until(() => press(tab, "^\\s*Run"), "the Run button");
        await until(
          () => tab.evaluate(() => (window.seenHere?.freezes.length ?? 0) > 0),
          "the freeze to be told",
        );
        const { freezes, counts } = (await tab.evaluate(() => window.seenHere)) as Seen;
        const longest = freezes.toSorted((a, b) => b.endMs - b.startMs - (a.endMs - a.startMs))[0];
        const ms = (longest?.endMs ?? 0) - (longest?.startMs ?? 0);
        const inLine = longest?.shown.map(({ tasksInLine }) => tasksInLine) ?? [];
        // The loop may have been silent already before the run began on it.
        const fromRun = inLine.slice(inLine.findIndex((tasks) => tasks > 0));
        const untold = inLine.every((tasks) => tasks === 0) && inLine.length > 0;
        if ((ms < 800 || untold) && size < 40_000_000) continue;
        expect(longest?.loop).toBe("worker");
        // While it lasted, not only afterwards.
        const shown = longest?.shown.map(({ silentMs }) => silentMs) ?? [];
        const count = counts.toSorted((a, b) => (b.at(-1) ?? 0) - (a.at(-1) ?? 0))[0] ?? [];
        const told = shown.length > 0 ? shown : count;
        expect(told.length).toBeGreaterThan(1);
        expect(shown).toEqual(shown.toSorted((a, b) => a - b));
        expect(told.at(-1)).toBeGreaterThan(ms / 4);
        // The tasks behind the one that holds the loop are in line before every health check.
        expect(untold).toBe(false);
        expect(fromRun).toEqual(fromRun.toSorted((a, b) => b - a));
        return;
      }
    });

    test("says in one sentence what was seen, and only that", async () => {
      await until(
        async () => /did not answer for|No verdict|other work/.test(await visibleText(tab)),
        "the sentence",
      );
    });

    test("goes on under parallel: the loop answers while other threads compute", async () => {
      await open("#work=hash&how=parallel&tasks=4&size=4000000&workers=2");
      await until(() => press(tab, "^\\s*Run"), "the Run button");
      await until(says(tab, "Answer "), "the end");
      const { freezes } = (await tab.evaluate(() => window.seenHere)) as Seen;
      const { wallMs, health } = await tab.evaluate(() => {
        const demo = document.querySelector("lanes-embed") as unknown as { results: Result[] };
        const [only] = demo.results;
        if (!only) throw new Error("There is no result.");
        return { wallMs: only.wallMs, health: only.eventLoop.health };
      });
      // The busiest machine lets it have some turns: under the others it has none until the end.
      for (const { startMs, endMs } of freezes) expect(endMs - startMs).toBeLessThan(wallMs * 0.8);
      expect(health.answered).toBeGreaterThan(health.sent / 5);
    });

    test("a bar grows with the clock during a run, and what replaces it ends at the measured time", async () => {
      await open("#work=hash&how=sequential,parallel&tasks=2&size=2000000&workers=2");
      const strips = await tab.evaluate(async () => {
        const later = () => new Promise((soon) => setTimeout(soon, 30));
        const root = document.querySelector("lanes-embed")?.shadowRoot;
        const strip = (how: string) =>
          root?.querySelector<LanesStrip>(`[data-how=${how}] lanes-strip`);
        const demo = document.querySelector("lanes-embed") as unknown as { results: Result[] };
        const ways = ["sequential", "parallel"];
        const grown: number[][] = [[], []];
        root?.querySelector("button")?.click();
        while (demo.results.length < 2) {
          for (const [i, how] of ways.entries()) {
            const bar = strip(how)?.shadowRoot?.querySelector(".bar");
            const at = bar?.getAnimations()[0]?.currentTime;
            if (typeof at === "number") grown[i]?.push(at);
          }
          await later();
        }
        while (strip("parallel")?.result === undefined) await later();
        await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
        return ways.map((how, i) => {
          const { result, scaleMs, shadowRoot } = strip(how) as LanesStrip;
          const canvas = shadowRoot?.querySelector("canvas");
          const context = canvas?.getContext("2d");
          if (!result || !canvas || !context) throw new Error(`${how} is not drawn.`);
          const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
          let right = 0;
          for (let at = 3; at < data.length; at += 4) {
            if (data[at]) right = Math.max(right, (((at - 3) / 4) % canvas.width) + 1);
          }
          const bars = shadowRoot?.querySelectorAll(".bar").length;
          return {
            grown: grown[i] ?? [],
            bars,
            share: right / canvas.width,
            ends: result.wallMs / scaleMs,
          };
        });
      });
      expect(strips[0]?.grown.length).toBeGreaterThan(1);
      for (const { grown, bars, share, ends } of strips) {
        // It begins anew once: preparation is no part of a run. Where its scale changes, as it does
        // for a run that outlasts its estimate, it may be some ms behind.
        const back = grown.filter((at, i) => at < (grown[i - 1] ?? 0) / 2);
        expect(back.length).toBeLessThanOrEqual(1);
        expect(bars).toBe(0);
        expect(Math.abs(share - ends)).toBeLessThan(0.03);
      }
      expect(Math.max(...strips.map(({ ends }) => ends))).toBeCloseTo(1);
    });

    test("leaves no error on the console", () => {
      expect(tab.errors()).toEqual([]);
    });
  });
});
