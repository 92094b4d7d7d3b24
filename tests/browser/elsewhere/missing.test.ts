/**
 * Browsers in which something is missing, each piece by itself and in pairs: the page says what, and
 * does what it can. A script takes the piece away before the page's own scripts run.
 */
import { describe, expect, test } from "vitest";
import headers from "../../../web/headers.json" with { type: "json" };
import { stories } from "../../../web/stories/catalogue.ts";
import { type Engine, engines, needs, type Tab } from "../driver/browsers.ts";
import { spread, useTab } from "../driver/open-lanes.ts";
import { knownTypes, startPlainHost } from "../driver/plain-host.ts";
import { leave, press, says, until, visibleText } from "../driver/reader.ts";

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

/** How the page begins its sentence about a piece, where it has one. */
const told: Record<string, string> = {
  "service workers": "No service workers",
  "service workers, refused": "No service workers",
  storage: "No storage",
  "the private file system": "No private file system",
  "storage of any kind": "No private file system",
  WebGL: "No WebGL",
  "canvas read-back": "Canvases cannot be read",
  OffscreenCanvas: "No OffscreenCanvas",
  "Web Locks": "No Web Locks",
  CompressionStream: "No CompressionStream",
  "shared memory": "Separate memories",
  JSPI: "This browser cannot suspend WebAssembly by itself",
  SharedWorker: "No shared workers",
  "the number of cores": "The number of cores is not told",
  "crypto.subtle": "No crypto.subtle",
};

const optional = Object.keys(pieces).filter((name) => !essential.includes(name));

const allBits = 2 ** Math.ceil(Math.log2(optional.length)) - 1;

/**
 * Groups of pieces: those whose number has a bit set, those whose number has it not, and all. Two
 * pieces whose numbers are no complements of each other are both missing in one of the first; those
 * whose numbers are have groups of their own. Each is tried in one of the engines.
 */
const groups = [
  ...Array.from({ length: Math.ceil(Math.log2(optional.length)) }, (_, bit) =>
    [0, 1].map((value) => optional.filter((_, i) => ((i >> bit) & 1) === value)),
  ).flat(),
  ...optional.flatMap((name, i) => {
    const complement = optional[i ^ allBits];
    return complement !== undefined && i < (i ^ allBits) ? [[name, complement]] : [];
  }),
  optional,
].map((names, i) => [i + 1, names] as const);

const listening = `window.told = [];
  addEventListener("error", (event) => told.push(String(event.message)));
  addEventListener("unhandledrejection", (event) => told.push("rejected: " + event.reason));`;

/** Buttons that start something and can be pressed. */
function starts(tab: Tab): Promise<string[]> {
  return tab.evaluate(() => {
    const all = (root: ParentNode): Element[] =>
      [...root.querySelectorAll("*")].flatMap((element) => [
        element,
        ...(element.shadowRoot ? all(element.shadowRoot) : []),
      ]);
    return all(document)
      .filter((element) => element.matches("button") && element.checkVisibility())
      .filter((element) => element.getAttribute("aria-disabled") !== "true")
      .map((element) => element.textContent?.trim() ?? "")
      .filter((text) =>
        /^(Run|Play|Sweep|Test|Measure|Send|Put|Resize|Queue|Race|Explore|Two locks|Philosophers|\d+ )/i.test(
          text,
        ),
      );
  });
}

/** What the page and its API say when the page is opened without `names`. */
async function withoutPieces(tab: Tab, names: readonly string[], isolated = true) {
  const prelude = listening + names.map((name) => pieces[name]).join("\n");
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
    const runsNothing = names.some((name) => essential.includes(name));
    if (runsNothing) {
      await until(says(tab, "Recorded on "), "what was recorded");
      await until(says(tab, "there are no results to save"), "what can be taken away");
    }
    for (const name of names) {
      const sentence = told[name];
      // What a run would do without is of no interest where nothing runs.
      if (runsNothing && /shared memory|JSPI/.test(name)) continue;
      if (sentence) await until(says(tab, sentence), `“${sentence}”`);
    }
    const text = await visibleText(tab);
    const errors = await tab.evaluate(() => (window as unknown as { told: string[] }).told);
    return { ...said, text, told: errors, console: tab.errors() };
  } finally {
    await leave(tab, host);
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

    // Alone in one of the engines; with others it is missing in most groups.
    test.each(spread(optional, engine))("without %s runs all the same", async (name) => {
      await runs([name]);
    });

    test.each(spread(groups, engine))(
      "without many of them, group %i, runs all the same",
      async (_, names) => {
        const here = await runs(names);
        if (names.includes("shared memory")) expect(here.tier).toBe("workers");
        if (names.includes("JSPI")) expect(here.suspend).toBe("asyncify");
      },
    );

    test.each(optional.filter((name) => /service worker|registration|storage/.test(name)))(
      "without %s, on a host that sends no headers, runs all the same",
      async (name) => {
        // With a service worker the page would be loaded once more.
        await runs([name, "service workers"], false);
      },
    );

    test.each(essential.flatMap((name) => [[[name]], [[name, ...optional]]]))(
      "without %s says so, what the usual reasons are, and shows what was recorded",
      async (names) => {
        const { ready, ran, link, code, text, told, here, notes, console } = await withoutPieces(
          tab,
          names,
        );
        expect([told, console]).toEqual([[], []]);
        expect(ready).toMatch(/^unavailable: .*\.$/);
        expect(ran).toBe(ready);
        const why = ready.replace("unavailable: ", "");
        expect(text).toContain(why);
        expect(text).toContain(`Run needs ${names[0]}`);
        expect(text).not.toMatch(/will( each)? freeze this page|press Run/i);
        expect(here).toMatchObject({ tier: "none", suspend: "none", sharedMemory: false });
        expect(notes).toEqual([why]);
        expect(link).toBe("#work=json&tasks=3");
        expect(code).toContain("<iframe");
        expect(text).toMatch(/Recorded on \d+ \w+ 20\d\d in Node\.js \d+ on \d+ cores?/);
      },
    );

    test("without WebAssembly the page has its link, its embed code and what is here", async () => {
      const link = "#work=file&how=sequential,concurrent&tasks=9&show=predict";
      await withoutWebAssembly(tab, link, async () => {
        await until(says(tab, "Of the recorded set-ups this is the nearest to yours"), "runs");
        await until(says(tab, "Take it away"), "the link");
        await until(says(tab, "there are no results to save"), "what can be taken away");
        await until(says(tab, "cores reported"), "what is here");
        expect(await visibleText(tab)).toContain("10 tasks of 100 ms");
        expect(await visibleText(tab)).not.toMatch(/press Run/i);
        expect(await starts(tab)).toEqual([]);
        await until(() => press(tab, "Embed this demo"), "the button");
        await until(
          () => tab.evaluate(() => document.querySelector("lanes-embed-dialog") !== null),
          "the dialog",
        );
      });
    });

    test("without WebAssembly an embed shows what was recorded and why, and offers no run", async () => {
      const embed = "embed.html#how=sequential,parallel&size=2000000&show=predict";
      await withoutWebAssembly(tab, embed, async () => {
        await until(says(tab, "Recorded, not run here"), "what was recorded");
        await until(says(tab, "WebAssembly is switched off"), "why");
        expect(await starts(tab)).toEqual([]);
        expect(await visibleText(tab)).toContain("4 tasks of 2,000,000 links");
      });
    });

    test.each(spread(["", ...stories.map(({ name }) => `${name}/`)], engine))(
      "without WebAssembly stories/%s shows what was recorded, and says why",
      async (page) => {
        await withoutWebAssembly(tab, `stories/${page}#seed=5`, async () => {
          await until(says(tab, "WebAssembly is switched off"), "why");
          await until(says(tab, "Recorded on "), "what was recorded");
          expect(await visibleText(tab)).not.toContain("Play it to see yours");
          expect(await starts(tab)).toEqual([]);
          if (page === "blocked-loop/") {
            expect(await visibleText(tab)).toMatch(/Recorded: \d+ answered, \d+ failed/);
          }
        });
      },
    );
  });

  describe("a browser that loads no modules", needs(engine), () => {
    const tab = useTab(engine);

    test.each([
      ["", "Lanes needs JavaScript modules"],
      ["stories/stampede/", "The figures need JavaScript modules"],
    ])("is told so: /%s", async (page, sentence) => {
      // A script that is none by its type is not run where it is a module.
      const host = await startPlainHost({}, { types: { ...knownTypes, ".js": "text/plain" } });
      try {
        await tab.goto(`${host.url}${page}`);
        await until(
          () =>
            tab.evaluate(() => {
              const why = document.querySelector(".blocked");
              return why !== null && getComputedStyle(why).opacity === "1";
            }),
          "the sentence",
        );
        expect(await visibleText(tab)).toContain(sentence);
      } finally {
        await leave(tab, host);
      }
    });
  });
});

/** Opens `path` without WebAssembly; nothing that then happens is an error. */
async function withoutWebAssembly(tab: Tab, path: string, check: () => Promise<void>) {
  const prelude = `${listening}${pieces.WebAssembly}`;
  const host = await startPlainHost({}, { prelude, headers: headers.isolation });
  try {
    await tab.goto(`${host.url}${path}`);
    await check();
    const told = await tab.evaluate(() => (window as unknown as { told: string[] }).told);
    expect([told, tab.errors()]).toEqual([[], []]);
  } finally {
    await leave(tab, host);
  }
}

test("each two pieces are missing together in one of the groups", () => {
  for (const one of optional) {
    for (const other of optional) {
      const both = groups.some(
        ([, names]) => names !== optional && names.includes(one) && names.includes(other),
      );
      expect(both, `${one} and ${other}`).toBe(true);
    }
  }
});
