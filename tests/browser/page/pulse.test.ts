/** The pulse in real browsers: a freeze is in the watchdog's strip while it lasts. */
import { describe, expect, test } from "vitest";
import type { SeenFreeze } from "../../../web/monitor/watchdog-protocol.ts";
import type { Functions } from "../../bench/in-page/pulse-back-ends.ts";
import { inPage, openChromium, openPage } from "../../bench/kit/page.ts";
import { type Engine, engines, needs, skipped, type Tab } from "../driver/browsers.ts";
import { useLanes, useOpened } from "../driver/open-lanes.ts";
import { until } from "../driver/reader.ts";

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
    const spin = (ms: number) => {
      const fromMs = now();
      while (now() < fromMs + ms);
      return { fromMs, toMs: now() };
    };
    // It is in sight and has begun when it sees a short one.
    while (freezes.length === 0) {
      spin(200);
      await new Promise((later) => setTimeout(later, 300));
    }
    const { fromMs, toMs } = spin(wanted);
    for (;;) {
      const seen = freezes.find(({ startMs, endMs }) => endMs > fromMs && startMs < toMs);
      if (seen) return { fromMs, toMs, seen };
      await new Promise((later) => setTimeout(later, 20));
    }
  }, ms);
}

/** Long enough to be drawn, and drawn again, by a worker that has a core. */
const blockMs = 1500;

const during = ({ fromMs, toMs, seen }: Blocked) =>
  seen.shown.filter(({ atMs }) => atMs > fromMs && atMs < toMs);

/** Blocks for as long as it takes until the worker has had its turn twice, however busy the machine is. */
async function blockUntilDrawn(tab: Tab): Promise<Blocked> {
  for (let ms = blockMs; ; ms *= 2) {
    const blocked = await block(tab, ms);
    if (during(blocked).length > 1 || ms > 60_000) return blocked;
  }
}

describe.each(engines)("%s", (engine: Engine) => {
  describe("the watchdog's pulse", needs(engine), () => {
    const { tab } = useLanes(engine, true, { motion: true });

    test("shows a freeze of the main thread while it lasts, longer with every picture", async () => {
      // WebKitGTK has no WebGL2 in workers: there nothing is drawn by one (watched-pulse.ts).
      const draws = engine !== "webkit";
      const blocked = await (draws ? blockUntilDrawn(tab) : block(tab, blockMs));
      const { toMs, seen } = blocked;
      expect(seen.loop).toBe("main");
      expect(seen.startMs).toBeLessThan(toMs);
      expect(seen.endMs).toBeGreaterThanOrEqual(toMs - 1);
      if (!draws) {
        expect(seen.shown).toEqual([]);
        return;
      }
      const pictures = during(blocked);
      expect(pictures.length).toBeGreaterThan(1);
      // How much of it they knew of, and when, is measured by the benchmark `freeze`.
      for (const [i, { atMs, silentMs }] of pictures.entries()) {
        expect(silentMs).toBeGreaterThan(pictures[i - 1]?.silentMs ?? 0);
        // It never claims more than there was; 1 ms for the clocks' steps.
        expect(silentMs).toBeLessThanOrEqual(atMs - seen.startMs + 1);
      }
      expect(seen.missed).toBeGreaterThan(0);
    });

    const copied =
      engine === "chromium"
        ? {}
        : skipped(
            engine === "firefox"
              ? "Firefox 153 waits 20 s for a canvas that was given away, and then copies nothing"
              : "WebKitGTK has no WebGL2 in workers, so it gives no canvas away",
          );
    test("is on the canvas that the page gave away", copied, async () => {
      await block(tab, blockMs);
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
      // A flat line, its edges, and words.
      expect(alarming).toBeGreaterThan(50);
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
        while (!seen.some(({ loop }) => loop === "worker")) {
          await new Promise((later) => setTimeout(later, 20));
        }
        return seen;
      });
      expect(freezes.map(({ loop }) => loop)).toContain("worker");
    });

    test("counts taps on the main thread", async () => {
      const counts = await tab.evaluate(async () => {
        const strip = document
          .querySelector("lanes-app")
          ?.shadowRoot?.querySelector("lanes-pulse")?.shadowRoot;
        const tap = strip?.querySelector<HTMLElement>(".tap");
        const read = async () => {
          await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
          return tap?.textContent?.replace(/\s+/g, " ").trim();
        };
        const before = await read();
        tap?.click();
        tap?.click();
        return [before, await read()];
      });
      expect(counts).toEqual(["Tap me: 0", "Tap me: 2"]);
    });

    test("asks and draws nothing while it is paused", async () => {
      const { seen, said } = await tab.evaluate(async () => {
        const now = () => performance.timeOrigin + performance.now();
        const freezes: SeenFreeze[] = [];
        document.addEventListener("freeze-seen", (event) =>
          freezes.push((event as CustomEvent<SeenFreeze>).detail),
        );
        const spin = (ms: number) => {
          const fromMs = now();
          while (now() < fromMs + ms);
          return { fromMs, toMs: now() };
        };
        // The watchdog answers in order: what it was told before a run it has heard when that ends.
        const heard = () => window.lanes.run({ work: "hash", tasks: 1, size: 1, how: ["sliced"] });
        const strip = document
          .querySelector("lanes-app")
          ?.shadowRoot?.querySelector("lanes-pulse")?.shadowRoot;
        const button = strip?.querySelector<HTMLElement>(".pause");
        button?.click();
        await heard();
        const label = button?.textContent;
        const { fromMs, toMs } = spin(500);
        await heard();
        button?.click();
        const resumedMs = now();
        while (!freezes.some(({ startMs }) => startMs > resumedMs)) {
          spin(200);
          await new Promise((later) => setTimeout(later, 300));
        }
        const during = freezes.filter(({ startMs, endMs }) => endMs > fromMs && startMs < toMs);
        return { seen: during, said: label };
      });
      expect(seen).toEqual([]);
      expect(said).toBe("Resume");
    });
  });
});

describe("chromium", needs("chromium"), () => {
  test("a freeze is told afterwards where no worker may draw", async () => {
    const opened = await openChromium();
    try {
      const { page, server } = opened;
      await page.addInitScript(() => {
        Reflect.deleteProperty(HTMLCanvasElement.prototype, "transferControlToOffscreen");
      });
      await page.goto(server.url);
      const strip = page.locator('lanes-pulse [data-drawn-by="watchdog"]');
      const reads = (text: RegExp) => async () => text.test((await strip.textContent()) ?? "");
      // A busy machine may have frozen the page before anyone has read the first sentence.
      const instead = /no worker can draw|gave no answer for/;
      await until(reads(instead), "what is told instead of a drawing");
      const { toMs, seen } = await block(opened.tab, blockMs);
      expect(seen.shown).toEqual([]);
      expect(seen.endMs).toBeGreaterThanOrEqual(toMs - 1);
      await until(reads(/gave no answer for/), "the freeze to be told");
    } finally {
      await opened.close();
    }
  });

  describe("WebGL2 and Canvas 2D", () => {
    const bench = useOpened(async () => {
      const opened = await openPage({ script: "pulse-back-ends" });
      // A context made in software may be refused in earnest (pulse-webgl.ts), but draws the same.
      await opened.tab.evaluate(() => {
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
      return opened;
    });

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
