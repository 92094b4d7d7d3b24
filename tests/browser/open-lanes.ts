/** Lanes, served and open in one of the engines: what almost every browser test starts from. */
import { type Browser, type Engine, engines, launch, type Tab } from "./browsers.ts";
import { type Server, startServer } from "./server.ts";

/**
 * For `describe.each`: with the headers of serve.py, and such that the page is not isolated. Once in
 * WebKitGTK, which shares no memory even where it says that it is isolated.
 */
export function isolationsOf(engine: Engine): [string, boolean][] {
  const isolated: [string, boolean] = ["isolated", true];
  return engine === "webkit" ? [isolated] : [isolated, ["not isolated", false]];
}

/**
 * For `describe.each`: each engine once, for what takes long and hardly depends on isolation. Most
 * readers' pages are not isolated.
 */
export const places = engines.map((engine) => ({
  engine,
  isolated: engine === "chromium",
  place: engine === "chromium" ? "isolated" : "not isolated",
}));

export interface OpenLanes {
  server: Server;
  browser: Browser;
  /** Shows the page, which is ready to run. */
  tab: Tab;
  close(): Promise<void>;
}

/** `site`: another folder than build/site. */
export async function openLanes(
  engine: Engine,
  isolated = true,
  site?: string,
): Promise<OpenLanes> {
  const server = await startServer(isolated, site);
  let browser: Browser | undefined;
  try {
    browser = await launch(engine);
    const tab = await browser.open();
    await goToLanes(tab, server.url);
    return { server, browser, tab, close: () => closeBoth(server, browser) };
  } catch (error) {
    await closeBoth(server, browser);
    throw error;
  }
}

export async function goToLanes(tab: Tab, url: string): Promise<void> {
  await tab.goto(url);
  await tab.evaluate(async () => {
    // Not every driver waits for a module script.
    while (!("lanes" in window)) await new Promise((soon) => setTimeout(soon, 10));
    await window.lanes.ready;
  });
}

async function closeBoth(server: Server, browser: Browser | undefined): Promise<void> {
  await browser?.close();
  await server.stop();
}
