/** The served page in a browser, for benchmarks. */
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { resolve } from "node:path";
import {
  type Browser as ChromiumBrowser,
  type Page as ChromiumPage,
  chromium,
} from "playwright-core";
import { build } from "vite";
import {
  type Browser,
  chromiumArguments,
  type Engine,
  launch,
  patiently,
  type Tab,
} from "../../browser/driver/browsers.ts";
import { goToLanes } from "../../browser/driver/reader.ts";
import { type Server, startServer } from "../../browser/driver/server.ts";

const bench = resolve(import.meta.dirname, "..");
export const builtModules = resolve(
  process.env.LANES_GENERATED ?? resolve(bench, "../../build/generated"),
  "wasm",
);
export const builtSite = resolve(process.env.LANES_SITE ?? resolve(bench, "../../build/site"));

export interface Bench {
  tab: Tab;
  server: Server;
  /** Its browser no longer responds. */
  readonly crashed: boolean;
  close(): Promise<void>;
}

export interface PageOptions {
  engine?: Engine;
  /** With the headers that isolate the page, or as a plain static host serves it. */
  isolated?: boolean;
  /** A file of in-page/, bundled and loaded beside Lanes; call what it exports with `inPage`. */
  script?: string;
}

export async function openPage({
  engine = "chromium",
  isolated = true,
  script,
}: PageOptions = {}): Promise<Bench> {
  const folder = script === undefined ? undefined : await siteWith(script);
  const server = await startServer(isolated, folder);
  let browser: Browser | undefined;
  const close = async () => {
    await browser?.close();
    await server.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  };
  try {
    browser = await launch(engine);
    const tab = await browser.open();
    await goToLanes(tab, server.url);
    if (script !== undefined) await loadScript(tab, script);
    return {
      tab,
      server,
      get crashed() {
        return browser?.crashed ?? false;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

export interface ChromiumBench extends Bench {
  browser: ChromiumBrowser;
  page: ChromiumPage;
}

/** The page in a Chromium whose DevTools protocol and garbage collector can be reached. */
export async function openChromium(): Promise<ChromiumBench> {
  const server = await startServer();
  let browser: ChromiumBrowser | undefined;
  const close = async () => {
    await browser?.close();
    await server.stop();
  };
  try {
    const launched = await chromium.launch({
      executablePath: process.env.LANES_CHROMIUM,
      args: [...chromiumArguments, "--js-flags=--expose-gc"],
    });
    browser = launched;
    const page = await launched.newPage();
    patiently(page);
    let crashed = false;
    page.on("crash", () => {
      crashed = true;
    });
    await page.goto(server.url);
    await page.evaluate(() => window.lanes.ready);
    const tab = {
      evaluate: (code: unknown, argument: unknown) =>
        page.evaluate(code as never, argument as never),
    } as unknown as Tab;
    return {
      browser: launched,
      page,
      tab,
      server,
      get crashed() {
        return crashed || !launched.isConnected();
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * A copy of the built site with in-page/`script`, its worker if any, and the Wasm modules by names
 * that it knows, in bench/. Nothing ships.
 */
async function siteWith(script: string): Promise<string> {
  const folder = mkdtempSync(resolve(tmpdir(), "lanes-bench-"));
  cpSync(builtSite, folder, { recursive: true });
  cpSync(builtModules, resolve(folder, "bench/wasm"), { recursive: true });
  await build({
    root: resolve(bench, "in-page"),
    configFile: false,
    logLevel: "error",
    base: "./",
    worker: { format: "es" },
    build: {
      outDir: resolve(folder, "bench"),
      emptyOutDir: false,
      target: "es2023",
      assetsInlineLimit: 0,
      modulePreload: false,
      lib: {
        entry: Object.fromEntries(
          [script, `${script}-worker`]
            .map((name) => [name, resolve(bench, "in-page", `${name}.ts`)] as const)
            .filter(([, file]) => existsSync(file)),
        ),
        formats: ["es"],
        fileName: (_format, name) => `${name}.js`,
      },
    },
  });
  return folder;
}

/** Scripts in the page's own folder are what its Content-Security-Policy allows. */
async function loadScript(tab: Tab, script: string): Promise<void> {
  await tab.evaluate(
    (address) =>
      new Promise<void>((loaded, failed) => {
        const element = document.createElement("script");
        element.type = "module";
        element.src = address;
        element.addEventListener("load", () => loaded());
        element.addEventListener("error", () => failed(new Error(`${address} did not load.`)));
        document.head.append(element);
      }),
    `bench/${script}.js`,
  );
}

/** What a file of in-page/ offers: functions of JSON to JSON, kept as `window.bench`. */
export type Offers = Record<string, (argument: never) => unknown>;

/** Calls `name` of the file that the page was opened with. */
export function inPage<Functions extends Offers, Name extends keyof Functions & string>(
  tab: Tab,
  name: Name,
  argument: Parameters<Functions[Name]>[0],
): Promise<Awaited<ReturnType<Functions[Name]>>> {
  return tab.evaluate(
    async ([called, given]) => {
      const { bench } = window as unknown as { bench: Record<string, (given: unknown) => never> };
      return bench[called]?.(given) as never;
    },
    [name, argument] as [string, unknown],
  );
}

/** How often a comparison is repeated: --rounds, or what the benchmark itself finds enough. */
export function roundsOr(enough: number): number {
  return Number(process.env.LANES_BENCH_ROUNDS) || enough;
}

/** Progress for the user, on standard error; standard output is reserved for the report. */
export function progress(activity: string): void {
  console.error(`  … ${activity}`);
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
