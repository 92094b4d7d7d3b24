/** What feed readers and mail leave of what is pasted: text, a link, a picture. That leads to the demo. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { storyEmbedCode } from "../../../web/share/embed-code.ts";
import { type Engine, engines, needs } from "../driver/browsers.ts";
import { useTab } from "../driver/open-lanes.ts";
import { type PlainHost, startPlainHost } from "../driver/plain-host.ts";
import { goToLanes, until } from "../driver/reader.ts";
import { type Server, startServer } from "../driver/server.ts";
import { elsewhere, expectQuiet, linksOf, pasted, post, postAt, spec } from "./post.ts";

/**
 * As their sanitisers do: what runs or frames is dropped with its contents, of what is unknown only
 * the contents stay, and of attributes the few that links and pictures need.
 */
const keepSubset = (html: string): string => {
  const kept = new DOMParser().parseFromString(html, "text/html");
  for (const one of kept.querySelectorAll("script, style, iframe, object, embed, form, noscript")) {
    one.remove();
  }
  for (const one of kept.body.querySelectorAll("*")) {
    if (!one.matches("p, a, img, em, strong, br, ul, ol, li, blockquote")) {
      one.replaceWith(...one.childNodes);
    }
    for (const { name } of [...one.attributes]) {
      if (!["href", "src", "alt"].includes(name)) one.removeAttribute(name);
    }
  }
  return kept.body.innerHTML;
};

describe.each(engines)("%s", (engine: Engine) => {
  describe("in a feed reader or a mail", needs(engine), () => {
    let server: Server;
    let host: PlainHost;
    const pages = postAt("");
    const tab = useTab(engine);

    beforeAll(async () => {
      server = await startServer();
      host = await startPlainHost(pages);
    });
    afterAll(async () => {
      await host?.stop();
      await server?.stop();
    });

    /** The link that is left of `code`. */
    const leftOf = async (code: string) => {
      const errors = tab.errors().length;
      pages["/post.html"] = post("");
      await tab.goto(elsewhere(new URL("/post.html", host.url).href));
      const left = await tab.evaluate(keepSubset, code);
      expect(left).not.toMatch(/<(?!\/?[ap]\b)/);
      pages["/post.html"] = post(left);
      await tab.goto("about:blank");
      await tab.goto(elsewhere(new URL("/post.html", host.url).href));
      const links = await linksOf(tab);
      await expectQuiet(tab, errors);
      expect(links.length).toBe(1);
      return links[0];
    };

    test.each(["iframe", "element"] as const)(
      "the link of an %s opens the same demo",
      async (kind) => {
        const link = await leftOf(pasted(server.url, kind));
        expect(link?.text).toBe("Lanes: hash, sequential, parallel");
        await goToLanes(tab, link?.href ?? "");
        const shown = await tab.evaluate(() => {
          const app = document.querySelector("lanes-app") as unknown as { spec: object };
          return JSON.parse(JSON.stringify(app.spec));
        });
        expect(shown).toMatchObject(spec);
      },
    );

    test.each(["iframe", "element"] as const)(
      "the link of a story's %s opens the story",
      async (kind) => {
        const story = { name: "stampede", title: "The stampede" };
        const link = await leftOf(storyEmbedCode(story, "#pool=40", { kind }, server.url));
        expect(link).toEqual({
          href: `${server.url}stories/stampede/#pool=40`,
          text: "Lanes: The stampede",
        });
        await tab.goto(link?.href ?? "");
        const title = () => tab.evaluate(() => document.title).catch(() => "");
        await until(async () => (await title()).includes("stampede"), "the story");
      },
    );

    test("the plain link has no character that text would end it at", () => {
      expect(pasted(server.url, "link")).toMatch(/^[\w:/.]+#[\w.=&,-]+\w$/);
    });
  });
});
