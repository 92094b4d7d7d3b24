/** Four suites, run by run.py: `vitest run --project web|fuzz|wasm|browser`. */
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { crashed } from "./browser/driver/crashed.ts";

const here = import.meta.dirname;
const generated = resolve(process.env.LANES_GENERATED ?? resolve(here, "../build/generated"));
const alias = { "@generated": generated };

const minutes = 60_000;

/** Vitest leaves one of them to itself unless told otherwise: of two cores that is half. */
const cores = availableParallelism();

/** The files that take longest begin first: one that began last would be waited for alone. */
class LongestFirst extends BaseSequencer {
  static readonly #longest =
    /browser\/(own\/(?!verdicts)|page\/own-editor|runs\/(limits|cancel|sequences)|page\/(leftovers|accessibility)|life\/embeds)/;

  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const long = ({ moduleId }: TestSpecification) => LongestFirst.#longest.test(moduleId);
    return [...sorted.filter(long), ...sorted.filter((file) => !long(file))];
  }
}

export default defineConfig({
  root: here,
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        resolve: { alias },
        test: {
          name: "web",
          include: ["web/**/*.test.ts"],
          environment: "node",
          setupFiles: ["web/seed.ts"],
          // A process for each file takes longer than the tests in it; globals are put back for each test.
          isolate: false,
          unstubGlobals: true,
          maxWorkers: cores,
          testTimeout: 10 * minutes,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "fuzz",
          include: ["fuzz/**/*.test.ts"],
          environment: "node",
          setupFiles: ["web/seed.ts", "browser/driver/crashes.ts"],
          maxWorkers: cores,
          // A minute by default; run.py --minutes asks for more. fuzz.ts ends a case that hangs.
          testTimeout: 24 * 60 * minutes,
          hookTimeout: 20 * minutes,
          retry: { count: 2, condition: crashed },
        },
      },
      {
        resolve: { alias },
        test: {
          name: "wasm",
          include: ["wasm/**/*.test.ts"],
          environment: "node",
          maxWorkers: cores,
          testTimeout: 10 * minutes,
          hookTimeout: 10 * minutes,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "browser",
          include: ["browser/**/*.test.ts"],
          environment: "node",
          // A failure's line in the log says what was found, not how much of it.
          chaiConfig: { truncateThreshold: 1000 },
          setupFiles: ["browser/driver/crashes.ts"],
          // The files of a worker share its browsers (browser/driver/kept.ts).
          isolate: false,
          // No test depends on how fast it is, and a browser waits half of the time: three files at a
          // time, whatever else the machine does.
          maxWorkers: 3,
          // What is slow is waited for: whoever waits for what never comes is told of by `until`.
          testTimeout: 20 * minutes,
          hookTimeout: 20 * minutes,
          // A browser that crashed is started anew. Nothing else is tried twice.
          retry: { count: 2, condition: crashed },
        },
      },
    ],
  },
});
