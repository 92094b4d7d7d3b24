/**
 * Browsers in which something is missing, each piece by itself and in pairs: the page says what, and
 * does what it can. A script takes the piece away before the page's own scripts run.
 */
import { describe, expect, test } from "vitest";
import headers from "../../web/headers.json" with { type: "json" };
import { type Engine, engines, needs, type Tab } from "./browsers.ts";
import { useTab } from "./open-lanes.ts";
import { startPlainHost } from "./plain-host.ts";
import { until, visibleText } from "./reader.ts";

const refusing = (what: string) =>
  `Object.defineProperty(${what}, { get() { throw new DOMException("refused", "SecurityError"); } });`;

/** By name: the script that takes it away. */
const pieces: Record<string, string> = {
  WebAssembly: "delete globalThis.WebAssembly;",
  workers: "delete globalThis.Worker;",
  "service workers": "delete Navigator.prototype.serviceWorker;",
  "service workers, refused": refusing('Navigator.prototype, "serviceWorker"'),
  "their registration":
    "globalThis.ServiceWorkerContainer && (ServiceWorkerContainer.prototype.register = () => Promise.reject(new DOMException('no', 'SecurityError')));",
  storage: `${refusing('window, "sessionStorage"')} ${refusing('window, "localStorage"')} delete globalThis.caches;`,
  "the private file system":
    "globalThis.StorageManager && delete StorageManager.prototype.getDirectory;",
  "storage of any kind": "delete Navigator.prototype.storage;",
  WebGL:
    "{ const context = HTMLCanvasElement.prototype.getContext; HTMLCanvasElement.prototype.getContext = function (kind, ...rest) { return /webgl/.test(kind) ? null : context.call(this, kind, ...rest); }; }",
  "canvas read-back":
    "CanvasRenderingContext2D.prototype.getImageData = function (x, y, w, h) { return new ImageData(w, h); };",
  OffscreenCanvas:
    "delete globalThis.OffscreenCanvas; delete HTMLCanvasElement.prototype.transferControlToOffscreen;",
  "Web Locks": "delete Navigator.prototype.locks;",
  "Web Locks, refused":
    "globalThis.LockManager && (LockManager.prototype.request = () => Promise.reject(new DOMException('no', 'SecurityError')));",
  BroadcastChannel: "delete globalThis.BroadcastChannel;",
  CompressionStream: "delete globalThis.CompressionStream; delete globalThis.DecompressionStream;",
  "shared memory": "delete globalThis.SharedArrayBuffer;",
  JSPI: "globalThis.WebAssembly && delete WebAssembly.Suspending;",
  SharedWorker: "delete globalThis.SharedWorker;",
  "the number of cores": "delete Navigator.prototype.hardwareConcurrency;",
  "crypto.subtle": "delete Crypto.prototype.subtle;",
  "scheduler.postTask": "delete globalThis.scheduler;",
  "the clipboard": "delete Navigator.prototype.clipboard;",
};

/** Nothing runs without these; everything else the page gets on without. */
const essential = ["WebAssembly", "workers"];

const optional = Object.keys(pieces).filter((name) => !essential.includes(name));

/**
 * Groups of pieces: those whose number has a bit set, those whose number has it not, and all. Two
 * pieces whose numbers are no complements of each other are both missing in one of the first.
 */
const groups = [
  ...Array.from({ length: Math.ceil(Math.log2(optional.length)) }, (_, bit) =>
    [0, 1].map((value) => optional.filter((_, i) => ((i >> bit) & 1) === value)),
  ).flat(),
  optional,
].map((names, i) => [i + 1, names] as const);

const errors = `window.told = [];
  addEventListener("error", (event) => told.push(String(event.message)));
  addEventListener("unhandledrejection", (event) => told.push("rejected: " + event.reason));`;

/** What the page and its API say when the page is opened without `names`. */
async function withoutPieces(tab: Tab, names: readonly string[], isolated = true) {
  const prelude = errors + names.map((name) => pieces[name]).join("\n");
  const host = await startPlainHost({}, { prelude, headers: isolated ? headers.isolation : {} });
  try {
    await tab.goto(`${host.url}#work=hash&tasks=2&size=2`);
    await until(
      () => tab.evaluate(() => typeof window.lanes === "object").catch(() => false),
      `window.lanes without ${names.join(" and ")}`,
    );
    const said = await tab.evaluate(async () => {
      const failure = (error: unknown) => {
        const { code, message } = error as { code?: string; message: string };
        return `${code}: ${message}`;
      };
      const ready = await window.lanes.ready.then(() => "", failure);
      const how = ["sequential" as const, "sliced" as const, "parallel" as const];
      const ran = await window.lanes
        .run({ work: "hash", how, tasks: 2, size: 2, workers: 2 })
        .then((results) => results.map(({ digests }) => digests.join()), failure);
      const { notes, ...here } = window.lanes.capabilities();
      return {
        ready,
        ran,
        here,
        notes,
        link: window.lanes.link({ work: "json", tasks: 3 }),
        code: window.lanes.embedCode({ work: "json" }),
      };
    });
    const text = await visibleText(tab);
    await new Promise((soon) => setTimeout(soon, 300));
    const told = await tab.evaluate(() => (window as unknown as { told: string[] }).told);
    return { ...said, text, told, console: tab.errors() };
  } finally {
    await host.stop();
  }
}

const digests =
  "e0bc614e4fd035a488619799853b075143deea596c477b8dc077e309c0fe42e9,d8bdf9a0cb27a193a1127de2924b6e5a9e4c2d3b3fe42e935e160c011f3df1fc";

describe.each(engines)("%s", (engine: Engine) => {
  describe("a browser", needs(engine), () => {
    const tab = useTab(engine);
    const runs = async (names: readonly string[], isolated = true) => {
      const { ready, ran, link, code, told, here, console } = await withoutPieces(
        tab,
        names,
        isolated,
      );
      expect(told).toEqual([]);
      expect(console).toEqual([]);
      expect(ready).toBe("");
      expect(ran).toEqual([digests, digests, digests]);
      expect(link).toBe("#work=json&tasks=3");
      expect(code).toContain("<iframe");
      expect(here.reportedCores).toBeGreaterThan(0);
      return here;
    };

    test.each(optional)("without %s runs all the same", async (name) => {
      await runs([name]);
    });

    test.each(groups)("without many of them, group %i, runs all the same", async (_, names) => {
      const here = await runs(names);
      if (names.includes("shared memory")) expect(here.tier).toBe("workers");
      if (names.includes("JSPI")) expect(here.suspend).toBe("asyncify");
    });

    test.each(optional.filter((name) => /service worker|registration|storage/.test(name)))(
      "without %s, on a host that sends no headers, runs all the same",
      async (name) => {
        // With a service worker the page would be loaded once more.
        await runs([name, "service workers"], false);
      },
    );

    test.each(essential)("without %s says so, and what the usual reasons are", async (name) => {
      const { ready, ran, link, code, text, told, here, notes, console } = await withoutPieces(
        tab,
        [name],
      );
      expect([told, console]).toEqual([[], []]);
      expect(ready).toMatch(/^unavailable: .*\.$/);
      expect(ran).toBe(ready);
      expect(text).toContain(ready.replace("unavailable: ", ""));
      expect(here).toMatchObject({ tier: "none", suspend: "none", sharedMemory: false });
      expect(notes).toEqual([ready.replace("unavailable: ", "")]);
      expect(link).toBe("#work=json&tasks=3");
      expect(code).toContain("<iframe");
    });
  });
});
