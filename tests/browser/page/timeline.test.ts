/** The timeline: both back ends paint the same, and its keys and wheel leave scrolling alone. */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import type { Functions, Look } from "../../bench/in-page/timeline-agreement.ts";
import { inPage, openChromium, openPage } from "../../bench/kit/page.ts";
import { type Engine, engines, needs } from "../driver/browsers.ts";
import { useOpened } from "../driver/open-lanes.ts";
import { until } from "../driver/reader.ts";

interface Point {
  x: number;
  y: number;
}

const looks: Look[] = [
  { pixelRatio: 1, zoom: 1, at: 0.5 },
  { pixelRatio: 1, zoom: 6, at: 0.03 },
  { pixelRatio: 1, zoom: 150, at: 0.02 },
  { pixelRatio: 1.5, zoom: 9, at: 0.1 },
  { pixelRatio: 2, zoom: 3, at: 0.2 },
  { pixelRatio: 2, zoom: 5000, at: 0.01 },
];

describe.each(engines)("%s", (engine: Engine) => {
  describe("the timeline's back ends", needs(engine), () => {
    let webGl = false;
    const page = useOpened(async () => {
      const opened = await openPage({ engine, script: "timeline-agreement" });
      webGl = await inPage<Functions, "hasWebGl">(opened.tab, "hasWebGl", undefined as never);
      return opened;
    });

    test.each(looks)("paint the same at %o", async (look) => {
      if (!webGl) {
        const alone = await inPage<Functions, "canvasAlone">(page.tab, "canvasAlone", look);
        expect(alone.painted).toBeGreaterThan(1000);
        return;
      }
      const seen = await inPage<Functions, "compare">(page.tab, "compare", look);
      expect(seen.painted).toBeGreaterThan(seen.pixels * 0.05);
      expect(seen.colours).toBeGreaterThan(6);
      // An edge that falls on the middle of a pixel may be rounded either way by 32-bit floats.
      expect(seen.different).toBeLessThanOrEqual(seen.painted * 0.002);
    });

    test("a lost context leaves Canvas 2D drawing until it is given back", async ({
      skip,
      task,
    }) => {
      if (!webGl) {
        task.meta.skipped = `${engine} has no WebGL2 here`;
        skip();
      }
      expect(await inPage<Functions, "loseContext">(page.tab, "loseContext", null)).toEqual([
        "webgl2",
        "canvas",
        "true",
        "webgl2",
        "true",
      ]);
    });
  });
});

describe("the timeline under a hand (chromium)", needs("chromium"), () => {
  let page: Page;
  useOpened(async () => {
    const opened = await openChromium();
    page = opened.page;
    await page.setViewportSize({ width: 1000, height: 600 });
    await page.goto("about:blank");
    await page.goto(`${opened.server.url}#work=hash&size=20000&tasks=4&how=sequential,sliced`);
    await page.evaluate(() => window.lanes.ready);
    await page.getByRole("button", { name: /^\s*Run both/ }).click();
    await frame().locator("canvas").first().waitFor();
    await frame().scrollIntoViewIfNeeded();
    return opened;
  });

  const timeline = () => page.locator("lanes-timeline");
  const frame = () => timeline().locator(".frame");
  const zoomOut = () => timeline().getByRole("button", { name: "Zoom out" });
  const isWhole = async () => (await zoomOut().getAttribute("aria-disabled")) === "true";
  const scrolled = () => page.evaluate(() => scrollY);
  const tip = () => timeline().locator(".tip");

  /** Scrolls so that the timeline's upper edge is well within the window, and points at a lane. */
  async function hover(): Promise<Point> {
    const box = await frame().evaluate((element) => {
      scrollBy(0, element.getBoundingClientRect().top - 200);
      const { x, y, width, height } = element.getBoundingClientRect();
      return { x, y, width, height };
    });
    const at = { x: box.x + box.width / 2, y: box.y + 110 };
    await page.mouse.move(at.x, at.y);
    const hit = await page.evaluate(({ x, y }) => {
      let element = document.elementFromPoint(x, y);
      while (element?.shadowRoot?.elementFromPoint(x, y)) {
        const inside: Element | null = element.shadowRoot.elementFromPoint(x, y);
        if (inside === element) break;
        element = inside;
      }
      return element?.closest(".frame") !== null;
    }, at);
    expect(hit).toBe(true);
    await settle();
    return at;
  }

  /** Fingers, each from one point to another, all at once. */
  async function touch(fingers: readonly (readonly [Point, Point])[]): Promise<void> {
    const devTools = await page.context().newCDPSession(page);
    const steps = 8;
    const pointsAt = (step: number) =>
      fingers.map(([from, to], id) => ({
        id,
        x: from.x + ((to.x - from.x) * step) / steps,
        y: from.y + ((to.y - from.y) * step) / steps,
      }));
    await devTools.send("Input.dispatchTouchEvent", {
      type: "touchStart",
      touchPoints: pointsAt(0),
    });
    for (let step = 1; step <= steps; step++) {
      await devTools.send("Input.dispatchTouchEvent", {
        type: "touchMove",
        touchPoints: pointsAt(step),
      });
      await page.waitForTimeout(20);
    }
    await devTools.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  }

  /** Until the page stands still. */
  async function settle(): Promise<void> {
    await page.evaluate(async () => {
      const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
      for (let still = 0, last = Number.NaN; still < 3; last = scrollY) {
        await frame();
        still = scrollY === last ? still + 1 : 0;
      }
    });
  }

  const untilScrolled = (fromY: number) =>
    until(async () => (await scrolled()) < fromY, "the page to scroll");
  const untilZoomed = () => until(async () => !(await isWhole()), "the timeline to zoom");

  test("a plain wheel scrolls the page and zooms nothing", async () => {
    await hover();
    const before = await scrolled();
    await page.mouse.wheel(0, -120);
    await untilScrolled(before);
    expect(await isWhole()).toBe(true);
  });

  test("a finger that moves up or down scrolls the page", async () => {
    const at = await hover();
    const before = await scrolled();
    await touch([[at, { x: at.x, y: at.y + 150 }]]);
    await untilScrolled(before);
    expect(await isWhole()).toBe(true);
  });

  test("two fingers zoom the timeline, not the page", async () => {
    const { x, y } = await hover();
    const before = await scrolled();
    await touch([
      [
        { x: x - 40, y },
        { x: x - 160, y },
      ],
      [
        { x: x + 40, y },
        { x: x + 160, y },
      ],
    ]);
    await untilZoomed();
    await settle();
    expect(await scrolled()).toBe(before);
    await timeline().getByRole("button", { name: "Fit all" }).click();
  });

  test("a wheel with Ctrl zooms and does not scroll; Fit shows all again", async () => {
    await hover();
    const before = await scrolled();
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -120);
    await page.keyboard.up("Control");
    await untilZoomed();
    await settle();
    expect(await scrolled()).toBe(before);
    await timeline().getByRole("button", { name: "Fit all" }).click();
    expect(await isWhole()).toBe(true);
  });

  test("keys zoom, fit, and go from span to span; Escape sends the tooltip away", async () => {
    await page.mouse.move(2, 2);
    await timeline().getByRole("button", { name: "Fit all" }).focus();
    await page.keyboard.press("Tab");
    const first = await tip().textContent();
    expect(first).toMatch(/main thread|event loop/);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("End");
    expect(await tip().textContent()).not.toBe(first);
    for (const [zoomIn, fit] of [
      ["w", "0"],
      ["+", "f"],
    ] as const) {
      await page.keyboard.press(zoomIn);
      expect(await isWhole()).toBe(false);
      await page.keyboard.press(fit);
      expect(await isWhole()).toBe(true);
    }
    await page.keyboard.press("Escape");
    expect(await tip().isHidden()).toBe(true);
  });

  test("dragging the overview shows the stretch that was dragged over", async () => {
    await hover();
    const there = await frame().boundingBox();
    if (!there) throw new Error("The timeline is not on the page.");
    const y = there.y + 15;
    await page.mouse.move(there.x + there.width * 0.4, y);
    await page.mouse.down();
    await page.mouse.move(there.x + there.width * 0.6, y, { steps: 4 });
    await page.mouse.up();
    expect(await isWhole()).toBe(false);
    await timeline().getByRole("button", { name: "Fit all" }).click();
  });

  test("the tables say in how far they are all of it", async () => {
    await timeline().locator("summary").click();
    await timeline().locator("lanes-timeline-table caption").first().waitFor();
    const captions = await timeline().locator("lanes-timeline-table caption").allTextContents();
    expect(captions.some((caption) => /sequential.*1 lane/s.test(caption))).toBe(true);
    expect(captions.some((caption) => /\d+ spans?/.test(caption))).toBe(true);
  });
});
