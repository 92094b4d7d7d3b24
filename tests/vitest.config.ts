/** Four suites, run by run.py: `vitest run --project web|wasm|pages|browser`. */
import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

const here = import.meta.dirname;
const generated = resolve(process.env.LANES_GENERATED ?? resolve(here, "../build/generated"));
const alias = { "@generated": generated };

const minutes = 60_000;

/** Browser tests of what pages do and say, in which nothing is measured. */
const pages = [
  "accessibility",
  "downstream",
  "export",
  "file",
  "grid",
  "leftovers",
  "limits",
  "links",
  "page",
  "pictures",
  "previews",
  "static-host",
  "texts",
  "undriven",
].map((name) => `browser/${name}.test.ts`);

export default defineConfig({
  root: here,
  test: {
    projects: [
      {
        resolve: { alias },
        test: { name: "web", include: ["web/**/*.test.ts"], environment: "node" },
      },
      {
        resolve: { alias },
        test: {
          name: "wasm",
          include: ["wasm/**/*.test.ts"],
          environment: "node",
          testTimeout: 2 * minutes,
          hookTimeout: 2 * minutes,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "pages",
          include: pages,
          environment: "node",
          maxWorkers: 2,
          testTimeout: 5 * minutes,
          hookTimeout: 5 * minutes,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "browser",
          include: ["browser/**/*.test.ts"],
          exclude: pages,
          environment: "node",
          // Timings are what is tested: one browser at a time, on a machine doing nothing else.
          fileParallelism: false,
          testTimeout: 5 * minutes,
          hookTimeout: 5 * minutes,
        },
      },
    ],
  },
});
