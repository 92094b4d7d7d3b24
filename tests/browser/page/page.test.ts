/** The page itself: what a reader does with mouse and keyboard, and what they then see. */
import { describe, expect, test } from "vitest";
import { type Engine, engines, needs } from "../driver/browsers.ts";
import { useLanes } from "../driver/open-lanes.ts";
import { goAnew, press, says, until, visibleText } from "../driver/reader.ts";

describe.each(engines)("%s", (engine: Engine) => {
  describe("the page", needs(engine), () => {
    const lanes = useLanes(engine, true, { motion: true });
    const { tab } = lanes;

    const load = (hash: string) => goAnew(tab, `${lanes.server.url}${hash}`);

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

    test("opens on the CPU demo, and shows nothing that has nothing in it yet", async () => {
      await load("");
      const shown = await tab.evaluate(() => {
        const app = document.querySelector("lanes-app")?.shadowRoot;
        const pressed = app
          ?.querySelector("lanes-setup")
          ?.shadowRoot?.querySelector('[aria-pressed="true"]')?.textContent;
        const run = app?.querySelector("lanes-run-bar")?.getBoundingClientRect();
        return {
          pressed: pressed?.trim(),
          runInView: run !== undefined && run.bottom <= innerHeight,
          verdict: app?.querySelector("lanes-verdict")?.getBoundingClientRect().height,
          timeline: app?.querySelector("lanes-timeline")?.getBoundingClientRect().height,
        };
      });
      expect(shown).toMatchObject({ runInView: true, verdict: 0, timeline: 0 });
      expect(shown.pressed).toContain("CPU demo");
    });

    test("a fragment that names a part of the page leads there, with the query’s set-up", async () => {
      await load("?work=json#simple-test");
      await until(
        () =>
          tab.evaluate(() => {
            const app = document.querySelector("lanes-app")?.shadowRoot;
            const box = app?.querySelector("lanes-simple-test")?.getBoundingClientRect();
            return scrollY > 0 && box !== undefined && box.top >= 0 && box.top < innerHeight;
          }),
        "the simple test in view",
      );
      const text = await visibleText(tab);
      expect(text).not.toContain("From the link:");
      expect(text).toContain("records");
    });

    test("what the article measured stands beside the reader’s, on its own set-ups", async () => {
      await load("");
      const links = await tab.evaluate(() => {
        const setup = document
          .querySelector("lanes-app")
          ?.shadowRoot?.querySelector("lanes-setup")?.shadowRoot;
        return [...(setup?.querySelectorAll<HTMLAnchorElement>(".article a") ?? [])].map(
          ({ hash }) => hash,
        );
      });
      const cases = links.filter((hash) => hash.includes("ref="));
      expect(cases.length).toBe(2);
      const [cpu = "", io = ""] = cases;
      await load(cpu);
      await until(says(tab, "Author: 2.24 s, Node"), "the program’s parallel run");
      const text = await visibleText(tab);
      expect(text).toContain("Author: 4.30 s, Node");
      expect(text).toContain("Author: 4.33 s, Node");
      await load(io);
      await until(says(tab, "Author: 15.2 s, Node"), "the program’s sequential requests");
      expect(await visibleText(tab)).toContain("Author: 3.17 s, Node");
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
