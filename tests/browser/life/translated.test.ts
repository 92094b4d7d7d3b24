/** Translated by the browser, which replaces text nodes by <font> elements, while a run goes on. */
import { describe, expect, test } from "vitest";
import type { Tab } from "../driver/browsers.ts";
import { type Engine, engines, needs } from "../driver/browsers.ts";
import { useLanes } from "../driver/open-lanes.ts";
import { goAnew, press, says, until, visibleText } from "../driver/reader.ts";

const link = "#work=hash&size=100000&tasks=4&workers=2&how=sequential,parallel";

/** As Chrome's: all but what says that it is not to be translated, and again what changes. */
function translate(tab: Tab) {
  return tab.evaluate(() => {
    const wrap = (root: Node) => {
      for (const node of [...root.childNodes]) {
        if (node instanceof Text) {
          if (!node.data.trim()) continue;
          const outer = document.createElement("font");
          const inner = document.createElement("font");
          inner.textContent = `«${node.data.trim()}»`;
          outer.append(inner);
          node.replaceWith(outer);
        } else if (node instanceof HTMLElement) {
          if (!node.translate || node.matches("script, style, font")) continue;
          if (node.shadowRoot) wrap(node.shadowRoot);
          wrap(node);
        }
      }
    };
    wrap(document.body);
    new MutationObserver(() => wrap(document.body)).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
}

describe.each(engines)("%s", (engine: Engine) => {
  describe("a translated page", needs(engine), () => {
    const lanes = useLanes(engine);
    const { tab } = lanes;

    test.each(["", "embed.html"])("/%s goes on and shows the truth", async (page) => {
      await goAnew(tab, `${lanes.server.url}${page}${link}`);
      await until(() => press(tab, "^\\s*Run"), "the Run button");
      await translate(tab);
      await until(says(tab, "Same answer"), "the results");
      // Once more: nothing that was shown is stale.
      await until(() => press(tab, "^\\s*Run"), "the Run button");
      await until(says(tab, "Same answer"), "the results again");
      if (page === "") expect(await visibleText(tab)).toMatch(/^ «\w/);
    });

    test("a story’s prose is translated, and what it measures is not stale", async () => {
      await goAnew(tab, `${lanes.server.url}stories/stampede/#tasks=100&latency=5&timeout=50`);
      await translate(tab);
      expect(await tab.evaluate(() => document.querySelector("h1 font") !== null)).toBe(true);
      await until(() => press(tab, "Send them all"), "the button");
      await until(says(tab, "the bystander’s"), "the play");
    });

    test("leaves no error", async () => {
      expect(tab.errors()).toEqual([]);
    });
  });
});
