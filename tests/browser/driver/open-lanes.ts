/** Lanes, served and open in one of the engines: what almost every browser test starts from. */
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { type Engine, engines, launch, type Switches, type Tab } from "./browsers.ts";
import { forget, keptBrowser, keptServer } from "./kept.ts";
import { goToLanes } from "./reader.ts";
import { type Server, startServer } from "./server.ts";

declare module "vitest" {
  interface TaskMeta {
    /** Why it is skipped. */
    skipped?: string;
  }
}

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

/**
 * Those of `cases` that are tried in `engine`: each is in one of the engines, for what depends little on
 * the engine and much on the case. A case that is alone is in all of them.
 */
export function spread<Case>(cases: readonly Case[], engine: Engine): readonly Case[] {
  if (cases.length === 1) return cases;
  return cases.filter((_, i) => i % engines.length === engines.indexOf(engine));
}

/**
 * All of `cases` in one engine, none in the others: for what needs something there that takes long to
 * start. `chosen`, or the first of those that are wanted.
 */
export function inOne<Case>(
  chosen: Engine,
  cases: readonly Case[],
  engine: Engine,
): readonly Case[] {
  return engine === (engines.includes(chosen) ? chosen : engines[0]) ? cases : [];
}

/** Something with a browser in it, which may crash. */
interface Opened {
  readonly crashed: boolean;
  close(): Promise<void>;
}

/**
 * For the tests of the `describe` around it: what `open` opens before the first of them. After a crash
 * of its browser the next attempt (vitest.config.ts) gets another one.
 */
export function useOpened<Something extends Opened>(open: () => Promise<Something>): Something {
  let current: Something | undefined;
  const close = async () => {
    const closing = current;
    current = undefined;
    await closing?.close();
  };
  beforeEach(async () => {
    if (current?.crashed) await close().catch(() => undefined);
    current ??= await open();
  });
  afterAll(close);
  return new Proxy({} as Something, { get: (_, name) => Reflect.get(current ?? {}, name) });
}

export interface TabOptions {
  /** What the tests need besides an empty tab. */
  setUp?(tab: Tab): Promise<void>;
  /** In a browser of their own whose reader has not asked for less motion: for tests of what moves. */
  motion?: boolean;
  /** Of Firefox, in one of their own. */
  switches?: Switches;
}

/** For the tests of the `describe` around it: a new tab of the worker's browser (kept.ts). */
export function useTab(engine: Engine, { setUp, switches, motion = false }: TabOptions = {}): Tab {
  const own = motion || switches !== undefined;
  let spoilt = false;
  afterEach(({ task }) => {
    if (task.result?.state !== "pass") spoilt = true;
  });
  const opened = useOpened(async () => {
    spoilt = false;
    const browser = await (own
      ? launch(engine, { switches, still: !motion })
      : keptBrowser(engine));
    const closeBrowser = () => (own ? browser.close() : forget(engine));
    try {
      const tab = await browser.open();
      await setUp?.(tab);
      return {
        tab,
        get crashed() {
          return browser.crashed;
        },
        close: () => (own || spoilt || browser.crashed ? closeBrowser() : tab.close()),
      };
    } catch (error) {
      await closeBrowser().catch(() => undefined);
      throw error;
    }
  });
  return new Proxy({} as Tab, { get: (_, name) => Reflect.get(opened.tab ?? {}, name) });
}

/** Where Lanes is served. It is stopped by whoever started it. */
export type Address = Pick<Server, "url">;

export interface OpenLanes {
  readonly server: Address;
  /** Shows the page, which is ready to run. */
  readonly tab: Tab;
}

export interface LanesOptions extends TabOptions {
  /** Another folder than build/site; asked for when the server is started. */
  site?: string;
}

/** For the tests of the `describe` around it: Lanes, served, and its page in a tab of `useTab`. */
export function useLanes(
  engine: Engine,
  isolated = true,
  { site, setUp, ...options }: LanesOptions = {},
): OpenLanes {
  const server = useServer(isolated, site);
  const tab = useTab(engine, {
    ...options,
    async setUp(opened) {
      await goToLanes(opened, server.url);
      await setUp?.(opened);
    },
  });
  return { server, tab };
}

/** For the tests of the `describe` around it: serve.py; without another `site` the worker's (kept.ts). */
export function useServer(isolated = true, site?: string): Address {
  let started: Server | undefined;
  beforeAll(async () => {
    started = await (site === undefined ? keptServer(isolated) : startServer(isolated, site));
  });
  afterAll(async () => {
    if (site !== undefined) await started?.stop();
  });
  return {
    get url() {
      return started?.url ?? "";
    },
  };
}
