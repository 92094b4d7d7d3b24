/**
 * Discarded to save memory, and restored when its reader returns. In Chromium, whose own page
 * chrome://discards does it by hand as it does it by itself; Firefox's about:unloads cannot be opened
 * from outside, and WebKitGTK discards nothing.
 */
import { expect, test } from "vitest";
import { needs } from "../driver/browsers.ts";
import { devtoolsOf, devtoolsPort, evaluate } from "../driver/devtools.ts";
import { until } from "../driver/reader.ts";
import { openByItself, untilTold } from "./by-itself.ts";

interface Told {
  discarded: boolean;
  hash?: string;
  link?: string;
  tasks?: number[];
  valid?: boolean[];
  failure?: string;
}

const link = "#work=query&tasks=7&pool=3&seed=5&theme=dark";

const acts = `
  const discarded = document.wasDiscarded;
  try {
    await whenReady();
    const app = document.querySelector("lanes-app");
    if (!discarded) {
      // Its reader has changed what the link said.
      const work = app.shadowRoot.querySelector("lanes-setup").shadowRoot.querySelector("#work");
      work.value = "http";
      work.dispatchEvent(new Event("change"));
      while (!location.hash.includes("work=http")) await new Promise((soon) => setTimeout(soon, 20));
    }
    const setUp = { hash: location.hash, link: lanes.link(app.spec) };
    await told({ discarded, ...setUp, ...(await pulseRunsAndService()) });
  } catch (error) {
    await told({ discarded, failure: String(error) });
  }`;

/** On chrome://discards: asks to discard the tab at `url`, and tells whether it has been. */
const discard = (url: string) => `(() => {
  const rowsIn = (root) => [...root.querySelectorAll("*")].flatMap((one) => [
    ...(one.shadowRoot ? rowsIn(one.shadowRoot) : []),
    ...(one.matches("tr") && one.textContent.includes(${JSON.stringify(url)}) ? [one] : []),
  ]);
  const rows = rowsIn(document);
  if (rows.some((row) => /\\bdiscarded \\(/.test(row.textContent))) return true;
  const links = rows.flatMap((row) => [...row.querySelectorAll("[is=action-link]")]);
  links.find((one) => one.textContent.includes("Urgent Discard"))?.click();
  return false;
})()`;

test(
  "a tab that was discarded is set up as it was, has its pulse, runs, and has its service at once",
  needs("chromium"),
  async () => {
    const page = await openByItself<Told>("chromium", acts, {}, link, [devtoolsPort]);
    try {
      await untilTold(page, 1, "the page");
      const devtools = await devtoolsOf(page.browser);
      const discards = await devtools.open("chrome://discards/");
      await until(
        () => evaluate<boolean>(discards, discard("/some/folder/")),
        "the tab to be discarded",
      );
      await devtools.activate(await devtools.tab("/some/folder/"));
      await untilTold(page, 2, "the page that was restored");
      const [before, after] = page.told;
      const all = { tasks: [2, 2, 2], valid: [true, true, true], served: true };
      expect(before).toMatchObject({ discarded: false, ...all });
      expect(before?.hash).toMatch(/^#work=http&.*seed=5/);
      expect(after).toEqual({ ...before, discarded: true });
    } finally {
      await page.close();
    }
  },
);
