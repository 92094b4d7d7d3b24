/**
 * Writes down each crash of a browser, for run.py: a line of JSON in the file LANES_CRASHES. The test
 * that was running is tried again (vitest.config.ts) in a new browser (open-lanes.ts).
 */
import { appendFileSync } from "node:fs";
import { relative } from "node:path";
import { afterEach } from "vitest";
import { crashed } from "./crashed.ts";

afterEach(({ task }) => {
  const { LANES_CRASHES: log } = process.env;
  const { errors = [], retryCount = 0 } = task.result ?? {};
  const what = errors.at(-1)?.message ?? "";
  // The errors of all attempts are kept: this one's is the last, if there is one more than before.
  if (errors.length <= retryCount || !crashed.test(what)) return;
  const { fullTestName: test = task.name, file } = task;
  const line = { file: relative(process.cwd(), file.filepath), test, what };
  console.error(`${what} (${test})`);
  if (log) appendFileSync(log, `${JSON.stringify(line)}\n`);
});
