/** At 400 % zoom, and with text twice as large. */
import { describe, expect, test } from "vitest";
import { stories } from "../../../web/stories/catalogue.ts";
import { audit } from "../driver/axe.ts";
import { type Engine, engines, needs, type Tab } from "../driver/browsers.ts";
import { spread, useServer, useTab } from "../driver/open-lanes.ts";
import { goAnew, press, says, until } from "../driver/reader.ts";

const link = "#work=hash&size=2000&tasks=2&workers=2&how=sequential,parallel";
const pages = [
  link,
  `embed.html${link}`,
  "stories/",
  ...stories.map(({ name }) => `stories/${name}/`),
];

/** px by which the page is wider than the window, and what sticks out or is cut off. */
function sticksOut(tab: Tab) {
  return tab.evaluate(() => {
    const wide = document.documentElement.clientWidth;
    const out: string[] = [];
    const look = (root: ParentNode) => {
      for (const element of root.querySelectorAll<HTMLElement>("*")) {
        if (element.shadowRoot) look(element.shadowRoot);
        if (!element.matches("button, h1, h2, p, label, input, select, a")) continue;
        const { left, right, width } = element.getBoundingClientRect();
        const hides = element.closest(".quiet, .track, svg, [hidden], pre, table");
        if (width > 0 && !hides && (right > wide + 1 || left < -1)) {
          out.push(
            `${element.localName}.${element.className}: ${element.textContent?.trim().slice(0, 40)}`,
          );
        }
      }
    };
    look(document);
    return { wide, by: document.documentElement.scrollWidth - wide, out };
  });
}

describe.each(engines)("%s", (engine: Engine) => {
  describe("the looks of a page", needs(engine), () => {
    const server = useServer();
    const tab = useTab(engine);
    const open = async (page: string) => {
      await goAnew(tab, `${server.url}${page}`);
    };
    const run = async () => {
      await until(() => press(tab, "^\\s*Run"), "the Run button");
      await until(says(tab, "Same answer"), "the results");
    };

    /** Nothing sticks out, is cut off, or is found by axe, which runs in Chromium. */
    const expectAllRight = async () => {
      const { wide, ...rest } = await sticksOut(tab);
      expect(rest).toEqual({ by: 0, out: [] });
      if (engine === "chromium") expect((await audit(tab)).violations).toEqual([]);
      return wide;
    };

    test.each(engine === "chromium" ? pages : spread(pages, engine))(
      "%s at 400 %, where 320 px are wide enough, and with text twice as large",
      async (page) => {
        await tab.resize(320, 700);
        await open(page);
        if (page.includes("#")) await run();
        // WebKitGTK's window stays 447 px wide, whatever its driver asks for.
        expect(await expectAllRight()).toBeLessThanOrEqual(engine === "webkit" ? 450 : 320);
        await tab.resize(1280, 900);
        await tab.evaluate(async () => {
          document.documentElement.style.fontSize = "200%";
          // Until what is drawn has followed its new width.
          for (let i = 0; i < 5; i++) await new Promise((drawn) => requestAnimationFrame(drawn));
        });
        await expectAllRight();
      },
    );

    test("leaves no error on the console", () => {
      expect(tab.errors()).toEqual([]);
    });
  });
});
