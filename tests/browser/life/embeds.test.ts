/** An embed in a page that hides it, moves it, removes it in the middle of a run, or has twenty. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Engine, engines, needs } from "../driver/browsers.ts";
import { useTab } from "../driver/open-lanes.ts";
import { type PlainHost, startPlainHost } from "../driver/plain-host.ts";
import { until } from "../driver/reader.ts";

interface Heard {
  from: string;
  type: string;
  height?: number;
  valid?: boolean[];
}
/** What the frames of a page have started and not ended, and the most that there were at once. */
interface Counted {
  workers: number;
  mostWorkers: number;
}
declare const window: Window & { heard: Heard[]; counted: Counted };

/** Counts in the page around the embeds. */
const counting = `{
  const counted = (top.counted ??= { workers: 0, mostWorkers: 0 });
  const alive = new Set();
  const count = (change) => {
    counted.workers += change;
    counted.mostWorkers = Math.max(counted.mostWorkers, counted.workers);
  };
  globalThis.Worker = class extends Worker {
    constructor(...given) {
      super(...given);
      alive.add(this);
      count(1);
    }
    terminate() {
      super.terminate();
      if (alive.delete(this)) count(-1);
    }
  };
}`;

const small = "embed.html#work=hash&how=sequential,parallel&tasks=2&size=2000&workers=2";
const page = (
  body: string,
  attributes = "",
) => `<!doctype html><html ${attributes}><meta charset="utf-8">
<title>A post</title><link rel="icon" href="data:,">
<script>
  // Before the frames: the first is ready while the rest of the post is still read.
  var heard = [];
  addEventListener("message", ({ data, source }) => {
    const frame = [...document.querySelectorAll("iframe")].find((f) => f.contentWindow === source);
    const { type, height, results = [] } = data;
    heard.push({ from: frame ? frame.id : "gone", type, height, valid: results.map((r) => r.valid) });
  });
</script>${body}`;
const frame = (id: string, style = "") =>
  `<iframe id="${id}" src="${small}" width="320" height="300" style="${style}"></iframe>`;

const pages = {
  "/some/folder/one.html": page(`${frame("a")}<div id="elsewhere"></div>`),
  "/some/folder/two.html": page(frame("a") + frame("b")),
  "/some/folder/hidden.html": page(frame("a", "display: none")),
  "/some/folder/rtl.html": page(`<p>مرحبا</p>${frame("a")}`, 'dir="rtl" lang="ar"'),
  "/some/folder/twenty.html": page(
    Array.from({ length: 20 }, (_, i) => frame(`f${i}`)).join("<br>"),
  ),
};

describe.each(engines)("%s", (engine: Engine) => {
  describe("embeds in a page that changes", needs(engine), () => {
    let host: PlainHost;
    beforeAll(async () => {
      host = await startPlainHost(pages, { prelude: counting });
    });
    afterAll(() => host.stop());
    const tab = useTab(engine);
    const heard = (type: string) =>
      tab.evaluate((wanted: string) => window.heard.filter((one) => one.type === wanted), type);
    const untilHeard = (type: string, count: number) =>
      until(async () => (await heard(type)).length >= count, `${count} × ${type}`);
    const run = (id: string, spec: object = {}) =>
      tab.evaluate(
        ([which, changes]) => {
          const one = document.getElementById(which) as HTMLIFrameElement;
          one.contentWindow?.postMessage({ target: "lanes", type: "run", spec: changes }, "*");
        },
        [id, spec] as const,
      );

    test.each(["one", "rtl"])(
      "in %s.html it runs, and is written from left to right",
      async (name) => {
        await tab.goto(`${host.url}${name}.html`);
        await untilHeard("ready", 1);
        await run("a");
        await untilHeard("result", 1);
        const direction = await tab.evaluate(() => {
          const one = document.querySelector("iframe")?.contentDocument;
          return one?.body ? getComputedStyle(one.body).direction : "";
        });
        expect(direction).toBe("ltr");
      },
    );

    test("shown after it was hidden, it says how high it is, and runs", async () => {
      await tab.goto(`${host.url}hidden.html`);
      await tab.evaluate(() => {
        (document.getElementById("a") as HTMLElement).style.display = "block";
      });
      await until(
        async () => (await heard("height")).some(({ height = 0 }) => height > 100),
        "its height",
      );
      await untilHeard("ready", 1);
      await run("a");
      await untilHeard("result", 1);
    });

    test("hidden during a run, it goes on to its end", async () => {
      await tab.goto(`${host.url}one.html`);
      await untilHeard("ready", 1);
      await run("a", { size: 200_000 });
      await tab.evaluate(() => {
        (document.getElementById("a") as HTMLElement).style.display = "none";
      });
      await untilHeard("result", 1);
    });

    test("moved during a run, it is loaded again, and runs", async () => {
      await tab.goto(`${host.url}one.html`);
      await untilHeard("ready", 1);
      await run("a", { size: 400_000 });
      await tab.evaluate(() => {
        document.getElementById("elsewhere")?.append(document.getElementById("a") as Node);
      });
      await untilHeard("ready", 2);
      await run("a");
      await untilHeard("result", 1);
    });

    test("removed during a run, it leaves the machine to the next", async () => {
      await tab.goto(`${host.url}two.html`);
      await untilHeard("ready", 2);
      await run("a", { tasks: 64, size: 4_000_000 });
      await new Promise((begun) => setTimeout(begun, 1000));
      await tab.evaluate(() => document.getElementById("a")?.remove());
      await run("b");
      await untilHeard("result", 1);
      expect((await heard("result")).map(({ from }) => from)).toEqual(["b"]);
    });

    test("twenty of them load little until they are near, and run one after another", async () => {
      const { length } = host.asked;
      await tab.goto(`${host.url}twenty.html`);
      await untilHeard("ready", 20);
      const wasm = host.asked.slice(length).filter((path) => path.endsWith(".wasm"));
      expect(wasm).toEqual([]);
      expect(await tab.evaluate(() => window.counted.mostWorkers)).toBe(0);
      for (let i = 0; i < 20; i++) await run(`f${i}`);
      await untilHeard("result", 20);
      const results = await heard("result");
      expect(new Set(results.map(({ from }) => from)).size).toBe(20);
      for (const { valid } of results) expect(valid).toEqual([true, true]);
      // Each has its loop, two that compute, and who watches; what is idle for a minute ends.
      expect(await tab.evaluate(() => window.counted.mostWorkers)).toBeLessThanOrEqual(20 * 4);
    });

    test("leaves no error on the console", () => {
      expect(tab.errors()).toEqual([]);
    });
  });
});
