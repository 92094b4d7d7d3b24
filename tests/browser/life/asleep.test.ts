/** Asleep during a run: here all the browser's processes are stopped, as a sleeping machine's are. */
import { describe, expect, test } from "vitest";
import { type Engine, engines, needs } from "../driver/browsers.ts";
import { openByItself, untilTold } from "./by-itself.ts";

interface Told {
  begun?: true;
  failure?: string;
  valid?: boolean;
  notes?: string[];
}

const acts = `
  await whenReady();
  try {
    let begun = false;
    const onProgress = () => { if (!begun) { begun = true; void told({ begun: true }); } };
    const spec = { work: "http", latency: 4000, tasks: 1, how: ["concurrent"], backend: "modelled" };
    const [{ valid, notes }] = await lanes.run(spec, { onProgress });
    const [after] = await lanes.run({ ...spec, latency: 10 });
    await told({ valid, notes });
    await told({ valid: after.valid, notes: after.notes });
  } catch (error) {
    await told({ failure: String(error) });
  }`;

/** Longer than a scheduler's delay (standstill.ts). */
const sleepMs = 7000;

describe.each(engines)("%s", (engine: Engine) => {
  test("a run across a sleep is invalid and says why; the next is not", needs(engine), async () => {
    const page = await openByItself<Told>(engine, acts);
    try {
      await untilTold(page, 1, "the run");
      expect(page.told[0]).toEqual({ begun: true });
      page.browser.signal("SIGSTOP");
      await new Promise((awake) => setTimeout(awake, sleepMs));
      page.browser.signal("SIGCONT");
      await untilTold(page, 3, "the results");
      const [, slept, after] = page.told;
      expect(slept?.valid).toBe(false);
      expect(slept?.notes?.join(" ")).toMatch(/nothing ran on this machine: it was asleep/);
      expect(after?.valid).toBe(true);
    } finally {
      await page.close();
    }
  });
});
