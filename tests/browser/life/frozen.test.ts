/** Frozen and resumed, as browsers do with tabs nobody looks at. In Chromium, which can be asked to. */
import { expect, test } from "vitest";
import { needs } from "../driver/browsers.ts";
import { command, devtoolsOf, devtoolsPort } from "../driver/devtools.ts";
import { openByItself, untilTold } from "./by-itself.ts";

interface Told {
  when: "loaded" | "resumed";
  tasks?: number[];
  valid?: boolean[];
  failure?: string;
}

const acts = `
  const works = async (when) => {
    try {
      await told({ when, ...(await pulseRunsAndService()) });
    } catch (error) {
      await told({ when, failure: String(error) });
    }
  };
  document.addEventListener("resume", () => void works("resumed"));
  await works("loaded");`;

test(
  "a tab that was frozen has its pulse, runs, and has its service at once",
  needs("chromium"),
  async () => {
    const page = await openByItself<Told>("chromium", acts, {}, "", [devtoolsPort]);
    try {
      await untilTold(page, 1, "the page");
      const devtools = await devtoolsOf(page.browser);
      const tab = await devtools.tab("/some/folder/");
      // In front of it, so that nobody looks at it.
      await devtools.open("about:blank");
      await command(
        tab,
        ["Page.setWebLifecycleState", { state: "frozen" }],
        ["Page.setWebLifecycleState", { state: "active" }],
      );
      await devtools.activate(tab);
      await untilTold(page, 2, "the page that was resumed");
      const all = { tasks: [2, 2, 2], valid: [true, true, true], served: true };
      expect(page.told).toEqual([
        { when: "loaded", ...all },
        { when: "resumed", ...all },
      ]);
    } finally {
      await page.close();
    }
  },
);
