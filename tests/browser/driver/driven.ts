/**
 * Tests that need a browser's threads. Measured in Firefox 153: during a WebDriver session a worker
 * that starts others may hang on any page, rarely with two of them, nearly always with 48. The same
 * browser starts 64 when it is not driven (undriven.test.ts).
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
