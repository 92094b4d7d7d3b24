/** Left and returned to: what the back/forward cache has kept works at once. */
import { describe, expect, test } from "vitest";
import { type Engine, engines, needs } from "../driver/browsers.ts";
import { clickButton, until } from "../driver/reader.ts";
import { openByItself, untilTold } from "./by-itself.ts";

interface Told {
  persisted: boolean;
  tasks?: number[];
  valid?: boolean[];
  served?: boolean;
  failure?: string;
}

const acts = `
  addEventListener("pageshow", async ({ persisted }) => {
    if (sessionStorage.getItem("left") === null) return;
    try {
      await told({ persisted, ...(await pulseRunsAndService()) });
    } catch (error) {
      await told({ persisted, failure: String(error) });
    }
  });
  if (sessionStorage.getItem("left") !== null) return;
  await whenReady();
  // The estimate that the page makes when it is idle, too.
  await lanes.estimate({});
  // A probe's answer that is on its way when the page is left would reach it where it is kept, too.
  (${clickButton})("Pause");
  while (!(await fetch("leave.html")).ok) await new Promise((later) => setTimeout(later, 200));
  // Firefox keeps no page that holds a lock or waits for an answer: left when neither has been so for 2 s.
  let loaded = 0;
  for (let quiet = 0; quiet < 10; quiet++) {
    await new Promise((later) => setTimeout(later, 200));
    const { held, pending } = await navigator.locks.query();
    const { length } = performance.getEntriesByType("resource");
    if (held.length + pending.length > 0 || length > loaded) quiet = 0;
    loaded = length;
  }
  sessionStorage.setItem("left", "yes");
  location.href = "other.html";`;

const other = `<!doctype html><title>Elsewhere</title><script>
  addEventListener("load", async () => {
    await fetch("left");
    setTimeout(() => history.back(), 500);
  });
</script>`;

/** Only asked for by the service worker, when it copies the site. */
const copied = "stories/index.html";

describe.each(engines)("%s", (engine: Engine) => {
  test(
    "a page that is left while the site is copied is kept; returned to, it runs, and so does the service",
    needs(engine),
    async () => {
      const pages: Record<string, string> = { "/some/folder/other.html": other };
      const page = await openByItself<Told>(engine, acts, pages);
      const { host } = page;
      try {
        host.holds[copied] = until(async () => host.asked.includes("left"), "the page to be left");
        await until(async () => host.asked.includes(copied), "the copy of the site");
        pages["/some/folder/leave.html"] = "";
        await untilTold(page, 1, "the page that was returned to");
        const [told] = page.told;
        expect(told?.failure).toBeUndefined();
        expect(told?.persisted).toBe(true);
        expect(told?.tasks).toEqual([2, 2, 2]);
        expect(told?.valid).toEqual([true, true, true]);
        expect(told?.served).toBe(true);
      } finally {
        await page.close();
      }
    },
  );
});
