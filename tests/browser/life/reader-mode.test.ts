/** What Firefox's reader mode (its own library, Readability) finds in a story: the whole of its text. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { stories } from "../../../web/stories/catalogue.ts";
import { type Engine, engines, needs } from "../driver/browsers.ts";
import { spread, useServer, useTab } from "../driver/open-lanes.ts";
import { goToLanes } from "../driver/reader.ts";

const source = readFileSync(
  createRequire(import.meta.url).resolve("@mozilla/readability/Readability.js"),
  "utf8",
);

interface Read {
  article: { title: string; text: string } | null;
  paragraphs: string[];
}

/** Drivers send a function's text: the page's own policy lets no script be added to it. */
const read = Object.assign((): Read => ({ article: null, paragraphs: [] }), {
  toString: () => `() => {
    ${source.replace(/^if \(typeof module[\s\S]*$/m, "")}
    const article = new Readability(document.cloneNode(true)).parse();
    const plain = (text) => text.replace(/\\s+/g, " ").trim();
    const paragraphs = [...document.querySelectorAll("main p, main h2")]
      .filter((p) => !p.closest("noscript, a, nav, .trail, .more"))
      .map((p) => plain(p.textContent))
      .filter((text) => text.length > 60);
    return { article: article && { title: article.title, text: plain(article.textContent) }, paragraphs };
  }`,
});

describe.each(engines)("%s", (engine: Engine) => {
  describe("reader mode", needs(engine), () => {
    const server = useServer();
    const tab = useTab(engine);

    test.each(spread(["", ...stories.map(({ name }) => `${name}/`)], engine))(
      "stories/%s has its text",
      async (page) => {
        await goToLanes(tab, `${server.url}stories/${page}`);
        const { article, paragraphs } = await tab.evaluate(read);
        expect(article?.title).toBeTruthy();
        expect(paragraphs.length).toBeGreaterThan(2);
        for (const paragraph of paragraphs) expect(article?.text).toContain(paragraph);
      },
    );
  });
});
