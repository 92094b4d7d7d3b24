/** The pulse in real browsers: a freeze is in the watchdog's strip while it lasts. */
import { chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SeenFreeze } from "../../web/monitor/watchdog-protocol.ts";
import type { Functions } from "../bench/in-page/pulse-back-ends.ts";
import { type Bench, inPage, openPage } from "../bench/page.ts";
import { available, chromiumArguments, type Engine, engines, type Tab } from "./browsers.ts";
import { type OpenLanes, openLanes } from "./open-lanes.ts";
import { startServer } from "./server.ts";

interface Blocked {
  /** The block, on the shared clock, ms. */
  fromMs: number;
  toMs: number;
  seen: SeenFreeze;
}

/** Blocks the main thread for so long and waits for what the watchdog says of it. */
function block(tab: Tab, ms: number): Promise<Blocked> {
  return tab.evaluate(async (wanted: number) => {
    const now = () => performance.timeOrigin + performance.now();
    const freezes: SeenFreeze[] = [];
    document.addEventListener("freeze-seen", (event) =>
      freezes.push((event as CustomEvent<SeenFreeze>).detail),
    );
    // It has to be in sight and to have begun.
    await new Promise((later) => setTimeout(later, 1000));
    const fromMs = now();
    while (now() < fromMs + wanted);
    const toMs = now();
    for (;;) {
      const seen = freezes.find(({ startMs, endMs }) => endMs > fromMs && startMs < toMs);
      if (seen) return { fromMs, toMs, seen };
      await new Promise((later) => setTimeout(later, 20));
    }
  }, ms);
}

const blockMs = 800;

describe.each(engines)("%s", (engine: Engine) => {
  describe.skipIf(!available(engine))("the watchdog's pulse", () => {
    let lanes: OpenLanes;
    let tab: Tab;

    beforeAll(async () => {
      lanes = await openLanes(engine);
      tab = lanes.tab;
    });
    afterAll(() => lanes?.close());

    test("shows a freeze of the main thread while it lasts, longer with every picture", async () => {
      const { fromMs, toMs, seen } = await block(tab, blockMs);
      expect(seen.loop).toBe("main");
      // WebKitGTK has no WebGL2 in workers: there nothing is drawn by one (watched-pulse.ts).
      if (engine === "webkit") {
        expect(seen.shown).toEqual([]);
        expect(seen.endMs - seen.startMs).toBeGreaterThan(blockMs / 2);
        return;
      }
      const during = seen.shown.filter(({ atMs }) => atMs > fromMs && atMs < toMs);
      expect(during.length).toBeGreaterThan(4);
      for (const [i, { atMs, silentMs }] of during.entries()) {
        expect(silentMs).toBeGreaterThan(during[i - 1]?.silentMs ?? 0);
        // It never claims more than there was; 1 ms for the clocks' steps.
        expect(silentMs).toBeLessThanOrEqual(atMs - seen.startMs + 1);
      }
      // Its last pictures of the freeze knew of a good part of it.
      expect(during.at(-1)?.silentMs).toBeGreaterThan(blockMs / 4);
      expect(seen.missed).toBeGreaterThan(0);
      expect(seen.startMs).toBeLessThan(toMs);
      expect(seen.endMs).toBeGreaterThanOrEqual(toMs - 1);
    });

    // Firefox ESR 153 waits 20 s for such a canvas and then copies nothing.
    test.skipIf(engine !== "chromium")("is on the canvas that the page gave away", async () => {
      const alarming = await tab.evaluate(async () => {
        const strip = document
          .querySelector("lanes-app")
          ?.shadowRoot?.querySelector("lanes-pulse")?.shadowRoot;
        const drawn = [
          ...(strip?.querySelectorAll<HTMLCanvasElement>("[data-drawn-by=watchdog] canvas") ?? []),
        ];
        const copy = document.createElement("canvas");
        // One of them is for WebGL2, and is not touched where that is not used.
        copy.width = Math.max(...drawn.map(({ width }) => width));
        copy.height = Math.max(...drawn.map(({ height }) => height));
        const context = copy.getContext("2d") as CanvasRenderingContext2D;
        const probe = document.createElement("span");
        probe.style.setProperty("color", "var(--alarm)");
        document.body.append(probe);
        context.fillStyle = getComputedStyle(probe).color;
        probe.remove();
        context.fillRect(0, 0, 1, 1);
        const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
        context.clearRect(0, 0, 1, 1);
        for (const canvas of drawn) context.drawImage(canvas, 0, 0);
        const { data } = context.getImageData(0, 0, copy.width, copy.height);
        let found = 0;
        for (let i = 0; i < data.length; i += 4) {
          if (data[i] === red && data[i + 1] === green && data[i + 2] === blue) found++;
        }
        return found;
      });
      // The freeze of the test before is still on it: a flat line, its edges, and words.
      expect(alarming).toBeGreaterThan(blockMs / 16);
    });

    test("sees the loop that is under test, also when that is a worker's", async () => {
      const freezes = await tab.evaluate(async () => {
        const seen: SeenFreeze[] = [];
        document.addEventListener("freeze-seen", (event) =>
          seen.push((event as CustomEvent<SeenFreeze>).detail),
        );
        await window.lanes.run({
          work: "hash",
          tasks: 2,
          size: 400_000,
          how: ["concurrent"],
          loop: "worker",
        });
        await new Promise((later) => setTimeout(later, 100));
        return seen;
      });
      expect(freezes.some(({ loop }) => loop === "worker")).toBe(true);
    });

    test("asks and draws nothing while it is paused", async () => {
      const seen = await tab.evaluate(async () => {
        const strip = document
          .querySelector("lanes-app")
          ?.shadowRoot?.querySelector("lanes-pulse")?.shadowRoot;
        const button = strip?.querySelector("button");
        button?.click();
        await new Promise((later) => setTimeout(later, 200));
        let freezes = 0;
        const hear = () => freezes++;
        document.addEventListener("freeze-seen", hear);
        const until = performance.now() + 500;
        while (performance.now() < until);
        await new Promise((later) => setTimeout(later, 300));
        document.removeEventListener("freeze-seen", hear);
        const said = button?.textContent;
        button?.click();
        return { freezes, said };
      });
      expect(seen).toEqual({ freezes: 0, said: "Resume" });
    });
  });
});

describe.skipIf(!available("chromium"))("chromium", () => {
  test("a freeze is told afterwards where no worker may draw", async () => {
    const server = await startServer();
    const browser = await chromium.launch({
      executablePath: process.env.LANES_CHROMIUM,
      args: chromiumArguments,
    });
    try {
      const page = await browser.newPage();
      await page.addInitScript(() => {
        Reflect.deleteProperty(HTMLCanvasElement.prototype, "transferControlToOffscreen");
      });
      await page.goto(server.url);
      const strip = page.locator('lanes-pulse [data-drawn-by="watchdog"]');
      await expect.poll(() => strip.textContent()).toContain("lets no worker draw");
      const tab = {
        evaluate: (code: unknown, argument: unknown) =>
          page.evaluate(code as never, argument as never),
      } as unknown as Tab;
      const { seen } = await block(tab, blockMs);
      expect(seen.shown).toEqual([]);
      expect(seen.endMs - seen.startMs).toBeGreaterThan(blockMs / 2);
      await expect.poll(() => strip.textContent()).toContain("gave no answer for");
    } finally {
      await browser.close();
      await server.stop();
    }
  });

  describe("WebGL2 and Canvas 2D", () => {
    let bench: Bench;
    beforeAll(async () => {
      bench = await openPage({ script: "pulse-back-ends" });
      // A context made in software may be refused in earnest (pulse-webgl.ts), but draws the same.
      await bench.tab.evaluate(() => {
        const { getContext } = HTMLCanvasElement.prototype;
        HTMLCanvasElement.prototype.getContext = function (
          this: HTMLCanvasElement,
          type: string,
          options?: object,
        ) {
          const lenient = { ...options, failIfMajorPerformanceCaveat: false };
          return (getContext as (type: string, options?: object) => null).call(this, type, lenient);
        } as typeof getContext;
      });
    });
    afterAll(() => bench?.close());

    test.each([1, 1.5, 2])("draw the same pulse at %s device px a CSS px", async (ratio) => {
      for (const calm of [false, true]) {
        for (const watched of [false, true]) {
          const scene = { ratio, calm, watched };
          const { worst, apart, inked } = await inPage<Functions, "compare">(
            bench.tab,
            "compare",
            scene,
          );
          expect(worst, "WebGL2 drew").not.toBeNull();
          expect(inked).toBeGreaterThan(0.05);
          // Only the rim of the disc at the head is smoothed by each in its own way.
          expect(apart, JSON.stringify(scene)).toBeLessThan(0.001);
        }
      }
    });
  });
});
