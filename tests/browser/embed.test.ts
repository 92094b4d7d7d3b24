/** The embed in a plain page on another origin, which sets no header and knows nothing of Lanes. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FromEmbed } from "../../web/embed/messages.ts";
import type { Result } from "../../web/engine/types.ts";
import { available, type Browser, type Engine, engines, launch, type Tab } from "./browsers.ts";
import { type PlainHost, startPlainHost } from "./plain-host.ts";
import { until } from "./reader.ts";
import { type Server, startServer } from "./server.ts";

/** Globals of `post`. */
interface Post {
  heard: (FromEmbed & { origin: string })[];
  longestGapMs: number;
}
declare const window: Window & Post;

/** A post that frames `embed`, keeps what it hears, and has a heartbeat of 10 ms. */
function post(embed: string, attributes = ""): string {
  return `<!doctype html><title>A post</title><p>Look at this:</p>
    <iframe id="demo" src="${embed}" ${attributes} width="640" height="320"></iframe>
    <script>
      var heard = [], longestGapMs = 0, last = performance.now();
      addEventListener("message", ({ data, source, origin }) => {
        if (source === document.getElementById("demo").contentWindow) heard.push({ ...data, origin });
      });
      setInterval(() => {
        const now = performance.now();
        longestGapMs = Math.max(longestGapMs, now - last);
        last = now;
      }, 10);
    </script>`;
}

const link = "#how=sequential,concurrent,parallel&tasks=4&size=400000&workers=2";

/** From another site than the embed's: browsers tell them apart by name, not by port. */
const elsewhere = (url: string) => url.replace("127.0.0.1", "localhost");

const tell = (tab: Tab, message: unknown) =>
  tab.evaluate((said: unknown) => {
    const frame = document.getElementById("demo") as HTMLIFrameElement;
    frame.contentWindow?.postMessage(said, "*");
  }, message);

/** What has been heard of that type, without what JSON has no word for. */
function heard<Type extends FromEmbed["type"]>(
  tab: Tab,
  type: Type,
): Promise<(Extract<FromEmbed, { type: Type }> & { origin: string })[]> {
  return tab.evaluate(
    (wanted: string) =>
      window.heard
        .filter((message) => message.type === wanted)
        .map((message) => ({
          ...message,
          ...("results" in message && {
            results: message.results.map(({ spans: _spans, ...rest }) => rest),
          }),
        })) as never,
    type as string,
  );
}

async function untilHeard<Type extends FromEmbed["type"]>(tab: Tab, type: Type, count = 1) {
  await until(async () => {
    const errors = type === "error" ? [] : await heard(tab, "error");
    expect(errors).toEqual([]);
    return (await heard(tab, type)).length >= count;
  }, `${count} × ${type}`);
  return (await heard(tab, type))[count - 1];
}

async function expectEqualDigests(results: readonly Result[] | undefined): Promise<void> {
  expect(results?.map(({ how }) => how)).toEqual(["sequential", "concurrent", "parallel"]);
  for (const { digests, tasks } of results ?? []) {
    expect(tasks.ok).toBe(4);
    expect(digests).toEqual(results?.[0]?.digests);
    expect(new Set(digests).size).toBe(4);
  }
}

describe.each(engines)("%s", (engine: Engine) => {
  describe.skipIf(!available(engine))("an embed in somebody else’s page", () => {
    let server: Server;
    let bare: PlainHost;
    let host: PlainHost;
    let browser: Browser;
    let tab: Tab;

    beforeAll(async () => {
      server = await startServer();
      bare = await startPlainHost();
      const { url } = server;
      host = await startPlainHost({
        "/post.html": post(`${url}embed.html${link}`),
        "/sandboxed.html": post(`${url}embed.html${link}`, 'sandbox="allow-scripts"'),
        "/sandboxed-bare.html": post(`${bare.url}embed.html${link}`, 'sandbox="allow-scripts"'),
        "/main.html": post(`${url}embed.html#how=sequential&size=4000000&loop=main`),
      });
      browser = await launch(engine);
      tab = await browser.open();
    });
    afterAll(async () => {
      await browser?.close();
      await host?.stop();
      await bare?.stop();
      await server?.stop();
    });

    const goTo = (page: string) => tab.goto(elsewhere(new URL(page, host.url).href));

    test("says that it is ready and how high it is, to this page only", async () => {
      await goTo("/post.html");
      const ready = await untilHeard(tab, "ready");
      expect(ready?.origin).toBe(new URL(server.url).origin);
      expect(ready?.spec.loop).toBe("worker");
      const { height = 0 } = (await untilHeard(tab, "height")) ?? {};
      expect(height).toBeGreaterThan(150);
      expect(height).toBeLessThan(600);
    });

    test("runs when it is told to, with equal digests, and the page around it never waits", async () => {
      // Three attempts: other programs make a heartbeat miss, too.
      let gapMs = Number.POSITIVE_INFINITY;
      for (let attempt = 1; attempt <= 3 && gapMs > 60; attempt++) {
        await tab.evaluate(() => {
          window.longestGapMs = 0;
        });
        await tell(tab, { target: "lanes", type: "run" });
        const result = await untilHeard(tab, "result", attempt);
        gapMs = Math.min(gapMs, await tab.evaluate(() => window.longestGapMs));
        await expectEqualDigests(result?.results);
        const tier = result?.results[2]?.environment.tier;
        expect(tier).toBe(engine === "chromium" ? "threads" : "workers");
      }
      console.log(`${engine}: the page around the embed waited ${gapMs.toFixed(0)} ms at most`);
      expect(gapMs).toBeLessThanOrEqual(60);
    });

    test("a message that makes no sense gets one sentence, and nothing is lost", async () => {
      const before = (await heard(tab, "result")).length;
      const nonsense: unknown[] = [
        { target: "lanes" },
        { target: "lanes", type: "explode" },
        { target: "lanes", type: "theme", theme: "<b>" },
        { target: "lanes", type: "run", spec: "hash" },
        { target: "lanes", type: "run", spec: { work: "mining" } },
        { target: "lanes", type: "run", spec: { tasks: "many" } },
      ];
      for (const [index, message] of nonsense.entries()) {
        await tell(tab, message);
        const error = await untilHeard(tab, "error", index + 1);
        expect(error?.message).toMatch(/^[^\n<>]+\.$/);
      }
      // Not meant for it: no word about those.
      for (const message of [null, 7, "run", { type: "run" }, { target: "other", type: "run" }]) {
        await tell(tab, message);
      }
      await tell(tab, { target: "lanes", type: "run", spec: { how: ["parallel"], tasks: 3 } });
      await until(async () => (await heard(tab, "result")).length > before, "a result");
      expect((await heard(tab, "error")).length).toBe(nonsense.length);
      const result = (await heard(tab, "result"))[before];
      expect(result?.results[0]?.tasks.ok).toBe(3);
    });

    test("a run can be cancelled", async () => {
      const { length } = await heard(tab, "error");
      const spec = { how: ["sequential"], size: 5_000_000 };
      await tell(tab, { target: "lanes", type: "run", spec });
      await tell(tab, { target: "lanes", type: "cancel" });
      const error = await untilHeard(tab, "error", length + 1);
      expect(error?.code).toBe("cancelled");
    });

    test("loop=main is cut to what freezes nobody for long", async () => {
      await goTo("/main.html");
      await untilHeard(tab, "ready");
      await tell(tab, { target: "lanes", type: "run" });
      const result = await untilHeard(tab, "result");
      expect(result?.results[0]?.spec.loop).toBe("main");
      expect(result?.results[0]?.spec.size).toBeLessThan(4_000_000);
    });

    test("sandboxed without an origin it runs all the same, on workers from blobs", async () => {
      await goTo("/sandboxed.html");
      const ready = await untilHeard(tab, "ready");
      expect(ready?.origin).toBe("null");
      await tell(tab, { target: "lanes", type: "run" });
      const result = await untilHeard(tab, "result");
      await expectEqualDigests(result?.results);
      expect(result?.results[2]?.environment.tier).toBe("workers");
    });
  });
});
