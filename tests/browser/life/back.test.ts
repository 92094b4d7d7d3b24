/** Left and returned to: what the back/forward cache has kept works at once. */
import { describe, expect, test } from "vitest";
import { type Engine, engines, needs } from "../driver/browsers.ts";
import { openByItself, untilTold } from "./by-itself.ts";

interface Told {
  persisted: boolean;
  locks: number;
  tasks?: number[];
  valid?: boolean[];
  failure?: string;
}

const acts = `
  let locks;
  addEventListener("pageshow", async ({ persisted }) => {
    locks = sessionStorage.getItem("locks");
    if (locks === null) return;
    try {
      await told({ persisted, locks: Number(locks), ...(await pulseRunsAndService()) });
    } catch (error) {
      await told({ persisted, locks: Number(locks), failure: String(error) });
    }
  });
  if (sessionStorage.getItem("locks") !== null) return;
  await whenReady();
  // The estimate that the page makes when it is idle, too.
  await lanes.estimate({});
  let held = [];
  do {
    await new Promise((later) => setTimeout(later, 200));
    const { held: all, pending } = await navigator.locks.query();
    held = [...all, ...pending];
  } while (held.length > 0);
  sessionStorage.setItem("locks", String(held.length));
  location.href = "other.html";`;

const other = `<!doctype html><title>Elsewhere</title><script>
  addEventListener("load", () => setTimeout(() => history.back(), 500));
</script>`;

describe.each(engines)("%s", (engine: Engine) => {
  test(
    "an idle page holds no lock; returned to, it runs, and so does the service",
    needs(engine),
    async () => {
      const page = await openByItself<Told>(engine, acts, { "/some/folder/other.html": other });
      try {
        await untilTold(page, 1, "the page that was returned to");
        const [told] = page.told;
        expect(told?.failure).toBeUndefined();
        expect(told?.persisted).toBe(true);
        expect(told?.tasks).toEqual([2, 2, 2]);
        expect(told?.valid).toEqual([true, true, true]);
      } finally {
        await page.close();
      }
    },
  );
});
