/** The built site on a host that sends no headers, in a folder, and then without any host at all. */
import {
  copyFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import headers from "../../../web/headers.json" with { type: "json" };
import type { Spec } from "../../../web/spec/types.ts";
import { type Engine, engines, needs, type Tab } from "../driver/browsers.ts";
import { onThreads } from "../driver/driven.ts";
import { useTab } from "../driver/open-lanes.ts";
import { builtSite, knownTypes, type PlainHost, startPlainHost } from "../driver/plain-host.ts";
import { leave, press, says, until, untilReady } from "../driver/reader.ts";
import { run } from "../driver/results.ts";

const hash: Partial<Spec> = { work: "hash", how: ["sequential", "parallel"], tasks: 4, size: 2000 };

/** The build of a page, and the folder of each Wasm module that it has loaded. */
interface Versions {
  page: string;
  modules: string[];
}

/** Of the page that is shown. */
function versionsOf(tab: Tab): Promise<Versions> {
  return tab.evaluate(() => ({
    page: document.querySelector<HTMLMetaElement>('meta[name="lanes-version"]')?.content ?? "",
    modules: performance
      .getEntriesByType("resource")
      .map(({ name }) => /assets\/(wasm-\w+)\//.exec(name)?.[1] ?? "")
      .filter((folder) => folder !== ""),
  }));
}

/** A copy of the built site in which every hash in a file name is replaced by another. */
function nextVersion(): string {
  const site = mkdtempSync(resolve(tmpdir(), "lanes-site-"));
  cpSync(builtSite, site, { recursive: true });
  const assets = resolve(site, "assets");
  const names = readdirSync(assets).filter((name) => /-[\w-]{8,}(\.|$)/.test(name));
  const renamed = new Map(
    names.map((name) => [name, name.replace(/[\w-]{4}(\.\w+$|$)/, "next$1")]),
  );
  const version = /content="(\w{16})"/.exec(readFileSync(resolve(site, "index.html"), "utf8"))?.[1];
  if (version) renamed.set(version, "next-version");
  for (const [name, next] of renamed) {
    if (name !== version) renameSync(resolve(assets, name), resolve(assets, next));
  }
  for (const file of readdirSync(site, { recursive: true, encoding: "utf8" })) {
    if (!/\.(js|html|css)$/.test(file)) continue;
    let text = readFileSync(resolve(site, file), "utf8");
    for (const [name, next] of renamed) text = text.replaceAll(name, next);
    writeFileSync(resolve(site, file), text);
  }
  return site;
}

const kept = (tab: Tab) => says(tab, "kept for use without a network");

describe.each(engines)("%s", (engine: Engine) => {
  describe("a host that sends no headers", needs(engine), () => {
    let digests: string[];
    let newSite: string;
    beforeAll(() => {
      newSite = nextVersion();
    });
    afterAll(() => rmSync(newSite, { recursive: true }));
    const tab = useTab(engine);

    async function expectParallel(): Promise<string[]> {
      const here = await tab.evaluate(() => window.lanes.capabilities());
      expect(here.isolated).toBe(true);
      const [sequential, parallel] = await run(tab, hash);
      // WebKitGTK isolates pages, but has no SharedArrayBuffer even then.
      expect(parallel?.environment.tier, parallel?.notes.join(" ")).toBe(
        engine === "webkit" ? "workers" : "threads",
      );
      expect(parallel?.digests).toEqual(sequential?.digests);
      return parallel?.digests ?? [];
    }

    async function firstVisit(host: PlainHost): Promise<void> {
      await tab.goto(host.url);
      await untilReady(tab, true);
      const pages = host.asked.filter((path) => path === "");
      // The page, the probe of its headers, the page again.
      expect(pages.length).toBeLessThanOrEqual(3);
      digests = await expectParallel();
      expect(new Set(digests).size).toBe(4);
    }

    async function staysAsItIs(): Promise<void> {
      await tab.evaluate(() => {
        (window as unknown as { stillHere: boolean }).stillHere = true;
      });
      await until(kept(tab), "the site to be kept");
      expect(await tab.evaluate(() => "stillHere" in window)).toBe(true);
      expect(tab.errors()).toEqual([]);
    }

    async function waitsForTheModel(): Promise<void> {
      for (const work of ["http", "query"]) {
        const results = await run(tab, {
          work,
          how: ["sequential", "concurrent", "parallel"],
          tasks: 6,
          latency: 20,
        });
        for (const { environment, tasks, digests: answers } of results) {
          expect(environment.backend).toBe("modelled");
          expect(tasks.ok).toBe(6);
          expect(answers).toEqual(results[0]?.digests);
        }
      }
    }

    async function keepsItsOwnModules(before: Versions): Promise<void> {
      // A module that this page has not needed until now.
      const [json] = await run(tab, { work: "json", how: ["sequential"], tasks: 2, size: 100 });
      expect(json?.tasks.ok).toBe(2);
      const after = await versionsOf(tab);
      expect(after.page).toBe(before.page);
      expect(new Set(after.modules)).toEqual(new Set(before.modules));
    }

    async function nextVisit(host: PlainHost): Promise<void> {
      // Its service worker comes when its scripts are there and it starts its threads.
      let release = (): void => undefined;
      host.holds = {
        "service-worker.js": new Promise<void>((released) => {
          release = released;
        }),
      };
      await tab.goto(host.url);
      await untilReady(tab);
      release();
      await untilReady(tab, true);
      await until(kept(tab), "the new version to be kept");
      expect(await expectParallel()).toEqual(digests);
      const { page, modules } = await versionsOf(tab);
      expect(page).toBe("next-version");
      expect(modules.every((folder) => folder.endsWith("next"))).toBe(true);
    }

    async function withoutNetwork(host: PlainHost): Promise<void> {
      await tab.goto(host.url);
      await untilReady(tab);
      expect(await expectParallel()).toEqual(digests);
      const everyModule = await run(tab, {
        work: "json",
        how: ["sequential"],
        tasks: 2,
        size: 100,
      });
      expect(everyModule[0]?.tasks.ok).toBe(2);
      const modelled = await run(tab, { work: "http", tasks: 3, latency: 5 });
      expect(modelled.map(({ tasks }) => tasks.ok)).toEqual([3, 3, 3]);
      expect(tab.errors()).toEqual([]);
      await tab.goto(`${host.url}stories/stampede/`);
      await untilReady(tab);
    }

    // A single test, because each visit depends on what the previous one left in the browser.
    test(
      "is isolated by one reload, modelled, kept, and whole in its next version and without a network",
      onThreads(engine, async () => {
        const host = await startPlainHost();
        try {
          await firstVisit(host);
          await staysAsItIs();
          // Runs whose requests are timed clear what the browser noted of earlier ones.
          const before = await versionsOf(tab);
          await waitsForTheModel();
          host.site = newSite;
          await keepsItsOwnModules(before);
          await nextVisit(host);
        } finally {
          await leave(tab, host);
        }
        await withoutNetwork(host);
      }),
    );
  });

  describe("a host that keeps pages from being isolated", needs(engine), () => {
    const tab = useTab(engine);
    test(
      "is left alone, and what was kept meanwhile suits it when it changes its mind",
      onThreads(engine, async () => {
        const own = {
          "Cross-Origin-Opener-Policy": "unsafe-none",
          "Cross-Origin-Embedder-Policy": "unsafe-none",
        };
        const host = await startPlainHost({}, { headers: own });
        try {
          await tab.goto(host.url);
          await untilReady(tab);
          await until(kept(tab), "the site to be kept");
          expect(host.asked.filter((path) => path === "").length).toBeLessThanOrEqual(2);
          const [apart] = await run(tab, { ...hash, how: ["parallel"] });
          expect(apart?.environment).toMatchObject({ isolated: false, tier: "workers" });
          host.headers = {};
          await tab.goto(host.url);
          await untilReady(tab, true);
          const [together] = await run(tab, { ...hash, how: ["parallel"] });
          expect(together?.environment.tier, together?.notes.join(" ")).toBe(
            engine === "webkit" ? "workers" : "threads",
          );
          expect(together?.digests).toEqual(apart?.digests);
        } finally {
          await leave(tab, host);
        }
      }),
    );
  });

  describe("a host that does not know Wasm", needs(engine), () => {
    const tab = useTab(engine);
    test("is enough, and nothing is written to the console", async () => {
      const host = await startPlainHost(
        {},
        { types: { ...knownTypes, ".wasm": "application/octet-stream" } },
      );
      try {
        await tab.goto(host.url);
        await untilReady(tab, true);
        const [sequential, parallel] = await run(tab, hash);
        expect(parallel?.digests).toEqual(sequential?.digests);
        expect(tab.errors()).toEqual([]);
      } finally {
        await leave(tab, host);
      }
    });
  });

  describe("a host without headers", needs(engine), () => {
    const tab = useTab(engine);
    test("runs the reader's own code, in a page that the service worker isolates, and without a network", async () => {
      const host = await startPlainHost();
      const own: Partial<Spec> = {
        work: "own",
        how: ["sequential", "parallel"],
        size: 100,
        tasks: 2,
        workers: 2,
      };
      let answers: string[] | undefined;
      try {
        await tab.goto(host.url);
        await untilReady(tab, true);
        const [sequential, parallel] = await run(tab, own);
        answers = sequential?.digests;
        expect(sequential?.digests.every((digest) => /^[0-9a-f]{64}$/.test(digest))).toBe(true);
        expect(parallel?.digests).toEqual(answers);
        await until(kept(tab), "the site to be kept");
        expect(tab.errors()).toEqual([]);
      } finally {
        await leave(tab, host);
      }
      await tab.goto(host.url);
      await untilReady(tab, true);
      for (const { digests } of await run(tab, own)) expect(digests).toEqual(answers);
      expect(tab.errors()).toEqual([]);
    });
  });

  describe("a slow host", needs(engine), () => {
    const tab = useTab(engine);
    test("has its page isolated, although the page has estimated its freeze before", async () => {
      const host = await startPlainHost();
      try {
        host.delaysMs["service-worker.js"] = 4000;
        await tab.goto(host.url);
        await until(
          () => says(tab, "freeze this page for about")().catch(() => false),
          "the estimate",
        );
        await untilReady(tab, true);
        expect(tab.errors()).toEqual([]);
      } finally {
        await leave(tab, host);
      }
    });
  });

  describe("a host that has lost what is fetched later", needs(engine), () => {
    const tab = useTab(engine);
    test("the page runs on, and says what is missing", async () => {
      // A hash has eight base64url characters, which may include a dash.
      const lost = /^(verdict|timeline|sweep|export|embed-dialog)-[\w-]{8}\.js$/;
      const site = mkdtempSync(resolve(tmpdir(), "lanes-site-"));
      const assets = resolve(builtSite, "assets");
      expect(readdirSync(assets).filter((name) => lost.test(name))).toHaveLength(5);
      const filter = (path: string) => dirname(path) !== assets || !lost.test(basename(path));
      cpSync(builtSite, site, { recursive: true, filter });
      // Isolated by the host: a page that reloads for that is the subject of the tests above.
      const host = await startPlainHost({}, { site, headers: headers.isolation });
      try {
        await tab.goto(`${host.url}#work=hash&size=200&tasks=2&how=sequential,concurrent`);
        await untilReady(tab);
        await until(() => press(tab, "^\\s*Run both"), "the Run button");
        await until(says(tab, "The verdict could not be loaded"), "the verdict's sentence");
        await until(says(tab, "The timeline could not be loaded"), "the timeline's sentence");
        await until(() => press(tab, "^\\s*Embed this"), "the Embed button");
        await until(says(tab, "The dialog could not be loaded"), "the dialog's sentence");
        const exported = await tab.evaluate(async () => {
          const results = await window.lanes.run({ work: "hash", tasks: 1, how: ["sequential"] });
          return window.lanes.exportAs(results, "json").then(
            () => "exported",
            (error) => `${error.code}: ${error.message}`,
          );
        });
        expect(exported).toMatch(/^unavailable: The export could not be loaded/);
        // Browsers log missing files to the console, as they would uncaught errors.
        const unheard = tab.errors().filter((error) => /imported module|LanesError/.test(error));
        expect(unheard).toEqual([]);
      } finally {
        await leave(tab, host);
        rmSync(site, { recursive: true });
      }
    });
  });

  describe("a host that switches the service worker off", needs(engine), () => {
    const tab = useTab(engine);
    test("its copy and its registration go, and the page runs on", async () => {
      const site = mkdtempSync(resolve(tmpdir(), "lanes-site-"));
      cpSync(builtSite, site, { recursive: true });
      const host = await startPlainHost({}, { site });
      try {
        await tab.goto(host.url);
        await untilReady(tab, true);
        await until(kept(tab), "the site to be kept");
        copyFileSync(resolve(site, "service-worker-off.js"), resolve(site, "service-worker.js"));
        await tab.goto(host.url);
        const nothing = () =>
          tab.evaluate(
            async () =>
              (await caches.keys()).length === 0 &&
              (await navigator.serviceWorker.getRegistrations()).length === 0,
          );
        await until(nothing, "the service worker to be gone");
        await tab.goto(host.url);
        await untilReady(tab);
        const [result] = await run(tab, { ...hash, how: ["parallel"] });
        expect(result?.environment.tier).toBe("workers");
        expect(result?.tasks.ok).toBe(4);
      } finally {
        await leave(tab, host);
        rmSync(site, { recursive: true });
      }
    });
  });
});
