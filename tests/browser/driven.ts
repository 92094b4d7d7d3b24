/**
 * Tests that need a browser's threads. Measured in Firefox 153: while a WebDriver session is on, a worker
 * that starts others may hang, two of them seldom, 48 nearly always, in any page. That browser starts 64
 * when nobody drives it (undriven.test.ts).
 */
import type { TestContext } from "vitest";
import type { Engine } from "./browsers.ts";

const hang = /The browser did not start (\d+) threads/;

/**
 * A test's function. Where a driven Firefox did not start the threads that `body` needs, the test is
 * skipped and says so; the sentence of the product has to be in the error that `body` rejects with.
 */
export function onThreads(engine: Engine, body: () => Promise<void>) {
  return async (context: TestContext): Promise<void> => {
    try {
      await body();
    } catch (error) {
      const [, threads] = hang.exec(String(error)) ?? [];
      if (engine !== "firefox" || threads === undefined) throw error;
      const why = `a driven Firefox did not start ${threads} threads`;
      Object.assign(context.task.meta, { skipped: why });
      context.skip(why);
    }
  };
}
