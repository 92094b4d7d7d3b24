/** Where in a post a demo may stand: out of sight, closed, in a shadow, put there late, or in a local file. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Engine, engines, needs } from "../driver/browsers.ts";
import { useTab } from "../driver/open-lanes.ts";
import { type PlainHost, startPlainHost } from "../driver/plain-host.ts";
import {
  elsewhere,
  expectQuiet,
  expectRan,
  expectRuns,
  heard,
  linksOf,
  pasted,
  post,
  postAt,
  pressPoster,
  untilHeard,
} from "./post.ts";

/** Puts `html` into a shadow root; its scripts, which a parser would not run there, as elements. */
const inShadow = (html: string) => `<div id="host"></div>
  <script>
    const shadow = document.getElementById("host").attachShadow({ mode: "open" });
    const held = document.createElement("template");
    held.innerHTML = ${JSON.stringify(html).replaceAll("</", "<\\/")};
    for (const script of held.content.querySelectorAll("script")) {
      const living = document.createElement("script");
      living.src = script.src;
      script.replaceWith(living);
    }
    shadow.append(held.content);
  </script>`;

describe.each(engines)("%s", (engine: Engine) => {
  describe("a demo", needs(engine), () => {
    let lanes: PlainHost;
    let host: PlainHost;
    let errors = 0;
    const pages: Record<string, string> = postAt("");
    const tab = useTab(engine);

    beforeAll(async () => {
      lanes = await startPlainHost();
      host = await startPlainHost(pages);
    });
    afterAll(async () => {
      await host?.stop();
      await lanes?.stop();
    });
    beforeEach(() => {
      errors = tab.errors().length;
      lanes.asked.length = 0;
    });

    const open = async (markup: string) => {
      pages["/post.html"] = post(markup);
      await tab.goto("about:blank");
      await tab.goto(elsewhere(new URL("/post.html", host.url).href));
    };

    test("far below what is seen loads nothing until one scrolls there, then runs", async () => {
      await open(`<div style="height:30000px">A long post</div>${pasted(lanes.url)}`);
      // What loads with the post has loaded.
      expect(await tab.evaluate(() => document.readyState)).toBe("complete");
      expect(lanes.asked).toEqual([]);
      await tab.evaluate(() => document.querySelector("iframe")?.scrollIntoView());
      await expectRuns(tab);
      await expectQuiet(tab, errors);
    });

    test.each(["lazy", "eager"])(
      "in closed details, loading=%s, says its height once they are opened, and runs",
      async (loading) => {
        const code = pasted(lanes.url).replace("lazy", loading);
        await open(`<details><summary>A demo</summary>${code}</details>`);
        await tab.evaluate(() => {
          document.querySelector("details")?.setAttribute("open", "");
        });
        const height = await tab.evaluate(async () => {
          const heights = () =>
            (window as unknown as { heard: { type: string }[] }).heard.filter(
              ({ type }) => type === "height",
            ).length;
          while (heights() === 0) await new Promise((soon) => setTimeout(soon, 50));
          return heights();
        });
        expect(height).toBeGreaterThan(0);
        await expectRuns(tab);
        await expectQuiet(tab, errors);
      },
    );

    test("in details that stay closed runs when it is told to", async () => {
      const code = pasted(lanes.url).replace("lazy", "eager");
      await open(`<details><summary>A demo</summary>${code}</details>`);
      await expectRuns(tab);
      await expectQuiet(tab, errors);
    });

    test("in a shadow root runs, as a frame and as an element whose script is there too", async () => {
      await open(inShadow(pasted(lanes.url)));
      await expectRuns(tab);
      await expectQuiet(tab, errors);
      await open(inShadow(pasted(lanes.url, "element")));
      await pressPoster(tab);
      await expectRan(tab);
      await expectQuiet(tab, errors);
    });

    test("whose script is imported, or added late, runs", async () => {
      const [, element = ""] = /(<lanes-demo.*)$/s.exec(pasted(lanes.url, "element")) ?? [];
      const script = `${lanes.url}lanes-demo.js`;
      await open(`${element}<script>
        document.head.append(Object.assign(document.createElement("script"), { src: "${script}" }));
      </script>`);
      await pressPoster(tab);
      await expectRan(tab);
      await expectQuiet(tab, errors);
    });

    test("injected by innerHTML runs as a frame; as an element it needs its script on the page", async () => {
      const inject = (code: string) =>
        tab.evaluate((html: string) => {
          const place = document.createElement("div");
          place.innerHTML = html;
          document.body.append(place);
        }, code);
      await open("");
      await inject(pasted(lanes.url));
      await expectRuns(tab);
      await expectQuiet(tab, errors);
      await open("");
      await inject(pasted(lanes.url, "element"));
      // No browser runs a script that came so: the link within is what shows.
      expect(await linksOf(tab)).toEqual([
        { href: pasted(lanes.url, "link"), text: "Lanes: hash, sequential, parallel" },
      ]);
      await expectQuiet(tab, errors);
      await open(`<script src="${lanes.url}lanes-demo.js"></script>`);
      await inject(pasted(lanes.url, "element"));
      await pressPoster(tab);
      await expectRan(tab);
      await expectQuiet(tab, errors);
    });

    test("in a file on the reader's disk runs, as a frame and as an element", async () => {
      const folder = await mkdtemp(join(tmpdir(), "lanes-post-"));
      try {
        for (const kind of ["iframe", "element"] as const) {
          const path = join(folder, `${kind}.html`);
          await writeFile(path, post(pasted(lanes.url, kind)));
          await tab.goto(pathToFileURL(path).href);
          if (kind === "iframe") {
            await untilHeard(tab, "ready");
            await expectRuns(tab);
          } else {
            await pressPoster(tab);
            await expectRan(tab);
          }
          expect((await heard(tab, "ready"))[0]?.origin).toBe(new URL(lanes.url).origin);
          await expectQuiet(tab, errors);
        }
      } finally {
        await tab.goto("about:blank");
        await rm(folder, { recursive: true, force: true });
      }
    });
  });
});
