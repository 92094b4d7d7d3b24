/** Sandboxed frames: with scripts the demo runs; without, its static HTML says what is to be allowed. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Engine, engines, needs } from "../driver/browsers.ts";
import { useTab } from "../driver/open-lanes.ts";
import { type PlainHost, startPlainHost } from "../driver/plain-host.ts";
import { until } from "../driver/reader.ts";
import { type Server, startServer } from "../driver/server.ts";
import {
  elsewhere,
  expectQuiet,
  expectRuns,
  linksOf,
  pasted,
  post,
  postAt,
  sandboxed,
} from "./post.ts";

/** Where Lanes' origin stays its own it needs no more than anywhere. */
const withOrigin = [
  "allow-scripts allow-same-origin",
  "allow-scripts allow-same-origin allow-popups",
  "allow-scripts allow-same-origin allow-popups allow-forms allow-downloads allow-modals",
];
const withoutOrigin = ["allow-scripts", "allow-scripts allow-popups allow-forms allow-downloads"];
const withoutScripts = ["allow-same-origin", "allow-same-origin allow-popups allow-forms"];

describe.each(engines)("%s", (engine: Engine) => {
  describe("a frame with sandbox=", needs(engine), () => {
    let server: Server;
    /** Sends what lets opaque origins in, and no Content-Security-Policy. */
    let open: PlainHost;
    let host: PlainHost;
    const pages = postAt("");
    let errors = 0;
    const tab = useTab(engine);

    beforeAll(async () => {
      server = await startServer();
      open = await startPlainHost(pages, { headers: { "Access-Control-Allow-Origin": "*" } });
      host = await startPlainHost(pages);
    });
    afterAll(async () => {
      await host?.stop();
      await open?.stop();
      await server?.stop();
    });
    beforeEach(() => {
      errors = tab.errors().length;
    });

    const openPost = async (markup: string, at = elsewhere(host.url)) => {
      pages["/post.html"] = post(markup);
      await tab.goto("about:blank");
      await tab.goto(new URL("/post.html", at).href);
    };

    test.each(withOrigin)("“%s” runs", async (allowed) => {
      await openPost(sandboxed(pasted(server.url), allowed));
      await expectRuns(tab);
      await expectQuiet(tab, errors);
    });

    test.each(withoutOrigin)("“%s” runs, on workers with separate memories", async (allowed) => {
      // To WebKitGTK 'self' in a Content-Security-Policy is nobody there: it needs a host without one.
      const site = engine === "webkit" ? open.url : server.url;
      await openPost(sandboxed(pasted(site), allowed));
      const results = await expectRuns(tab);
      expect(results.at(-1)?.tier).toBe("workers");
      await expectQuiet(tab, errors);
    });

    test.each(withoutScripts)(
      "“%s” says that it needs scripts, and what to allow",
      async (allowed) => {
        // The post is of Lanes' own origin, so that it can read what shows there.
        await openPost(sandboxed(pasted(open.url), allowed), open.url);
        const shown = () =>
          tab.evaluate(() => {
            const frame = document.querySelector("iframe")?.contentDocument;
            const blocked = frame?.querySelector(".blocked");
            const seen = blocked && frame?.defaultView?.getComputedStyle(blocked).opacity === "1";
            return seen ? (frame?.body.innerText ?? "").replace(/\s+/g, " ").trim() : "";
          });
        let said = "";
        await until(async () => {
          said = await shown();
          return said.includes("JavaScript");
        }, "a sentence");
        expect(said).toMatch(
          /^This frame may not load its own scripts\..*allow-scripts and allow-same-origin\. This demo runs in your browser, and for that it needs JavaScript\.$/,
        );
        // The way to the demo is below the frame.
        expect(await linksOf(tab)).toEqual([
          { href: pasted(open.url, "link"), text: "Lanes: hash, sequential, parallel" },
        ]);
        // Browsers themselves tell of each script that the host keeps out.
        const others = tab
          .errors()
          .slice(errors)
          .filter((error) => !/sandbox/i.test(error));
        expect(others).toEqual([]);
      },
    );

    test("without allow-popups its link says so when it is pressed, and shows its address", async () => {
      await openPost(sandboxed(pasted(server.url), "allow-scripts allow-same-origin"));
      await expectRuns(tab);
      const link = () =>
        tab.evaluateInFrame(() => {
          const root = document.querySelector("lanes-embed")?.shadowRoot;
          const anchor = root?.querySelector<HTMLAnchorElement>(".head a");
          anchor?.click();
          return anchor?.textContent?.trim() ?? "";
        });
      expect(await link()).toBe(
        `This frame may open no tab (sandbox: allow-popups): ${pasted(server.url, "link")}`,
      );
    });
  });
});
