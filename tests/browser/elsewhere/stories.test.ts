/** Each story's mistake and its fix, played as a reader plays them. */
import { describe, expect, test } from "vitest";
import { spanKinds } from "../../../web/spec/types.ts";
import { stories } from "../../../web/stories/catalogue.ts";
import { mostAtOnce } from "../../../web/stories/one-lock/turns.ts";
import type { WaitingInLine } from "../../../web/stories/waiting-in-line/waiting-in-line.ts";
import type { WordFigure } from "../../../web/stories/word-figure.ts";
import { needs } from "../driver/browsers.ts";
import { places, useLanes } from "../driver/open-lanes.ts";
import {
  openStory,
  playConnections,
  playLock,
  pressed,
  stampede,
  waiting,
} from "../driver/plays.ts";
import { press, until, visibleText } from "../driver/reader.ts";
import { spansOf } from "../driver/results.ts";

describe.each(places)("$engine", ({ engine, place, isolated }) => {
  describe(`stories, ${place}`, needs(engine), () => {
    const lanes = useLanes(engine, isolated, { motion: true });
    const { tab } = lanes;

    test("waiting in line: together is faster, and the same server loses less under the same load", async () => {
      await openStory(lanes, "waiting-in-line/#latency=100&seconds=3");
      await pressed(tab, "Call one after another");
      await until(async () => (await waiting(tab)).lineMs !== undefined, "the calls in line");
      await pressed(tab, "Call them all together");
      await until(async () => (await waiting(tab)).togetherMs !== undefined, "all the calls");
      const { lineMs = 0, togetherMs = 0, ok } = await waiting(tab);
      expect(ok).toEqual([50, 50]);
      // Fifty waits one after another, and how much sooner the others are is measured by the benchmark
      // `stories`.
      expect(lineMs).toBeGreaterThanOrEqual(50 * 100);
      expect(togetherMs).toBeLessThan(lineMs);
      const [, said] = (await visibleText(tab)).match(/: ([\d.]+) times the throughput/) ?? [];
      expect(Number(said)).toBeGreaterThan(1);

      const load = async (which: number) => {
        await tab.evaluate((index: number) => {
          const story = document.querySelector("waiting-in-line") as WaitingInLine;
          story.shadowRoot?.querySelectorAll<HTMLElement>(".side .play")[index]?.click();
        }, which);
      };
      await load(0);
      await until(async () => (await waiting(tab)).line !== undefined, "the load, in line");
      await load(1);
      await until(async () => (await waiting(tab)).together !== undefined, "the load, together");
      const { line, together, failure } = await waiting(tab);
      expect(failure).toBe("");
      for (const report of [line, together]) {
        expect((report?.answered ?? 0) + (report?.timedOut ?? 0)).toBe(report?.arrived);
      }
      // The same seed: the same arrivals.
      expect(together?.arrived).toBe(line?.arrived);
      expect(line?.timedOut).toBeGreaterThan(0);
      expect(line?.mostWaiting).toBeGreaterThan(together?.mostWaiting ?? Number.NaN);
      expect(together?.timedOut).toBeLessThan(line?.timedOut ?? 0);
      expect(together?.answered).toBeGreaterThan(line?.answered ?? Number.NaN);
    });

    test("the stampede fails queries, its own and the bystander’s; the limit fails none of its own", async () => {
      // Enough for the pool to fail most of them; on a busy machine each round of the limit takes long.
      const tasks = 3000;
      await openStory(lanes, `stampede/#tasks=${tasks}`);
      await pressed(tab, "Send them all at once");
      await until(async () => (await stampede(tab)).all !== undefined, "the stampede");
      await pressed(tab, "Send them with the limit");
      await until(async () => (await stampede(tab)).few !== undefined, "the limited run");
      const { all, few, bestMs, failure } = await stampede(tab);
      expect(failure).toBe("");
      expect((all?.answered ?? 0) + (all?.failed ?? 0)).toBe(tasks);
      // How many, and what the limit costs, is measured by the benchmark `stories`.
      expect(all?.failed).toBeGreaterThan(0);
      const lost = (all?.bystander.refused ?? 0) + (all?.bystander.timedOut ?? 0);
      expect(lost).toBeGreaterThan(0);
      expect(few).toMatchObject({ answered: tasks, failed: 0 });
      expect(few?.wallMs).toBeGreaterThan(0.9 * bestMs);
      const spared = (few?.bystander.refused ?? 0) + (few?.bystander.timedOut ?? 0);
      expect(spared / (few?.bystander.sent ?? 0)).toBeLessThan(
        lost / (all?.bystander.sent ?? Number.NaN),
      );
      // L = λW, each counted by itself.
      const { inFlight = 0, perS = 0, stayMs = 0 } = few?.little ?? {};
      expect(inFlight).toBeCloseTo((perS / 1000) * stayMs, 3);
    });

    test("one lock: one computes at any time, with the same answers as processes that do not wait for each other", async () => {
      await openStory(lanes, "one-lock/#tasks=4&workers=4&size=300000");
      const one = await playLock(tab, "one");
      const lock = await playLock(tab, "lock");
      const processes = await playLock(tab, "processes");
      expect(lock.result.digests).toEqual(one.result.digests);
      expect(processes.result.digests).toEqual(one.result.digests);
      // Ratios of times are measured by the benchmark `stories`; this holds on a busy machine, too.
      const atOnce = ({ spans, result }: typeof one) =>
        mostAtOnce(spansOf(spans), 1 + 2 * result.environment.clockResolutionMs);
      expect(atOnce(one)).toBe(1);
      expect(atOnce(lock)).toBe(1);
      expect(atOnce(processes)).toBeGreaterThan(1);
      // All had begun before the first was done: they took turns.
      expect(lock.result.maxInFlight).toBe(4);
      const turns = lock.spans.kind.filter((kind) => kind === spanKinds.indexOf("running")).length;
      expect(turns).toBeGreaterThan(2 * 4);
      expect(lock.result.environment.tier).toBe(lock.threads ? "threads" : "workers");
      expect(lock.result.notes.join(" ")).toMatch(lock.threads ? /^((?!Web Lock).)*$/ : /Web Lock/);
      expect(processes.result.environment.tier).toBe("workers");
      // One memory for all threads, one for each process.
      expect(lock.memory).toHaveLength(lock.threads ? 1 : 4);
      expect(processes.memory).toHaveLength(4);
      for (const { usedBytes, reservedBytes } of [...lock.memory, ...processes.memory]) {
        expect(usedBytes).toBeGreaterThan(4096);
        expect(usedBytes).toBeLessThan(reservedBytes);
      }
      if (!lock.threads) {
        expect(await press(tab, "threads, no lock")).toBe(false);
        return;
      }
      const free = await playLock(tab, "free");
      expect(free.result.digests).toEqual(one.result.digests);
      expect(atOnce(free)).toBeGreaterThan(1);
    });

    test("open connections: ten thousand wait on one thread, whose loop goes on answering", async () => {
      await openStory(lanes, "open-connections/#threads=8");
      const one = await playConnections(tab, "one", "One request");
      expect(one).toMatchObject({ maxInFlight: 1, tasks: { ok: 1 } });
      const loop = await playConnections(tab, "loop", "10,000 on one thread");
      // How much longer than one they take is measured by the benchmark `stories`.
      expect(loop).toMatchObject({ maxInFlight: 10_000, tasks: { count: 10_000, ok: 10_000 } });
      expect(loop.wallMs).toBeGreaterThanOrEqual(1000);
      expect(loop.health.answered).toBeGreaterThan(0);
      expect(loop.environment.backend).toBe("modelled");
      // Its requests are kept in the one memory that the loop has.
      const used = (memory: typeof loop.memory) =>
        memory.reduce((sum, { usedBytes }) => sum + usedBytes, 0);
      expect(loop.memory).toHaveLength(1);
      expect(used(loop.memory)).toBeGreaterThan(used(one.memory));
      const threads = await playConnections(tab, "threads", "8 on a (thread|worker) each");
      expect(threads).toMatchObject({ maxInFlight: 8, tasks: { ok: 8 } });
      expect(threads.environment.tier).toBe(threads.shared ? "threads" : "workers");
      expect(threads.memory).toHaveLength(threads.shared ? 1 : 8);
      // A blocked thread takes many times what an entry in the loop's memory takes.
      expect(used(threads.memory) / 8).toBeGreaterThan((2 * used(loop.memory)) / 10_000);
      expect(await visibleText(tab)).toContain("Extrapolated, not measured");
    });

    test("a play can be cancelled, and reset brings back how the story began", async () => {
      await openStory(lanes, "stampede/#latency=50&seed=7");
      await pressed(tab, "Send them with the limit");
      await pressed(tab, "^\\s*Cancel");
      await until(async () => (await visibleText(tab)).includes("Cancelled."), "the end");
      expect((await stampede(tab)).few).toBeUndefined();
      await pressed(tab, "^\\s*Reset");
      await until(async () => (await stampede(tab)).hash === "", "the address");
      expect((await stampede(tab)).failure).toBe("");
    });

    test("the three words are played, and stand still where nobody sees them", async () => {
      await openStory(lanes, "");
      const figure = (index: number) =>
        tab.evaluate((i: number) => {
          const word = document.querySelectorAll("word-figure")[i] as WordFigure;
          return { failure: word.failure, headMs: word.headMs, wallMs: word.result?.wallMs };
        }, index);
      for (const index of [0, 1, 2]) {
        await tab.evaluate((i: number) => {
          const word = document.querySelectorAll("word-figure")[i];
          word?.scrollIntoView();
          word?.shadowRoot?.querySelector("button")?.click();
        }, index);
        await until(async () => {
          const { headMs, wallMs } = await figure(index);
          return wallMs !== undefined && headMs > 0;
        }, `word ${index}`);
        expect((await figure(index)).failure).toBe("");
      }
      await tab.evaluate(async () => {
        document.body.style.setProperty("padding-block-end", "9000px");
        window.scrollTo(0, document.documentElement.scrollHeight);
        const figure = document.querySelectorAll("word-figure")[2] as Element;
        await new Promise<void>((gone) => {
          new IntersectionObserver((entries, observer) => {
            if (entries.at(-1)?.isIntersecting) return;
            observer.disconnect();
            gone();
          }).observe(figure);
        });
        const word = document.querySelectorAll("word-figure")[2];
        word?.shadowRoot?.querySelector("button")?.click();
      });
      const busy = () =>
        tab.evaluate(() => (document.querySelectorAll("word-figure")[2] as WordFigure).busy);
      await until(async () => !(await busy()), "the run that nobody sees");
      // Frames are drawn, and it does not move on with them.
      await tab.evaluate(async () => {
        for (let i = 0; i < 10; i++) await new Promise((drawn) => requestAnimationFrame(drawn));
      });
      expect((await figure(2)).headMs).toBe(0);
      await tab.evaluate(() => document.querySelectorAll("word-figure")[2]?.scrollIntoView());
      await until(async () => (await figure(2)).headMs > 0, "the replay, in view");
      const pings = () =>
        tab.evaluate(() => {
          const word = document.querySelectorAll("word-figure")[2];
          return word?.shadowRoot?.querySelectorAll(".pinged").length;
        });
      await until(async () => (await pings()) === 4, "a ping of each answer");
    });

    test("every page of the series leads to every story", async () => {
      for (const path of ["", ...stories.map(({ name }) => `${name}/`)]) {
        await openStory(lanes, path);
        const found = await tab.evaluate(async () => {
          const links = document.querySelector("story-links")?.shadowRoot?.querySelectorAll("a");
          const all = [...(links ?? []), ...document.querySelectorAll<HTMLAnchorElement>("main a")];
          const here = all.filter(({ origin }) => origin === location.origin);
          const answers = await Promise.all(
            here.map(async ({ href }) => (await fetch(href)).status),
          );
          return { hrefs: here.map(({ pathname }) => pathname), answers };
        });
        for (const { name } of stories) {
          if (`${name}/` !== path) expect(found.hrefs).toContain(`/stories/${name}/`);
        }
        expect(new Set(found.answers)).toEqual(new Set([200]));
      }
    });

    test("leaves no error on the console", () => {
      expect(tab.errors()).toEqual([]);
    });
  });
});
