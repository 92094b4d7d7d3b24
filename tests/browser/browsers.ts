/**
 * The three engines behind one small interface. Each is driven by what drives it best:
 * playwright-core (Chromium), puppeteer-core over WebDriver BiDi (Firefox), selenium-webdriver
 * (WebKitGTK). run.py says where the programs are; an engine without one is not available.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { type AddressInfo, createServer } from "node:net";
import { chromium } from "playwright-core";
import puppeteer from "puppeteer-core";
import { Builder, Capabilities, Browser as Name, type WebDriver } from "selenium-webdriver";

export const engines = ["chromium", "firefox", "webkit"] as const;
export type Engine = (typeof engines)[number];

export interface Tab {
  goto(url: string): Promise<void>;
  /** Runs `code` in the page: it gets `argument` (JSON) and may return a promise of JSON. */
  evaluate<Argument, Value>(
    code: (argument: Argument) => Value | Promise<Value>,
    argument?: Argument,
  ): Promise<Value>;
  /** The text that shows in the first frame of the page, wherever that is from; no shadow roots. */
  frameText(): Promise<string>;
  resize(width: number, height: number): Promise<void>;
  screenshot(path: string): Promise<void>;
  /** What the page has written to its console as errors, and exceptions nobody caught. */
  errors(): string[];
  /** Bytes of the page's JavaScript heap after a collection, where the browser can be asked. */
  heapBytes?(): Promise<number>;
}

export interface Browser {
  open(): Promise<Tab>;
  close(): Promise<void>;
}

const programs: Record<Engine, (string | undefined)[]> = {
  chromium: [process.env.LANES_CHROMIUM],
  firefox: [process.env.LANES_FIREFOX],
  webkit: [process.env.LANES_WEBKIT_DRIVER, process.env.LANES_WEBKIT_BROWSER],
};

export function available(engine: Engine): boolean {
  return programs[engine].every((program) => program);
}

/** Quiet, without a sandbox that root may not have, and without calls to the outside. */
export const chromiumArguments = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export async function launch(engine: Engine): Promise<Browser> {
  if (engine === "chromium") return launchChromium();
  if (engine === "firefox") return launchFirefox();
  return launchWebKit();
}

async function launchChromium(): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: process.env.LANES_CHROMIUM,
    args: chromiumArguments,
  });
  return {
    async open() {
      const page = await browser.newPage();
      const errors: string[] = [];
      page.on("console", (message) => {
        if (message.type() === "error") errors.push(message.text());
      });
      page.on("pageerror", (error) => errors.push(String(error)));
      return {
        async goto(url) {
          await page.goto(url);
        },
        evaluate: (code, argument) => page.evaluate(code as never, argument as never),
        frameText: async () =>
          (await page.frames()[1]?.evaluate(() => document.body.innerText)) ?? "",
        resize: (width, height) => page.setViewportSize({ width, height }),
        async screenshot(path) {
          await page.screenshot({ path, fullPage: true });
        },
        errors: () => errors,
        async heapBytes() {
          const session = await page.context().newCDPSession(page);
          await session.send("HeapProfiler.collectGarbage");
          const { usedSize } = await session.send("Runtime.getHeapUsage");
          await session.detach();
          return usedSize;
        },
      };
    },
    close: () => browser.close(),
  };
}

async function launchFirefox(): Promise<Browser> {
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: process.env.LANES_FIREFOX,
    headless: true,
    // A run of ten seconds and more is one call here.
    protocolTimeout: 300_000,
  });
  return {
    async open() {
      const page = await browser.newPage();
      const errors: string[] = [];
      page.on("console", (message) => {
        if (message.type() === "error") errors.push(message.text());
      });
      page.on("pageerror", (error) => errors.push(String(error)));
      return {
        async goto(url) {
          await page.goto(url);
        },
        evaluate: (code, argument) => page.evaluate(code as never, argument as never) as never,
        frameText: async () =>
          (await page.frames()[1]?.evaluate(() => document.body.innerText)) ?? "",
        resize: (width, height) => page.setViewport({ width, height }),
        async screenshot(path) {
          await page.screenshot({ path: path as `${string}.png`, fullPage: true });
        },
        errors: () => errors,
      };
    },
    close: () => browser.close(),
  };
}

/** A port that nobody listens on now; two test runs side by side get two. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** WebKitGTK's driver takes one session a process, on a port of its own. */
async function startWebKit(): Promise<{ driver: WebDriver; driverProcess: ChildProcess }> {
  const port = await freePort();
  const driverProcess = spawn(process.env.LANES_WEBKIT_DRIVER as string, [`--port=${port}`], {
    stdio: "ignore",
    env: { ...process.env, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1" },
  });
  const capabilities = new Capabilities()
    .setBrowserName("MiniBrowser")
    .set("webkitgtk:browserOptions", {
      binary: process.env.LANES_WEBKIT_BROWSER,
      args: ["--automation"],
    });
  // On a busy machine one start in some hundreds is never answered: then the driver is ended.
  const patience = setTimeout(() => driverProcess.kill("SIGKILL"), 30_000);
  try {
    const driver = await connect(`http://127.0.0.1:${port}`, capabilities, driverProcess);
    return { driver, driverProcess };
  } catch (error) {
    driverProcess.kill("SIGKILL");
    throw error;
  } finally {
    clearTimeout(patience);
  }
}

async function launchWebKit(): Promise<Browser> {
  const { driver, driverProcess } = await startWebKit().catch(startWebKit);
  await driver.manage().setTimeouts({ script: 300_000 });
  return {
    async open() {
      return {
        async goto(url) {
          await driver.get(url);
          // WebDriver hands out no console: what goes wrong is collected in the page itself.
          await driver.executeScript(`
            window.lanesTestErrors = [];
            addEventListener("error", (event) => lanesTestErrors.push(String(event.message)));
            addEventListener("unhandledrejection", (event) => lanesTestErrors.push(String(event.reason)));
          `);
        },
        async evaluate(code, argument) {
          const answer = (await driver.executeAsyncScript(
            `const done = arguments[arguments.length - 1];
             Promise.resolve().then(() => (${code})(JSON.parse(arguments[0]))).then(
               (value) => done(JSON.stringify({ value })),
               (error) => done(JSON.stringify({ error: String(error) })));`,
            JSON.stringify(argument ?? null),
          )) as string;
          const { value, error } = JSON.parse(answer) as { value?: never; error?: string };
          if (error !== undefined) throw new Error(error);
          return value as never;
        },
        async frameText() {
          await driver.switchTo().frame(0);
          const text = await driver.executeScript("return document.body.innerText");
          await driver.switchTo().defaultContent();
          return text as string;
        },
        async resize(width, height) {
          await driver.manage().window().setRect({ width, height });
        },
        async screenshot(path) {
          const { writeFile } = await import("node:fs/promises");
          await writeFile(path, await driver.takeScreenshot(), "base64");
        },
        errors: () => [],
      };
    },
    async close() {
      await driver.quit().catch(() => undefined);
      driverProcess.kill();
    },
  };
}

async function connect(server: string, capabilities: Capabilities, driverProcess: ChildProcess) {
  for (let attempt = 0; ; attempt++) {
    try {
      return await new Builder()
        .usingServer(server)
        .withCapabilities(capabilities)
        .forBrowser(Name.SAFARI)
        .withCapabilities(capabilities)
        .build();
    } catch (error) {
      if (attempt === 20 || driverProcess.killed) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}
