/** Posts on hosts that send policies: each shows the demo, or a link to it and what is to be allowed. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import siteHeaders from "../../../web/headers.json" with { type: "json" };
import { type Engine, engines, needs } from "../driver/browsers.ts";
import { useTab } from "../driver/open-lanes.ts";
import { type PlainHost, startPlainHost } from "../driver/plain-host.ts";
import { goToLanes, leave, until } from "../driver/reader.ts";
import { type Server, startServer } from "../driver/server.ts";
import {
  elsewhere,
  expectQuiet,
  expectRan,
  expectRuns,
  linksOf,
  pasted,
  post,
  postAt,
  pressPoster,
  sentenceOf,
} from "./post.ts";

const isolating = (embedder: string) => ({
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": embedder,
});

describe.each(engines)("%s", (engine: Engine) => {
  describe("a post on a host with", needs(engine), () => {
    let server: Server;
    /** As static hosts are that can send no headers of one's own; the second lets scripts be read. */
    let bare: PlainHost;
    let readable: PlainHost;
    const tab = useTab(engine);

    beforeAll(async () => {
      server = await startServer();
      bare = await startPlainHost();
      readable = await startPlainHost({}, { headers: { "Access-Control-Allow-Origin": "*" } });
    });
    afterAll(async () => {
      await readable?.stop();
      await bare?.stop();
      await server?.stop();
    });

    /** Opens a post with `markup` on a host that sends `headers`, while `body` looks at it. */
    const at = async (
      headers: Record<string, string>,
      markup: string,
      body: (errors: number) => Promise<void>,
    ) => {
      const host = await startPlainHost(postAt(post(markup)), { pageHeaders: headers });
      try {
        const errors = tab.errors().length;
        await tab.goto(elsewhere(new URL("/post.html", host.url).href));
        await body(errors);
      } finally {
        await tab.goto("about:blank");
        await host.stop();
      }
    };

    const policies: [string, Record<string, string>][] = [
      ["COEP: require-corp", isolating("require-corp")],
      ["COEP: credentialless", isolating("credentialless")],
      ["COEP: require-corp, not isolated", { "Cross-Origin-Embedder-Policy": "require-corp" }],
      [
        "Trusted Types",
        { "Content-Security-Policy": "require-trusted-types-for 'script'; trusted-types 'none'" },
      ],
    ];

    test.for(policies)(
      "%s shows an iframe and a <lanes-demo> that run",
      async ([name, headers]) => {
        await at(headers, pasted(server.url), async (errors) => {
          console.log(name, engine, JSON.stringify(await expectRuns(tab)));
          await expectQuiet(tab, errors);
        });
        await at(headers, pasted(server.url, "element"), async (errors) => {
          await pressPoster(tab);
          await expectRan(tab);
          await expectQuiet(tab, errors);
        });
      },
    );

    /** docs/embedding.md, "What your page must allow"; the script of `post` has a hash in its place. */
    const strict = (allowed: string) => ({
      "Content-Security-Policy": `default-src 'none'; ${allowed}`,
    });
    const own = "'unsafe-inline'";

    test("default-src 'none' and what the documentation names shows them without a violation", async () => {
      const { origin } = new URL(server.url);
      const allowed = `script-src ${own}; frame-src ${origin}`;
      const code = pasted(server.url);
      await at(strict(`${allowed}; style-src 'unsafe-inline'`), code, async (errors) => {
        await expectRuns(tab);
        await expectQuiet(tab, errors);
      });
      await at(strict(allowed), code.replace(/ style="[^"]*"/, ""), async (errors) => {
        await expectRuns(tab);
        await expectQuiet(tab, errors);
      });
      const element = `script-src ${own} ${origin}; frame-src ${origin}`;
      await at(strict(element), pasted(server.url, "element"), async (errors) => {
        await pressPoster(tab);
        await expectRan(tab);
        await expectQuiet(tab, errors);
      });
    });

    test("a host that requires Trusted Types of Lanes itself has its page, its runs and its service worker", async () => {
      const name = "Content-Security-Policy";
      const required = "require-trusted-types-for 'script'";
      const policy = `${siteHeaders.always[name]}; ${required}`;
      const host = await startPlainHost(
        {},
        { headers: { ...siteHeaders.isolation, [name]: policy } },
      );
      const errors = tab.errors().length;
      try {
        await goToLanes(tab, host.url);
        const ran = await tab.evaluate(async () => {
          const cpu = await window.lanes.run({
            size: 2000,
            tasks: 2,
            workers: 2,
            how: ["sequential", "parallel"],
          });
          const io = await window.lanes.run({
            work: "http",
            latency: 20,
            tasks: 2,
            how: ["concurrent"],
            backend: "modelled",
          });
          while ((await navigator.serviceWorker.getRegistrations()).length === 0) {
            await new Promise((soon) => setTimeout(soon, 100));
          }
          // What is not of a policy is refused wherever the browser knows Trusted Types.
          let refused = false;
          try {
            document.createElement("div").innerHTML = "<b></b>";
          } catch {
            refused = true;
          }
          return {
            ok: [...cpu, ...io].map(({ tasks }) => tasks.ok),
            enforced: refused === "trustedTypes" in window,
          };
        });
        expect(ran).toEqual({ ok: [2, 2, 2], enforced: true });
        // The browser says that it has refused that.
        const said = tab.errors().slice(errors);
        expect(said.filter((one) => !/TrustedHTML|trusted-types/i.test(one))).toEqual([]);
      } finally {
        await leave(tab, host);
      }
    });

    // From here on the browser itself writes to the console that it has blocked something.

    test("a policy without Lanes in it shows a link, and a <lanes-demo> says what to allow", async () => {
      const { origin } = new URL(server.url);
      const link = pasted(server.url, "link");
      await at(strict(`script-src ${own}`), pasted(server.url), async () => {
        expect(await linksOf(tab)).toEqual([
          { href: link, text: "Lanes: hash, sequential, parallel" },
        ]);
      });
      await at(strict(`script-src ${own}`), pasted(server.url, "element"), async () => {
        expect(await linksOf(tab)).toEqual([
          { href: link, text: "Lanes: hash, sequential, parallel" },
        ]);
        expect(await tab.evaluate(() => customElements.get("lanes-demo") === undefined)).toBe(true);
      });
      await at(strict(`script-src ${own} ${origin}`), pasted(server.url, "element"), async () => {
        await pressPoster(tab);
        await until(async () => (await sentenceOf(tab)).text !== "", "a sentence");
        const { text, href } = await sentenceOf(tab);
        expect(text).toBe(
          `This page’s Content-Security-Policy must allow frame-src ${origin}. Open it there.`,
        );
        expect(href).toBe(link);
      });
    });

    test("COEP, around a Lanes that sends no headers, shows it or says what its host must send", async () => {
      const readableCode = pasted(readable.url, "element").replace(
        "<script",
        "<script crossorigin",
      );
      const cases = [
        { embedder: "require-corp", code: readableCode, site: readable },
        { embedder: "credentialless", code: pasted(bare.url, "element"), site: bare },
      ];
      for (const { embedder, code, site } of cases) {
        await at(isolating(embedder), code, async () => {
          await pressPoster(tab);
          // Chromium has frames without credentials; WebKitGTK knows only the first of the policies.
          const runs =
            engine === "chromium" || (engine === "webkit" && embedder === "credentialless");
          if (runs) {
            await expectRan(tab);
            expect((await sentenceOf(tab)).text).toBe("");
            return;
          }
          await until(async () => (await sentenceOf(tab)).text !== "", "a sentence");
          const { text, href } = await sentenceOf(tab);
          const { host } = new URL(site.url);
          expect(text).toBe(
            `Nothing has come from ${host} yet. If this page sends a Cross-Origin-Embedder-Policy, ${host} must send one as well. Open it there.`,
          );
          expect(href).toBe(pasted(site.url, "link"));
        });
      }
      // The script itself is kept out, and the frame: what is left is the link.
      for (const kind of ["element", "iframe"] as const) {
        await at(isolating("require-corp"), pasted(bare.url, kind), async () => {
          expect(await linksOf(tab)).toEqual([
            { href: pasted(bare.url, "link"), text: "Lanes: hash, sequential, parallel" },
          ]);
        });
      }
      if (engine !== "chromium") return;
      const credentialless = pasted(bare.url).replace("<iframe", "<iframe credentialless");
      await at(isolating("require-corp"), credentialless, async () => {
        await expectRuns(tab);
      });
    });
  });
});
