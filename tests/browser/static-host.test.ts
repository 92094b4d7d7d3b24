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
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Result, Spec } from "../../web/engine/types.ts";
import { available, type Browser, type Engine, engines, launch, type Tab } from "./browsers.ts";
import { builtSite, knownTypes, type PlainHost, startPlainHost } from "./plain-host.ts";
import { says, until } from "./reader.ts";

type Plain = Omit<Result, "spans">;

function run(tab: Tab, spec: Partial<Spec>): Promise<Plain[]> {
  return tab.evaluate(async (wanted: Partial<Spec>) => {
    const results = await window.lanes.run(wanted);
    return results.map(({ spans: _spans, ...rest }) => rest);
  }, spec);
}

const hash: Partial<Spec> = { work: "hash", how: ["sequential", "parallel"], tasks: 4, size: 2000 };

/** False also while the page is being loaded again, when there is nobody to ask. */
function ask(tab: Tab, question: () => boolean): Promise<boolean> {
  return tab.evaluate(question).catch(() => false);
}

/** Questions that are answered at once: a page that is loaded again meanwhile answers none. */
async function untilReady(tab: Tab, isolated = false): Promise<void> {
  await until(() => ask(tab, () => "lanes" in window), "the page");
  if (isolated) await until(() => ask(tab, () => crossOriginIsolated), "the page to be isolated");
  await until(() => ask(tab, () => "lanes" in window), "the page again");
  await tab.evaluate(() => window.lanes.ready);
}

/** The build of the page that is shown, and the folder of each Wasm module that it has loaded. */
function versionsOf(tab: Tab): Promise<{ page: string; modules: string[] }> {
  return tab.evaluate(() => ({
    page: document.querySelector<HTMLMetaElement>('meta[name="lanes-version"]')?.content ?? "",
    modules: performance
      .getEntriesByType("resource")
      .map(({ name }) => /assets\/(wasm-\w+)\//.exec(name)?.[1] ?? "")
      .filter((folder) => folder !== ""),
  }));
}

/** A copy of the built site in which every name that says what is in a file says something else. */
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
  describe.skipIf(!available(engine))("a host that sends no headers", () => {
    let host: PlainHost;
    let browser: Browser;
    let tab: Tab;
    let digests: string[];
    const newSite = nextVersion();

    beforeAll(async () => {
      host = await startPlainHost();
      browser = await launch(engine);
      tab = await browser.open();
    });
    afterAll(async () => {
      await browser?.close();
      await host?.stop();
      rmSync(newSite, { recursive: true });
    });

    async function expectParallel(): Promise<string[]> {
      const here = await tab.evaluate(() => window.lanes.capabilities());
      expect(here.isolated).toBe(true);
      const [sequential, parallel] = await run(tab, hash);
      // WebKitGTK isolates pages, and has no SharedArrayBuffer for them all the same.
      expect(parallel?.environment.tier).toBe(engine === "webkit" ? "workers" : "threads");
      expect(parallel?.digests).toEqual(sequential?.digests);
      return parallel?.digests ?? [];
    }

    test("the first visit isolates the page by itself, with one reload", async () => {
      await tab.goto(host.url);
      await untilReady(tab, true);
      const pages = host.asked.filter((path) => path === "");
      // The page, the look at its headers, the page again.
      expect(pages.length).toBeLessThanOrEqual(3);
      digests = await expectParallel();
      expect(new Set(digests).size).toBe(4);
    });

    test("it stays as it is: no further reload, nothing missing, no error", async () => {
      await tab.evaluate(() => {
        (window as unknown as { stillHere: boolean }).stillHere = true;
      });
      await until(kept(tab), "the site to be kept");
      expect(await tab.evaluate(() => "stillHere" in window)).toBe(true);
      expect(tab.errors()).toEqual([]);
    });

    test("what it waits for is modelled where no live server answers", async () => {
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
    });

    test("an open page keeps its own modules when the host has a new version", async () => {
      const before = await versionsOf(tab);
      host.site = newSite;
      // A module that this page has not needed until now.
      const [json] = await run(tab, { work: "json", how: ["sequential"], tasks: 2, size: 100 });
      expect(json?.tasks.ok).toBe(2);
      const after = await versionsOf(tab);
      expect(after.page).toBe(before.page);
      expect(new Set(after.modules)).toEqual(new Set(before.modules));
    });

    test("the next visit is all of the new version", async () => {
      await tab.goto(host.url);
      await untilReady(tab, true);
      await until(kept(tab), "the new version to be kept");
      expect(await expectParallel()).toEqual(digests);
      const { page, modules } = await versionsOf(tab);
      expect(page).toBe("next-version");
      expect(modules.every((folder) => folder.endsWith("next"))).toBe(true);
    });

    test("without a network it does the same", async () => {
      await host.stop();
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
    });
  });

  describe.skipIf(!available(engine))("a host that keeps pages from being isolated", () => {
    test("is left alone, and what was kept meanwhile suits it when it changes its mind", async () => {
      const headers = {
        "Cross-Origin-Opener-Policy": "unsafe-none",
        "Cross-Origin-Embedder-Policy": "unsafe-none",
      };
      const host = await startPlainHost({}, { headers });
      const browser = await launch(engine);
      try {
        const tab = await browser.open();
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
        expect(together?.environment.tier).toBe(engine === "webkit" ? "workers" : "threads");
        expect(together?.digests).toEqual(apart?.digests);
      } finally {
        await browser.close();
        await host.stop();
      }
    });
  });

  describe.skipIf(!available(engine))("a host that does not know Wasm", () => {
    test("is enough, and nothing is written to the console", async () => {
      const host = await startPlainHost(
        {},
        { types: { ...knownTypes, ".wasm": "application/octet-stream" } },
      );
      const browser = await launch(engine);
      try {
        const tab = await browser.open();
        await tab.goto(host.url);
        await untilReady(tab, true);
        const [sequential, parallel] = await run(tab, hash);
        expect(parallel?.digests).toEqual(sequential?.digests);
        expect(tab.errors()).toEqual([]);
      } finally {
        await browser.close();
        await host.stop();
      }
    });
  });

  describe.skipIf(!available(engine))("a host that switches the service worker off", () => {
    test("its copy and its registration go, and the page runs on", async () => {
      const site = mkdtempSync(resolve(tmpdir(), "lanes-site-"));
      cpSync(builtSite, site, { recursive: true });
      const host = await startPlainHost({}, { site });
      const browser = await launch(engine);
      try {
        const tab = await browser.open();
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
        await browser.close();
        await host.stop();
        rmSync(site, { recursive: true });
      }
    });
  });
});
