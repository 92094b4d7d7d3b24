/** The served page in a browser, for benchmarks. */
import { cpus } from "node:os";
import type { Result, Spec } from "../../web/engine/types.ts";
import { type Browser, type Engine, launch, type Tab } from "../browser/browsers.ts";
import { type Server, startServer } from "../browser/server.ts";

export interface Bench {
  tab: Tab;
  server: Server;
  close(): Promise<void>;
}

export async function openPage(engine: Engine = "chromium", isolated = true): Promise<Bench> {
  const server = await startServer(isolated);
  const browser: Browser = await launch(engine);
  const tab = await browser.open();
  await tab.goto(server.url);
  await tab.evaluate(() => window.lanes.ready);
  return {
    tab,
    server,
    async close() {
      await browser.close();
      await server.stop();
    },
  };
}

export type Measured = Omit<Result, "spans">;

/** Runs `spec` in the page; the results come without their spans. */
export function run(tab: Tab, spec: Partial<Spec>): Promise<Measured[]> {
  return tab.evaluate(async (wanted: Partial<Spec>) => {
    const results = await window.lanes.run(wanted);
    return results.map(({ spans: _spans, ...rest }) => rest);
  }, spec);
}

export async function environment(tab: Tab): Promise<Record<string, string | number>> {
  const here = await tab.evaluate(() => window.lanes.capabilities());
  return {
    processor: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    browser: here.engine,
    node: process.version,
  };
}
