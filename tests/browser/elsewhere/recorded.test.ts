/** The stories before they are played, and a mistake and its fix played after each other. */
import { describe, expect, test } from "vitest";
import { stories } from "../../../web/stories/catalogue.ts";
import { needs, type Tab } from "../driver/browsers.ts";
import { places, spread, useLanes } from "../driver/open-lanes.ts";
import { openStory, pressed, stampede } from "../driver/plays.ts";
import { until, visibleText } from "../driver/reader.ts";

/** What a reader sees of the story's first play, and of what is recorded. */
function seen(tab: Tab) {
  return tab.evaluate(() => {
    const all = (root: ParentNode): Element[] =>
      [...root.querySelectorAll("*")].flatMap((element) => [
        element,
        ...(element.shadowRoot ? all(element.shadowRoot) : []),
      ]);
    const elements = all(document);
    const lines = elements.filter((element) => element.matches("p.recorded"));
    const play = elements.find((element) => element.matches("button.play"));
    const { top = -1, bottom = -1, height = 0 } = play?.getBoundingClientRect() ?? {};
    return {
      lines: lines
        .filter((line) => getComputedStyle(line).visibility === "visible")
        .map((line) => line.textContent ?? ""),
      /** Drawings that have something in them. */
      faint: elements.filter(
        (element) =>
          element.matches(".faint") &&
          element.querySelector('path[d]:not([d=""]), rect, circle') !== null,
      ).length,
      play: { top, bottom, height },
      innerHeight,
      wide: document.documentElement.scrollWidth > innerWidth,
    };
  });
}

interface Both {
  playing: string;
  both: unknown;
  failure: string;
  said: string;
}

function state(tab: Tab, story: string): Promise<Both> {
  return tab.evaluate((tag: string) => {
    const { playing, both, failure, said } = document.querySelector(tag) as unknown as Both;
    return { playing, both: both ?? null, failure, said };
  }, story);
}

/** Shared state's depends on isolation. */
const inEach = "shared-state/";
const pages = ["", ...stories.map(({ name }) => `${name}/`)].filter((page) => page !== inEach);

describe.each(places)("$engine", ({ engine, place, isolated }) => {
  describe(`recorded plays, ${place}`, needs(engine), () => {
    const lanes = useLanes(engine, isolated);
    const { tab } = lanes;

    test.each([...spread(pages, engine), inEach])(
      "stories/%s shows a recorded run, and its first Play at once",
      async (page) => {
        for (const [width, height] of [
          [390, 664],
          [360, 640],
        ] as const) {
          await tab.resize(width, height);
          await openStory(lanes, page);
          await until(async () => (await seen(tab)).lines.length > 0, "what was recorded");
          const { lines, faint, play, innerHeight, wide } = await seen(tab);
          for (const line of lines) {
            expect(line).toMatch(
              /^Recorded on \d+ \w+ 20\d\d in Chrome \d+ on \d+ cores?\.( Play it to see yours\.)?$/,
            );
          }
          // Without threads that share memory nobody can measure the prices of fixes.
          const notHere = page === "shared-state/" && !isolated ? 1 : 0;
          expect(lines.filter((line) => !line.includes("Play it to see yours"))).toHaveLength(
            notHere,
          );
          expect(faint).toBeGreaterThan(0);
          expect(wide).toBe(false);
          expect(play.height).toBeGreaterThan(40);
          expect(play.top).toBeGreaterThanOrEqual(0);
          // Some drivers give the page another height than they are asked for.
          expect(play.bottom).toBeLessThanOrEqual(Math.min(height, innerHeight));
        }
        await tab.resize(1280, 900);
      },
    );

    test("with other numbers than those it was recorded with, nothing recorded is shown", async () => {
      await openStory(lanes, "open-connections/#latency=50&threads=2");
      await tab.evaluate(() =>
        customElements.whenDefined("open-connections").then(() => undefined),
      );
      await until(
        () =>
          tab.evaluate(() => {
            const story = document.querySelector("open-connections");
            return (story as unknown as { kept: unknown }).kept !== undefined;
          }),
        "what was recorded",
      );
      const { lines, faint } = await seen(tab);
      expect([lines, faint]).toEqual([[], 0]);
    });

    test("the reader’s run takes the place of the recorded one, and nothing jumps", async () => {
      await openStory(lanes, "open-connections/");
      await until(async () => (await seen(tab)).lines.length > 0, "what was recorded");
      const places = () =>
        tab.evaluate(() => {
          const root = document.querySelector("open-connections")?.shadowRoot;
          return ["open-connections-figure", ".recorded", ".sum", ".controls"].map((part) =>
            Math.round(root?.querySelector(part)?.getBoundingClientRect().top ?? -1),
          );
        });
      const before = await places();
      const { faint } = await seen(tab);
      await pressed(tab, "One request");
      await until(async () => (await seen(tab)).faint < faint, "the reader’s run");
      expect(await places()).toEqual(before);
      await until(async () => (await state(tab, "open-connections")).playing === "", "its end");
      expect((await state(tab, "open-connections")).failure).toBe("");
      expect((await places()).slice(0, 3)).toEqual(before.slice(0, 3));
      expect((await seen(tab)).faint).toBe(faint - 1);
    });

    test("Play both plays the mistake and then the fix, with the same queries", async () => {
      await openStory(lanes, "stampede/#tasks=400&latency=5&timeout=50");
      await pressed(tab, "Play both");
      await until(async () => (await stampede(tab)).few !== undefined, "both");
      const { all, few, failure } = await stampede(tab);
      expect(failure).toBe("");
      expect((all?.answered ?? 0) + (all?.failed ?? 0)).toBe(400);
      expect((few?.answered ?? 0) + (few?.failed ?? 0)).toBe(400);
      await until(async () => (await state(tab, "stampede-story")).both === null, "the end");
      expect(await visibleText(tab)).toContain("Play both");
    });

    test("cancelled, Play both plays neither on", async () => {
      await openStory(lanes, "stampede/#latency=50&seed=7");
      await pressed(tab, "Play both");
      await until(
        async () => (await state(tab, "stampede-story")).playing === "all",
        "the mistake",
      );
      await pressed(tab, "^\\s*Cancel");
      await until(async () => (await visibleText(tab)).includes("Cancelled."), "the end");
      await tab.evaluate(async () => {
        for (let i = 0; i < 10; i++) await new Promise((drawn) => requestAnimationFrame(drawn));
      });
      expect(await state(tab, "stampede-story")).toEqual({
        playing: "",
        both: null,
        failure: "",
        said: "Cancelled.",
      });
      const { all, few } = await stampede(tab);
      expect([all, few]).toEqual([undefined, undefined]);
    });

    test.each([
      { page: "waiting-in-line/#calls=3&latency=20", story: "waiting-in-line", ends: "Together: " },
      { page: "one-lock/#size=20000&tasks=2&workers=2", story: "one-lock", ends: "2 processes: " },
      {
        page: "blocked-loop/#resize=20&load=30&seconds=2",
        story: "blocked-loop",
        ends: "In a worker pool: ",
      },
    ])("$story: Play both ends with the fix", async ({ page, story, ends }) => {
      await openStory(lanes, page);
      await pressed(tab, "Play both");
      await until(async () => {
        const { both, said, failure } = await state(tab, story);
        return both === null && said + failure !== "";
      }, "the end of both");
      const { said, failure } = await state(tab, story);
      expect([failure, said.startsWith(ends) || said]).toEqual(["", true]);
    });

    test("leaves no error on the console", () => {
      expect(tab.errors()).toEqual([]);
    });
  });
});
