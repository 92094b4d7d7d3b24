/**
 * The three engines behind one small interface. Each is driven by what drives it best:
 * playwright-core (Chromium), puppeteer-core over WebDriver BiDi (Firefox), selenium-webdriver
 * (WebKitGTK). run.py says where the programs are, and by LANES_ENGINES which of them are wanted.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { type AddressInfo, createServer } from "node:net";
import { resolve } from "node:path";
import { type Page as ChromiumPage, chromium } from "playwright-core";
import puppeteer, {
  type Frame as FirefoxFrame,
  type Page as FirefoxPage,
  type KeyInput,
} from "puppeteer-core";
import {
  Builder,
  Capabilities,
  Key,
  Browser as Name,
  type WebDriver,
  type WebElement,
} from "selenium-webdriver";
import { killedWithUs } from "./with-us.ts";

const allEngines = ["chromium", "firefox", "webkit"] as const;
export type Engine = (typeof allEngines)[number];

const wanted = (process.env.LANES_ENGINES ?? allEngines.join()).split(",");
/** Those that are wanted. */
export const engines: readonly Engine[] = allEngines.filter((engine) => wanted.includes(engine));

export interface Tab {
  goto(url: string): Promise<void>;
  /** Runs `code` in the page: it gets `argument` (JSON) and may return a promise of JSON. */
  evaluate<Argument, Value>(
    code: (argument: Argument) => Value | Promise<Value>,
    argument?: Argument,
  ): Promise<Value>;
  /** The text that shows in the first frame of the page, wherever that is from; no shadow roots. */
  frameText(): Promise<string>;
  /** Runs `code` in that frame; what it gives is JSON. */
  evaluateInFrame<Value>(code: () => Value | Promise<Value>): Promise<Value>;
  /** Has the user choose the file at `path` in the input that `find` gives. */
  choose(find: () => HTMLInputElement, path: string): Promise<void>;
  /** Presses keys of a keyboard: characters and names such as `Tab`, with `Control+` or `Shift+`. */
  keys(...pressed: string[]): Promise<void>;
  resize(width: number, height: number): Promise<void>;
  screenshot(path: string): Promise<void>;
  /** What the page has written to its console as errors, and exceptions nobody caught. */
  errors(): string[];
  /** Bytes of the page's JavaScript heap after a collection, where the browser can be asked. */
  heapBytes?(): Promise<number>;
  close(): Promise<void>;
}

export interface Browser {
  /** A new tab. All tabs of a browser share what its pages keep; one at a time in WebKitGTK. */
  open(): Promise<Tab>;
  close(): Promise<void>;
  /** Nothing more can be asked of it. */
  readonly crashed: boolean;
}

/** Thrown by whatever was asked of a browser that is no more; a test may be tried again for it. */
export class BrowserCrashed extends Error {
  constructor(engine: Engine, what: string) {
    super(`The browser crashed: ${engine}: ${what}`);
    this.name = "BrowserCrashed";
  }
}

const minutes = 60_000;

/** A page may compute for long; whoever waits for it has a time limit of their own. */
const patienceMs = 10 * minutes;

const programs: Record<Engine, (string | undefined)[]> = {
  chromium: [process.env.LANES_CHROMIUM],
  firefox: [process.env.LANES_FIREFOX],
  webkit: [process.env.LANES_WEBKIT_DRIVER, process.env.LANES_WEBKIT_BROWSER],
};

/** The options of a `describe` or `test` that is skipped; the report has the reason. */
export function skipped(why: string) {
  return { skip: true, meta: { skipped: why } };
}

/** The options of a `describe` or `test` that needs `engine`. */
export function needs(engine: Engine): Partial<ReturnType<typeof skipped>> {
  if (!engines.includes(engine)) return skipped(`needs ${engine}, which was not asked for`);
  const there = programs[engine].every((program) => program);
  return there ? {} : skipped(`needs ${engine}, which was not found`);
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
  // Replaces the driver's list, which has ThirdPartyStoragePartitioning in it: readers' browsers
  // partition the storage, locks and channels of embeds, and without that they refuse them.
  "--disable-features=DestroyProfileOnBrowserClose,HttpsUpgrades,MediaRouter,OptimizationHints,PaintHolding",
];

/** Firefox's switches by name (about:config). */
export type Switches = Record<string, boolean | number>;

export interface LaunchOptions {
  /** Firefox's. */
  switches?: Switches | undefined;
  /** The reader asks for less motion: pages then draw a picture a second instead of 60. */
  still?: boolean;
}

export function launch(
  engine: Engine,
  { switches = {}, still = false }: LaunchOptions = {},
): Promise<Browser> {
  if (engine === "chromium") return launchChromium(still);
  if (engine === "firefox") {
    return launchFirefox({ "ui.prefersReducedMotion": still ? 1 : 0, ...switches });
  }
  return launchWebKit(still);
}

/** Whether a browser lives: by what its driver has heard, and by what it answers when in doubt. */
class Life {
  readonly #engine: Engine;
  /** Says how the browser crashed, empty when it has not; asked when it has refused something. */
  readonly #diagnose: (refusal: unknown) => Promise<string> | string;
  readonly #dead: Promise<never>;
  #die: (error: BrowserCrashed) => void = () => undefined;
  crashed = false;

  constructor(engine: Engine, diagnose: (refusal: unknown) => Promise<string> | string) {
    this.#engine = engine;
    this.#diagnose = diagnose;
    this.#dead = new Promise((_, reject) => {
      this.#die = reject;
    });
    this.#dead.catch(() => undefined);
  }

  end(how: string): void {
    this.crashed = true;
    this.#die(new BrowserCrashed(this.#engine, how));
  }

  /** What the browser is `asked`, or the crash that keeps it from answering. */
  async of<T>(asked: Promise<T>): Promise<T> {
    try {
      return await Promise.race([asked, this.#dead]);
    } catch (refusal) {
      const how = this.crashed ? "" : await this.#diagnose(refusal);
      if (how !== "") this.end(how);
      if (this.crashed) await this.#dead;
      throw refusal;
    }
  }
}

async function launchChromium(still: boolean): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: process.env.LANES_CHROMIUM,
    args: chromiumArguments,
    timeout: patienceMs,
  });
  const life = new Life("chromium", () => "");
  const reducedMotion = still ? "reduce" : "no-preference";
  const context = await browser.newContext({ reducedMotion });
  let closing = false;
  browser.on("disconnected", () => {
    if (!closing) life.end("it ended by itself");
  });
  return {
    async open() {
      const page = await life.of(context.newPage());
      patiently(page);
      page.on("crash", () => life.end("its page crashed"));
      const errors: string[] = [];
      page.on("console", (message) => {
        // An icon is what the browser looks for by itself when it shows a script or a picture.
        if (message.location().url.endsWith("/favicon.ico")) return;
        if (message.type() === "error") errors.push(message.text());
      });
      page.on("pageerror", (error) => errors.push(String(error)));
      return {
        async goto(url) {
          await life.of(page.goto(url));
        },
        evaluate: (code, argument) => life.of(page.evaluate(code as never, argument as never)),
        frameText: async () =>
          (await life.of(
            page.frames()[1]?.evaluate(() => document.body.innerText) ?? Promise.resolve(""),
          )) ?? "",
        evaluateInFrame: (code) => life.of(frameOf(page.frames()).evaluate(code) as never),
        async choose(find, path) {
          const input = await life.of(page.evaluateHandle(find));
          await life.of(input.setInputFiles(path));
        },
        async keys(...pressed) {
          for (const one of pressed) await life.of(page.keyboard.press(one));
        },
        resize: (width, height) => life.of(page.setViewportSize({ width, height })),
        async screenshot(path) {
          await life.of(page.screenshot({ path, fullPage: true }));
        },
        errors: () => errors,
        async heapBytes() {
          const session = await life.of(page.context().newCDPSession(page));
          await life.of(session.send("HeapProfiler.collectGarbage"));
          const { usedSize } = await life.of(session.send("Runtime.getHeapUsage"));
          await session.detach();
          return usedSize;
        },
        close: () => life.of(page.close()),
      };
    },
    async close() {
      closing = true;
      await browser.close();
    },
    get crashed() {
      return life.crashed;
    },
  };
}

/** Playwright gives up after 30 s unless told otherwise. */
export function patiently(page: ChromiumPage): void {
  page.setDefaultTimeout(patienceMs);
  page.setDefaultNavigationTimeout(patienceMs);
}

/** What is told of a Firefox tab whose process has crashed: it shows a page of the browser's own. */
const firefoxTabCrashed = /not supported for parent process browsing contexts/;
/** A crashed tab leaves what was asked of it before without an answer. */
const askAgainEveryMs = 5000;
/**
 * What Firefox writes of a page that was left while its service worker still answered it; on a busy
 * machine long after the next page has been loaded. That a script does not arrive in the page that is
 * open is said there, where tests read it.
 */
const leftUnanswered =
  /A ServiceWorker intercepted the request and encountered an unexpected error/;

/**
 * Puppeteer waits until all frames of the page that is left have gone, for ever where it has missed
 * that one did: so the page is asked as well whether it is another one and loaded.
 */
async function untilLoaded(page: FirefoxPage, url: string, stop: AbortSignal): Promise<void> {
  // Between two pages there may be an empty one, which is complete as well.
  const asked = () =>
    page.evaluate(
      (blank: boolean) =>
        !("lanesTestsLeave" in window) &&
        document.readyState === "complete" &&
        (blank || location.href !== "about:blank"),
      url === "about:blank",
    );
  // It answers nothing while it is being replaced.
  while (!stop.aborted && !(await asked().catch(() => false))) {
    await new Promise((soon) => setTimeout(soon, 100));
  }
}

async function launchFirefox(switches: Switches): Promise<Browser> {
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: process.env.LANES_FIREFOX,
    headless: true,
    extraPrefsFirefox: switches,
    // Nobody asks for a page's requests, and to tell them costs Firefox a fifth of what a page does.
    networkEnabled: false,
    protocolTimeout: patienceMs,
    timeout: patienceMs,
  });
  const life = new Life("firefox", (refusal) => {
    const { name = "", message = "" } = refusal as Error;
    if (firefoxTabCrashed.test(message)) return "its tab crashed";
    return /^(TargetCloseError|ConnectionClosedError)$/.test(name) ? "it ended by itself" : "";
  });
  let closing = false;
  browser.process()?.once("exit", (code, signal) => {
    if (!closing) life.end(`it ended by itself (${signal ?? code})`);
  });
  return {
    async open() {
      const page = await life.of(browser.newPage());
      page.setDefaultTimeout(patienceMs);
      page.setDefaultNavigationTimeout(patienceMs);
      const errors: string[] = [];
      const hear = (text: string) => {
        if (!leftUnanswered.test(text)) errors.push(text);
      };
      page.on("console", (message) => {
        if (message.type() === "error") hear(message.text());
      });
      page.on("pageerror", (error) => hear(String(error)));
      let _asking: Promise<unknown> | undefined;
      const askAgain = () => {
        _asking ??= life
          .of(page.evaluate(() => undefined))
          .catch(() => undefined)
          .finally(() => {
            _asking = undefined;
          });
      };
      return {
        async goto(url) {
          await life.of(
            page.evaluate(() => {
              Object.assign(window, { lanesTestsLeave: true });
            }),
          );
          const asking = new AbortController();
          const gone = page.goto(url);
          gone.catch(() => undefined);
          await life
            .of(Promise.race([gone, untilLoaded(page, url, asking.signal)]))
            .finally(() => asking.abort());
        },
        async evaluate(code, argument) {
          const again = setInterval(askAgain, askAgainEveryMs);
          const asked = page.evaluate(code as never, argument as never);
          return life.of(asked as Promise<never>).finally(() => clearInterval(again));
        },
        frameText: async () => life.of(frameIn(page).then((frame) => frame.evaluate(textOfBody))),
        evaluateInFrame: (code) =>
          life.of(frameIn(page).then((frame) => frame.evaluate(code)) as never),
        async choose(find, path) {
          const input = await life.of(page.evaluateHandle(find));
          await life.of(input.uploadFile(path));
        },
        async keys(...pressed) {
          for (const one of pressed) {
            const { held, key } = chord(one);
            if (held) await life.of(page.keyboard.down(held));
            await life.of(page.keyboard.press(key as KeyInput));
            if (held) await life.of(page.keyboard.up(held));
          }
        },
        resize: (width, height) => life.of(page.setViewport({ width, height })),
        async screenshot(path) {
          await life.of(page.screenshot({ path: path as `${string}.png`, fullPage: true }));
        },
        errors: () => errors,
        close: () => life.of(page.close()),
      };
    },
    async close() {
      closing = true;
      await browser.close();
    },
    get crashed() {
      return life.crashed;
    },
  };
}

/** `Control+a` as a key to hold and one to press. */
function chord(keys: string): { held: "Control" | "Shift" | undefined; key: string } {
  const [, held, key = keys] = /^(Control|Shift)\+(.+)$/s.exec(keys) ?? [];
  return { held: held as "Control" | "Shift" | undefined, key };
}

const textOfBody = () => document.body.innerText;

/** Puppeteer still lists frames of a page that was left when it missed that: the page is asked itself. */
async function frameIn(page: FirefoxPage): Promise<FirefoxFrame> {
  const element = await page.$("iframe");
  return (await element?.contentFrame()) ?? frameOf(page.frames());
}

function frameOf<Frame>(frames: readonly Frame[]): Frame {
  const [, frame] = frames;
  if (!frame) throw new Error("There is no frame in this page.");
  return frame;
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

/** One start in some hundreds is never answered by the driver, which is then ended. */
const startPatienceMs = 2 * minutes;

/**
 * Without a sandbox that root may not have, and with frames handed over in shared memory: without a
 * graphics card its other way costs a core and more as long as a page draws anything.
 */
export const webKitEnvironment = {
  WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
  WEBKIT_DISABLE_DMABUF_RENDERER: "1",
};

/**
 * What WebKitGTK has not loaded by then it never will. Seen once, why is not known: its processes were
 * idle, no connection was open, and its driver answered nothing.
 */
const loadPatienceMs = 4 * minutes;
/** A driver that hangs is ended without its answer. */
const quitPatienceMs = minutes / 2;

/** WebKitGTK's driver takes one session a process, on a port of its own. */
async function startWebKit(
  still: boolean,
): Promise<{ driver: WebDriver; driverProcess: ChildProcess }> {
  const port = await freePort();
  const driverProcess = spawn(process.env.LANES_WEBKIT_DRIVER as string, [`--port=${port}`], {
    stdio: "ignore",
    env: {
      ...process.env,
      ...webKitEnvironment,
      ...(still && { XDG_CONFIG_HOME: resolve(import.meta.dirname, "still") }),
    },
  });
  killedWithUs(driverProcess);
  const capabilities = new Capabilities()
    .setBrowserName("MiniBrowser")
    .set("webkitgtk:browserOptions", {
      binary: process.env.LANES_WEBKIT_BROWSER,
      args: ["--automation"],
    });
  const ended = new Promise<never>((_, reject) => {
    driverProcess.once("error", reject);
    driverProcess.once("exit", (code, signal) =>
      reject(new BrowserCrashed("webkit", `its driver ended at the start (${signal ?? code})`)),
    );
  });
  let patience: ReturnType<typeof setTimeout> | undefined;
  const unanswered = new Promise<never>((_, reject) => {
    const minutesGone = `${startPatienceMs / minutes} minutes`;
    patience = setTimeout(
      () =>
        reject(
          new BrowserCrashed("webkit", `its driver did not answer the start in ${minutesGone}`),
        ),
      startPatienceMs,
    );
  });
  ended.catch(() => undefined);
  try {
    await Promise.race([listens(port, driverProcess), ended, unanswered]);
    const session = new Builder()
      .usingServer(`http://127.0.0.1:${port}`)
      .withCapabilities(capabilities)
      .forBrowser(Name.SAFARI)
      .withCapabilities(capabilities)
      .build();
    const driver = await Promise.race([session, ended, unanswered]);
    return { driver, driverProcess };
  } catch (error) {
    driverProcess.kill("SIGKILL");
    throw error;
  } finally {
    clearTimeout(patience);
  }
}

/** Resolves once the driver answers at its port. */
async function listens(port: number, driverProcess: ChildProcess): Promise<void> {
  while (driverProcess.exitCode === null && driverProcess.signalCode === null) {
    const answered = await fetch(`http://127.0.0.1:${port}/status`).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function launchWebKit(still: boolean): Promise<Browser> {
  const { driver, driverProcess } = await startWebKit(still);
  const life = new Life("webkit", (refusal) => {
    if ((refusal as Error).name === "TimeoutError") return "it hung while it loaded a page";
    return driver.executeScript("return 1").then(
      () => "",
      ({ name, message }: Error) => {
        if (name === "NoSuchSessionError") return "its page crashed or hung";
        return /ECONNREFUSED|ECONNRESET|socket hang up/.test(message) ? "its driver is gone" : "";
      },
    );
  });
  let closing = false;
  driverProcess.once("exit", (code, signal) => {
    if (!closing) life.end(`its driver ended by itself (${signal ?? code})`);
  });
  await life.of(driver.manage().setTimeouts({ script: patienceMs, pageLoad: loadPatienceMs }));
  const evaluate: Tab["evaluate"] = async (code, argument) => {
    const answer = (await life.of(
      driver.executeAsyncScript(
        `const done = arguments[arguments.length - 1];
             Promise.resolve().then(() => (${code})(JSON.parse(arguments[0]))).then(
               (value) => done(JSON.stringify({ value })),
               (error) => done(JSON.stringify({ error: String(error) })));`,
        JSON.stringify(argument ?? null),
      ),
    )) as string;
    const { value, error } = JSON.parse(answer) as { value?: never; error?: string };
    if (error !== undefined) throw new Error(error);
    return value as never;
  };
  const resize = async (width: number, height: number) => {
    await life.of(driver.manage().window().setRect({ width, height }));
    // The page follows when the window system lets it.
    for (let before = "", now = " "; now !== before; ) {
      before = now;
      await new Promise((soon) => setTimeout(soon, 100));
      now = await life.of(driver.executeScript("return innerWidth + ' ' + innerHeight"));
    }
  };
  return {
    async open() {
      // Another tab, and with it another session storage; the window's last one cannot be closed.
      const [before] = await life.of(driver.getAllWindowHandles());
      await life.of(driver.switchTo().newWindow("tab"));
      const mine = await life.of(driver.getWindowHandle());
      if (before !== undefined) {
        await life.of(driver.switchTo().window(before));
        await life.of(driver.close());
        await life.of(driver.switchTo().window(mine));
      }
      await resize(1024, 768);
      return {
        async goto(url) {
          await life.of(driver.get(url));
          // WebDriver hands out no console: what goes wrong is collected in the page itself.
          await life.of(
            driver.executeScript(`
            window.lanesTestErrors = [];
            addEventListener("error", (event) => lanesTestErrors.push(String(event.message)));
            addEventListener("unhandledrejection", (event) => lanesTestErrors.push(String(event.reason)));
          `),
          );
        },
        evaluate,
        async frameText() {
          await life.of(driver.switchTo().frame(0));
          const text = await life.of(driver.executeScript("return document.body.innerText"));
          await life.of(driver.switchTo().defaultContent());
          return text as string;
        },
        async evaluateInFrame(code) {
          await life.of(driver.switchTo().frame(0));
          try {
            return await evaluate(code);
          } finally {
            await life.of(driver.switchTo().defaultContent());
          }
        },
        async choose(find, path) {
          const input = await life.of(driver.executeScript(`return (${find})()`));
          await life.of((input as WebElement).sendKeys(path));
        },
        async keys(...pressed) {
          for (const one of pressed) {
            const { held, key } = chord(one);
            const actions = driver.actions();
            if (held) actions.keyDown(Key[held.toUpperCase() as "CONTROL"]);
            actions.sendKeys(key.length > 1 ? Key[key.toUpperCase() as "TAB"] : key);
            if (held) actions.keyUp(Key[held.toUpperCase() as "CONTROL"]);
            await life.of(actions.perform());
          }
        },
        resize,
        async screenshot(path) {
          const { writeFile } = await import("node:fs/promises");
          await writeFile(path, await life.of(driver.takeScreenshot()), "base64");
        },
        errors: () => [],
        close: () => life.of(driver.get("about:blank")),
      };
    },
    async close() {
      closing = true;
      const quit = driver.quit().catch(() => undefined);
      await Promise.race([quit, new Promise((late) => setTimeout(late, quitPatienceMs).unref())]);
      driverProcess.kill("SIGKILL");
    },
    get crashed() {
      return life.crashed;
    },
  };
}
