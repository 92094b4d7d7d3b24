/** The page in a browser that nobody drives: a script in it acts, and tells this test what it saw. */
import headers from "../../../web/headers.json" with { type: "json" };
import type { Engine } from "../driver/browsers.ts";
import { type PlainHost, startPlainHost } from "../driver/plain-host.ts";
import { until } from "../driver/reader.ts";
import { openUndriven, type Undriven } from "../driver/undriven.ts";

export interface ByItself<Told> {
  readonly told: Told[];
  readonly browser: Undriven;
  readonly host: PlainHost;
  close(): Promise<void>;
}

/**
 * `acts`: the body of an async function that every page runs first of all; in it, `told(what)` tells
 * the test, `whenReady()` waits for Lanes, and `pulseRunsAndService()` tries what a page does and gives
 * the tasks that ended, whether their runs are valid, and whether a service worker answered the last.
 * `pages`: further pages by path. `more`: further options of the browser's command line.
 */
export async function openByItself<Told>(
  engine: Engine,
  acts: string,
  pages: Record<string, string> = {},
  page = "",
  more: readonly string[] = [],
): Promise<ByItself<Told>> {
  const prelude = `(async () => {
    const told = (what) => fetch("/some/folder/told/" + encodeURIComponent(JSON.stringify(what))).catch(() => {});
    const whenReady = async () => {
      while (!window.lanes) await new Promise((soon) => setTimeout(soon, 20));
      await window.lanes.ready;
    };
    const pulseRunsAndService = async () => {
      await whenReady();
      // The pulse of the main thread draws.
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
      const cpu = await lanes.run({ work: "hash", size: 2000, tasks: 2, workers: 2, how: ["sequential", "parallel"] });
      const io = await lanes.run({ work: "http", latency: 20, tasks: 2, how: ["concurrent"], backend: "modelled" });
      const results = [...cpu, ...io];
      return {
        tasks: results.map((r) => r.tasks.ok),
        valid: results.map((r) => r.valid),
        served: !String(io[0].notes).includes("No service worker"),
      };
    };
    ${acts}
  })()`;
  const host = await startPlainHost(pages, { prelude, headers: headers.isolation });
  const browser = openUndriven(engine, `${host.url}${page}`, more);
  return {
    get told() {
      return host.asked
        .filter((path) => path.startsWith("told/"))
        .map((path) => JSON.parse(path.slice("told/".length)) as Told);
    },
    browser,
    host,
    async close() {
      browser.close();
      await host.stop();
    },
  };
}

export function untilTold<Told>(page: ByItself<Told>, count: number, what: string): Promise<void> {
  return until(async () => page.told.length >= count, what);
}
