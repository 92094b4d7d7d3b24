/** The embed in a plain page on another origin, which sets no header and knows nothing of Lanes. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FromEmbed } from "../../../web/embed/messages.ts";
import type { Result } from "../../../web/spec/types.ts";
import type { BlockedLoop } from "../../../web/stories/blocked-loop/blocked-loop.ts";
import { type Engine, engines, needs, skipped, type Tab } from "../driver/browsers.ts";
import { useTab } from "../driver/open-lanes.ts";
import { type PlainHost, startPlainHost } from "../driver/plain-host.ts";
import { goAnew, goToLanes, press, says, until } from "../driver/reader.ts";
import { type Server, startServer } from "../driver/server.ts";

/** Globals of `post`. */
interface Post {
  heard: (FromEmbed & { origin: string })[];
  longestGapMs: number;
}
declare const window: Window & Post;

/** A post that frames `embed`, keeps what it hears, and has a heartbeat of 10 ms. */
function post(embed: string, attributes = ""): string {
  return `<!doctype html><title>A post</title><p>Look at this:</p>
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
    </script>
    <iframe id="demo" src="${embed}" ${attributes} width="640" height="320"></iframe>`;
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

const snippets = [
  ...readFileSync(resolve(import.meta.dirname, "../../../docs/embedding.md"), "utf8").matchAll(
    /```html\n(.*?)```/gs,
  ),
].map(([, code = ""]) => code);

async function expectEqualDigests(results: readonly Result[] | undefined): Promise<void> {
  expect(results?.map(({ how }) => how)).toEqual(["sequential", "concurrent", "parallel"]);
  for (const { digests, tasks } of results ?? []) {
    expect(tasks.ok).toBe(4);
    expect(digests).toEqual(results?.[0]?.digests);
    expect(new Set(digests).size).toBe(4);
  }
}

describe.each(engines)("%s", (engine: Engine) => {
  describe("an embed in somebody else’s page", needs(engine), () => {
    let server: Server;
    let bare: PlainHost;
    /** As bare, but for what lets opaque origins in. */
    let open: PlainHost;
    /** As open, but its pages isolate themselves. */
    let strict: PlainHost;
    let host: PlainHost;
    let pages: Record<string, string>;
    const tab = useTab(engine);

    beforeAll(async () => {
      server = await startServer();
      bare = await startPlainHost();
      const { url } = server;
      open = await startPlainHost({}, { headers: { "Access-Control-Allow-Origin": "*" } });
      strict = await startPlainHost(
        {},
        {
          headers: {
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Embedder-Policy": "require-corp",
            "Cross-Origin-Resource-Policy": "cross-origin",
          },
        },
      );
      const story = "stories/blocked-loop/#seconds=2&resize=50&instances=2&pool=2";
      pages = {
        "/post.html": post(`${url}embed.html${link}`),
        "/sandboxed.html": post(`${url}embed.html${link}`, 'sandbox="allow-scripts"'),
        "/sandboxed-bare.html": post(`${bare.url}embed.html${link}`, 'sandbox="allow-scripts"'),
        "/sandboxed-open.html": post(`${open.url}embed.html${link}`, 'sandbox="allow-scripts"'),
        "/sandboxed-story.html": post(
          `${engine === "webkit" ? open.url : url}${story}`,
          'sandbox="allow-scripts"',
        ),
        "/sandboxed-strict-story.html": post(`${strict.url}${story}`, 'sandbox="allow-scripts"'),
        "/main.html": post(`${url}embed.html#how=sequential&size=4000000&loop=main`),
        "/story.html": post(`${url}stories/stampede/`),
        "/element.html": `<!doctype html><script async src="${bare.url}lanes-demo.js"></script>
          <lanes-demo link="#how=parallel&size=1000&workers=2"><a href="x">A demo</a></lanes-demo>
          <script>
            var results = [];
            document.querySelector("lanes-demo").addEventListener("lanes-result", ({ detail }) =>
              results.push(...detail.results.map(({ tasks }) => tasks.ok)));
          </script>`,
      };
      host = await startPlainHost(pages);
    });
    afterAll(async () => {
      await host?.stop();
      await open?.stop();
      await strict?.stop();
      await bare?.stop();
      await server?.stop();
    });

    /** By a service worker where there is one, by messages where there is none. */
    async function expectModelled(): Promise<void> {
      for (const work of ["http", "query", "file"]) {
        const { length } = await heard(tab, "result");
        const how = ["sequential", "concurrent", "parallel"];
        const spec = { work, how, backend: "modelled", tasks: 3, latency: 10, size: 64 };
        await tell(tab, { target: "lanes", type: "run", spec });
        const { results = [] } = (await untilHeard(tab, "result", length + 1)) ?? {};
        expect(results.map(({ tasks }) => tasks.ok)).toEqual([3, 3, 3]);
        for (const { digests } of results) expect(digests).toEqual(results[0]?.digests);
      }
    }

    const dialogTexts = () =>
      tab.evaluate(() =>
        [
          ...(document
            .querySelector("lanes-embed-dialog")
            ?.shadowRoot?.querySelectorAll("textarea") ?? []),
        ].map(({ value }) => value),
      );

    const goTo = (page: string) => tab.goto(elsewhere(new URL(page, host.url).href));

    /** The post with a demo, opened anew if it was left since. */
    const openPost = async () => {
      const page = elsewhere(new URL("/post.html", host.url).href);
      if (await tab.evaluate((url: string) => location.href === url, page)) return;
      await goTo("/post.html");
      await untilHeard(tab, "ready");
    };

    test("says that it is ready and how high it is, to this page only", async () => {
      await goTo("/post.html");
      const ready = await untilHeard(tab, "ready");
      expect(ready?.origin).toBe(new URL(server.url).origin);
      expect(ready?.spec?.loop).toBe("worker");
      const { height = 0 } = (await untilHeard(tab, "height")) ?? {};
      expect(height).toBeGreaterThan(150);
      expect(height).toBeLessThan(600);
    });

    test("runs when it is told to, with equal digests, and the page around it does not freeze with it", async () => {
      await openPost();
      const { length } = await heard(tab, "result");
      await tab.evaluate(() => {
        window.longestGapMs = 0;
      });
      await tell(tab, { target: "lanes", type: "run" });
      const result = await untilHeard(tab, "result", length + 1);
      await expectEqualDigests(result?.results);
      const tier = result?.results[2]?.environment.tier;
      expect(tier).toBe(engine === "chromium" ? "threads" : "workers");
      // How long it may wait at most is measured by the benchmark `embed-heartbeat`.
      const gapMs = await tab.evaluate(() => window.longestGapMs);
      expect(gapMs).toBeLessThan(result?.results[1]?.eventLoop.longestFreezeMs ?? 0);
    });

    test("what it waits for is modelled, whatever storage the frame is given", async () => {
      await openPost();
      await expectModelled();
    });

    test("a message that makes no sense gets one sentence, and nothing is lost", async () => {
      await openPost();
      const before = (await heard(tab, "result")).length;
      const told = (await heard(tab, "error")).length;
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
        const error = await untilHeard(tab, "error", told + index + 1);
        expect(error?.message).toMatch(/^[^\n<>]+\.$/);
      }
      // Not addressed to Lanes: these get no reply.
      for (const message of [null, 7, "run", { type: "run" }, { target: "other", type: "run" }]) {
        await tell(tab, message);
      }
      await tell(tab, { target: "lanes", type: "run", spec: { how: ["parallel"], tasks: 3 } });
      await until(async () => (await heard(tab, "result")).length > before, "a result");
      expect((await heard(tab, "error")).length).toBe(told + nonsense.length);
      const result = (await heard(tab, "result"))[before];
      expect(result?.results[0]?.tasks.ok).toBe(3);
    });

    test("a run can be cancelled", async () => {
      await openPost();
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
      // To WebKitGTK 'self' in a Content-Security-Policy is nobody there: it needs a host without one.
      await goTo(engine === "webkit" ? "/sandboxed-open.html" : "/sandboxed.html");
      const ready = await untilHeard(tab, "ready");
      expect(ready?.origin).toBe("null");
      await tell(tab, { target: "lanes", type: "run" });
      const result = await untilHeard(tab, "result");
      await expectEqualDigests(result?.results);
      expect(result?.results[2]?.environment.tier).toBe("workers");
      await expectModelled();
    });

    /** Presses a button of the framed story, and says what came of it. */
    const playFramedStory = () =>
      tab.evaluateInFrame(async () => {
        const story = document.querySelector("blocked-loop") as BlockedLoop;
        const wait = () => new Promise((later) => setTimeout(later, 50));
        const button = () =>
          [...(story.shadowRoot?.querySelectorAll<HTMLElement>("button.play") ?? [])].find(
            ({ textContent }) => textContent?.includes("in a pool"),
          );
        while (!button()) await wait();
        button()?.click();
        while (story.playing !== "") await wait();
        const { report } = story.plays.pool ?? {};
        const { offered = 0, answered = 0, failed = 0, refused = 0 } = report ?? {};
        return { failure: story.failure, offered, answered, ended: answered + failed + refused };
      });

    test("sandboxed without an origin a story plays, on workers from blobs", async () => {
      await goTo("/sandboxed-story.html");
      const ready = await untilHeard(tab, "ready");
      expect(ready?.origin).toBe("null");
      const played = await playFramedStory();
      expect(played.failure).toBe("");
      expect(played.offered).toBeGreaterThan(0);
      expect(played.ended).toBe(played.offered);
    });

    // The others start workers there.
    test(
      "where a sandbox keeps its workers out a story says what is to be allowed",
      engine === "webkit" ? {} : skipped("only WebKitGTK starts no worker there"),
      async () => {
        await goTo("/sandboxed-strict-story.html");
        await untilHeard(tab, "ready");
        expect(await playFramedStory()).toMatchObject({
          answered: 0,
          failure: expect.stringMatching(/sandbox: give it allow-same-origin/),
        });
      },
    );

    test("where a sandbox keeps its scripts out it says what is to be allowed", async () => {
      const pages = ["/sandboxed-bare.html", ...(engine === "webkit" ? ["/sandboxed.html"] : [])];
      for (const page of pages) {
        await goTo(page);
        await until(
          async () => (await tab.frameText()).includes("allow-same-origin"),
          "a sentence",
        );
        expect((await tab.frameText()).trim()).toMatch(
          /^This frame may not load its own scripts\..*allow-scripts.*allow-same-origin\.$/s,
        );
        expect(await heard(tab, "ready")).toEqual([]);
      }
    });

    test("what the dialog gives to paste is what lanes.embedCode says, and runs elsewhere", async () => {
      await goToLanes(tab, `${server.url}#how=parallel&tasks=4&size=100000&workers=2`);
      await until(() => press(tab, "^\\s*Embed this demo"), "the button");
      await until(async () => (await dialogTexts()).length === 3, "the dialog");
      // The preview has said how high it is.
      await until(
        () =>
          tab.evaluate(() => {
            const frame = document
              .querySelector("lanes-embed-dialog")
              ?.shadowRoot?.querySelector("iframe");
            return frame?.contentDocument?.querySelector("lanes-embed")?.shadowRoot != null;
          }),
        "the preview",
      );
      const [link = "", frame = "", element = ""] = await dialogTexts();
      expect(link).toBe(`${server.url}#how=parallel&size=100000&workers=2`);
      const said = await tab.evaluate(() =>
        (["iframe", "element"] as const).map((kind) =>
          window.lanes.embedCode({ how: ["parallel"], size: 100_000, workers: 2 }, { kind }),
        ),
      );
      const heightless = (code: string) => code.replace(/height="\d+"/, "");
      expect([frame, element].map(heightless)).toEqual(said.map(heightless));

      pages["/pasted.html"] = post("").replace(
        /<iframe[^>]*><\/iframe>/,
        frame.replace("<iframe", '<iframe id="demo"'),
      );
      await goTo("/pasted.html");
      await untilHeard(tab, "ready");
      await tell(tab, { target: "lanes", type: "run" });
      const result = await untilHeard(tab, "result");
      expect(result?.results[0]?.tasks.ok).toBe(4);
    });

    test("<lanes-demo> loads nothing until it is pressed, then runs and is as high as it needs", async () => {
      const { length } = bare.asked;
      await goTo("/element.html");
      const demo = () =>
        tab.evaluate(() => {
          const root = document.querySelector("lanes-demo")?.shadowRoot;
          return {
            poster: root?.querySelector("button") != null,
            height: Number(root?.querySelector("iframe")?.height ?? 0),
            results: (window as unknown as { results: number[] }).results,
          };
        });
      await until(async () => (await demo()).poster, "the poster");
      expect(bare.asked.slice(length)).toEqual(["lanes-demo.js"]);
      await tab.evaluate(() =>
        document.querySelector("lanes-demo")?.shadowRoot?.querySelector("button")?.click(),
      );
      await until(async () => (await demo()).results.length > 0, "its results");
      const { height, results } = await demo();
      expect(results).toEqual([4]);
      expect(height).toBeGreaterThan(150);
      expect(height).toBeLessThan(600);
    });

    test("what docs/embedding.md has to paste runs, under the policy that it names", async () => {
      const origin = new URL(server.url).origin;
      const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline' ${origin}; frame-src ${origin}`;
      for (const [index, snippet] of snippets.entries()) {
        const page = `/snippet-${index}.html`;
        pages[page] =
          `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}">
          <script>
            var ended = 0;
            addEventListener("message", ({ data }) => {
              if (data.type === "ready") setTimeout(() => {
                const frame = document.querySelector("iframe");
                if (frame && !frame.id) frame.contentWindow.postMessage({ target: "lanes", type: "run" }, "*");
              });
              if (data.type === "result") ended += data.results.filter(({ tasks }) => tasks.ok === 4).length;
            });
          </script>
          ${snippet.replaceAll("https://lanes.example", origin)}`;
        await goTo(page);
        await tab.evaluate(() =>
          document.querySelector("lanes-demo")?.shadowRoot?.querySelector("button")?.click(),
        );
        const strategies = snippet.includes("sequential") ? 2 : 1;
        await until(
          async () =>
            (await tab.evaluate(() => (window as unknown as { ended: number }).ended)) >=
            strategies,
          page,
        );
      }
      expect(snippets.length).toBe(3);
    });

    test("what its author measured stands below the reader’s numbers", async () => {
      const ref = "1~Firefox-153~8~tm-~s2214:2210:21,p641:12";
      await tab.goto("about:blank");
      await tab.goto(`${server.url}embed.html#how=sequential,parallel&size=1000&ref=${ref}`);
      const line = "Author: sequential 2.21 s and parallel 641 ms (Firefox 153, 8 cores reported";
      await until(says(tab, line), "the author’s line");
    });

    test("a story is framed with its title, without the site around it, and says how high it is", async () => {
      await goTo("/story.html");
      const { height = 0 } = (await untilHeard(tab, "height")) ?? {};
      expect(height).toBeGreaterThan(600);
      const text = await tab.frameText();
      expect(text).toMatch(/The stampede.*To take away/s);
      expect(text).not.toContain("The series");
      // Options that only demos have are not reported as errors.
      await tell(tab, { target: "lanes", type: "run" });
      expect(await untilHeard(tab, "ready")).toMatchObject({ source: "lanes", type: "ready" });
    });

    test("what a story's dialog gives to paste has its numbers and the theme that was chosen", async () => {
      await goAnew(tab, `${server.url}stories/stampede/#pool=40`);
      await until(() => press(tab, "^\\s*Embed"), "the button");
      await until(async () => (await dialogTexts()).length === 3, "the dialog");
      await tab.evaluate(() => {
        const dialog = document.querySelector("lanes-embed-dialog")?.shadowRoot;
        const theme = dialog?.querySelector<HTMLSelectElement>("#theme");
        if (!theme) throw new Error("There is no theme to choose.");
        theme.value = "dark";
        theme.dispatchEvent(new Event("change"));
      });
      await until(
        () =>
          tab.evaluate(() => {
            const dialog = document.querySelector("lanes-embed-dialog")?.shadowRoot;
            const page = dialog?.querySelector("iframe")?.contentDocument?.documentElement;
            return page?.dataset.framed !== undefined && page.dataset.theme === "dark";
          }),
        "the dark preview",
      );
      const hash = "#pool=40&theme=dark";
      await until(async () => /height="\d{4}"/.test((await dialogTexts())[1] ?? ""), "its height");
      const [link = "", frame = "", element = ""] = await dialogTexts();
      expect(link).toBe(`${server.url}stories/stampede/${hash}`);
      expect(frame).toContain(`src="${link.replace("&", "&amp;")}"`);
      expect(element).toContain(`<lanes-demo link="stories/stampede/#pool=40&amp;theme=dark">`);

      pages["/pasted-story.html"] = post("").replace(
        /<iframe[^>]*><\/iframe>/,
        frame.replace("<iframe", '<iframe id="demo"'),
      );
      await goTo("/pasted-story.html");
      await untilHeard(tab, "ready");
      expect(await tab.frameText()).toContain("To take away");
    });
  });
});
