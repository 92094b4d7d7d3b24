/** The page itself: what a reader does with mouse and keyboard, and what they then see. */
import { describe, expect, test } from "vitest";
import { type Engine, engines, needs } from "./browsers.ts";
import { useLanes } from "./open-lanes.ts";
import { goToLanes, press, says, until, visibleText } from "./reader.ts";

describe.each(engines)("%s", (engine: Engine) => {
  describe("the page", needs(engine), () => {
    const lanes = useLanes(engine);
    const { tab } = lanes;

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
