/** A recorded run, slowly: what runs and what stands in line at each moment. */
import { describe, expect, test } from "vitest";
import { type Engine, engines, needs } from "../driver/browsers.ts";
import { useLanes } from "../driver/open-lanes.ts";
import { goAnew, press, says, until, visibleText } from "../driver/reader.ts";

describe.each(engines)("%s", (engine: Engine) => {
  describe("slow motion", needs(engine), () => {
    const lanes = useLanes(engine);
    const { tab } = lanes;

    const moment = () =>
      tab.evaluate(() => {
        const slow = document
          .querySelector("lanes-app")
          ?.shadowRoot?.querySelector("lanes-timeline")
          ?.shadowRoot?.querySelector("lanes-slow-motion")?.shadowRoot;
        return [...(slow?.querySelectorAll("dd:not(.line)") ?? [])].map(
          (dd) => dd.textContent ?? "",
        );
      });

    test("steps through what was recorded: one after another, and all at once", async () => {
      const link = "#work=query&how=sequential,concurrent&tasks=3&latency=400&backend=modelled";
      await goAnew(tab, `${lanes.server.url}${link}`);
      await until(() => press(tab, "^\\s*Run both"), "the Run button");
      await until(says(tab, "Same answer"), "the results");
      await until(() => press(tab, "^\\s*Step\\s"), "the first step");
      const seen: string[][] = [];
      // Steps until every run is over; each shows a later moment.
      for (let step = 0; step < 30; step++) {
        seen.push(await moment());
        if (seen.at(-1)?.every((said) => said === "over")) break;
        await press(tab, "^\\s*Step\\s+▶");
        await tab.evaluate(() => new Promise((drawn) => requestAnimationFrame(drawn)));
      }
      const sequential = seen.map(([said = ""]) => said);
      const concurrent = seen.map(([, said = ""]) => said);
      expect(sequential.some((said) => said.includes("1 task waits for an answer"))).toBe(true);
      expect(sequential.every((said) => !/[23] tasks wait for/.test(said))).toBe(true);
      expect(concurrent.some((said) => said.includes("3 tasks wait for an answer"))).toBe(true);
      expect(seen.at(-1)).toEqual(["over", "over"]);
      await press(tab, "Step back");
      await until(async () => (await moment())[0] !== "over", "the step back");
      await press(tab, "^\\s*Whole run");
      await until(async () => (await moment()).length === 0, "the whole run");
    });

    test("plays, and ends by itself", async () => {
      await press(tab, "^\\s*Play");
      await until(says(tab, "wait for an answer"), "a moment");
      expect(await visibleText(tab)).toContain("Pause");
      await until(async () => (await moment()).every((said) => said === "over"), "the end");
      await until(says(tab, "times slower"), "the button to offer it once more");
    });

    test("leaves no error on the console", () => {
      expect(tab.errors()).toEqual([]);
    });
  });
});
