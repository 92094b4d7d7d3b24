/** The page itself: what a reader does with mouse and keyboard, and what they then see. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { available, type Engine, engines, type Tab } from "./browsers.ts";
import { goToLanes, type OpenLanes, openLanes } from "./open-lanes.ts";

/** The text on the page, through every shadow root, in document order. */
function visibleText(tab: Tab): Promise<string> {
  return tab.evaluate(() => {
    const read = (node: Node): string => {
      if (node instanceof Text) return node.data;
      if (node instanceof HTMLStyleElement) return "";
      const inside = node instanceof Element && node.shadowRoot ? node.shadowRoot : node;
      return [...inside.childNodes].map(read).join(" ");
    };
    return read(document.body).replace(/\s+/g, " ");
  });
}

/** Presses the first button whose text matches, as a click would. */
function press(tab: Tab, pattern: string): Promise<boolean> {
  return tab.evaluate((wanted: string) => {
    const find = (root: ParentNode): HTMLElement | undefined => {
      for (const element of root.querySelectorAll<HTMLElement>("*")) {
        if (element.matches("button") && new RegExp(wanted).test(element.textContent ?? "")) {
          return element;
        }
        const within = element.shadowRoot ? find(element.shadowRoot) : undefined;
        if (within) return within;
      }
    };
    const button = find(document);
    button?.click();
    return button !== undefined;
  }, pattern);
}

async function until(what: () => Promise<boolean>, name: string): Promise<void> {
  for (let attempt = 0; attempt < 240; attempt++) {
    if (await what()) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`Waited in vain for ${name}.`);
}

const says = (tab: Tab, text: string) => async () => (await visibleText(tab)).includes(text);

describe.each(engines)("%s", (engine: Engine) => {
  describe.skipIf(!available(engine))("the page", () => {
    let lanes: OpenLanes;
    let tab: Tab;

    beforeAll(async () => {
      lanes = await openLanes(engine);
      tab = lanes.tab;
    });
    afterAll(() => lanes?.close());

    const load = async (hash: string) => {
      await tab.goto("about:blank");
      await goToLanes(tab, `${lanes.server.url}${hash}`);
    };

    test("runs what its link says at the press of a button", async () => {
      await load("#work=hash&size=200000&tasks=2&how=sequential,parallel&workers=2");
      await until(() => press(tab, "^\\s*Run both"), "the Run button");
      await until(says(tab, "Same answer"), "the results");
      const text = await visibleText(tab);
      expect(text).toContain("2 of 2 ok");
      expect(text).toContain("2 tasks, 2 strategies, equal digests");
    });

    test("says in one line what of a link it could not use, and runs nothing by itself", async () => {
      await load("#work=hash&tasks=9999&how=sideways&size=<img src=x onerror=alert(1)>");
      const text = await visibleText(tab);
      expect(text).toContain("From the link:");
      expect(text).not.toContain("Same answer");
      expect(await tab.evaluate(() => document.querySelector("img") === null)).toBe(true);
    });

    test("a run can be cancelled, and what was not finished is said", async () => {
      await load("#work=http&tasks=10&latency=3000&how=sequential");
      await until(() => press(tab, "^\\s*Run"), "the Run button");
      await until(says(tab, "Running sequential"), "the start");
      await until(() => press(tab, "^\\s*Cancel"), "the Cancel button");
      await until(says(tab, "cancelled"), "the end");
    });

    test("leaves no error on the console", () => {
      expect(tab.errors()).toEqual([]);
    });
  });
});
