/** Lanes, served and open in one of the engines: what almost every browser test starts from. */
import { afterAll, beforeAll, beforeEach } from "vitest";
import { type Engine, engines, launch, type Switches, type Tab } from "./browsers.ts";
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

/** For the tests of the `describe` around it: a tab of a browser of their own, made ready by `setUp`. */
export function useTab(
  engine: Engine,
  setUp: (tab: Tab) => Promise<void> = async () => {},
  switches: Switches = {},
): Tab {
  const opened = useOpened(async () => {
    const browser = await launch(engine, switches);
    try {
      const tab = await browser.open();
      await setUp(tab);
      return {
        tab,
        get crashed() {
          return browser.crashed;
        },
        close: () => browser.close(),
      };
    } catch (error) {
      await browser.close().catch(() => undefined);
      throw error;
    }
  });
  return new Proxy({} as Tab, { get: (_, name) => Reflect.get(opened.tab ?? {}, name) });
}

export interface OpenLanes {
  readonly server: Server;
  /** Shows the page, which is ready to run. */
  readonly tab: Tab;
}

export interface LanesOptions {
  /** Another folder than build/site; asked for when the server is started. */
  site?: string;
  /** What the tests need besides the page. */
  setUp?(tab: Tab): Promise<void>;
}

/** For the tests of the `describe` around it: Lanes, served, and its page in a tab of `useTab`. */
export function useLanes(
  engine: Engine,
  isolated = true,
  { site, setUp }: LanesOptions = {},
): OpenLanes {
  const server = useServer(isolated, site);
  const tab = useTab(engine, async (opened) => {
    await goToLanes(opened, server.url);
    await setUp?.(opened);
  });
  return { server, tab };
}

/** For the tests of the `describe` around it: serve.py. */
export function useServer(isolated = true, site?: string): Server {
  let started: Server | undefined;
  beforeAll(async () => {
    started = await startServer(isolated, site);
  });
  afterAll(() => started?.stop());
  return {
    get url() {
      return started?.url ?? "";
    },
    stop: async () => started?.stop(),
  };
}
