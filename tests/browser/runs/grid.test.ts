/**
 * The whole grid: every work of the catalogue under every strategy, on both loops and both tiers,
 * in every engine, isolated and not. Whatever the cell, the digests are the same, and those of CPU
 * work are the ones that the same C++ gives natively.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import type { Spec } from "../../../web/spec/types.ts";
import { bringsCode, catalogue, type WorkEntry } from "../../../web/spec/works.ts";
import { type Engine, engines, needs, type Tab } from "../driver/browsers.ts";
import { cellsOf } from "../driver/cells.ts";
import { onThreads } from "../driver/driven.ts";
import { isolationsOf, useLanes } from "../driver/open-lanes.ts";

const tasks = 3;

/** Small: the grid has hundreds of cells. */
function sizeOf(work: WorkEntry): number {
  if (!work.size) return 0;
  return Math.max(work.size.min, Math.round(work.size.default / 64));
}

const native = resolve(
  process.env.LANES_NATIVE ?? resolve(import.meta.dirname, "../../../build/native"),
  "tests/cpp/native_kernels",
);

/** What the example of `own` gives: how many primes there are from the seed on, as a digest. */
function exampleDigests(work: WorkEntry): string[] {
  const size = sizeOf(work);
  const prime = new Array(tasks + size).fill(true);
  for (let n = 2; n < prime.length; n++) {
    for (let multiple = 2 * n; multiple < prime.length; multiple += n) prime[multiple] = false;
  }
  return Array.from({ length: tasks }, (_, task) => {
    const count = prime.filter((is, n) => is && n > task && n > 1 && n <= task + size).length;
    return createHash("sha256").update(String(count)).digest("hex");
  });
}

/** What the native program gives for tasks 0, 1, … of a run, each as a run of its own. */
function nativeDigests(work: WorkEntry): string[] {
  if (bringsCode(work)) return exampleDigests(work);
  const each = Array.from({ length: tasks }, (_, task) => [`${sizeOf(work)}`, `${1 + task}`]);
  const output = execFileSync(native, [work.name, ...each.flat()], { encoding: "utf8" });
  return (JSON.parse(output) as { digest: string }[]).map(({ digest }) => digest);
}

interface Ran {
  cell: string;
  digests: string[];
  failures: string[];
}

/** Runs `work` in every cell that this page has; a cell that is refused is a failure of its own. */
async function runCells(tab: Tab, work: WorkEntry): Promise<Ran[]> {
  const spec: Partial<Spec> = {
    work: work.name,
    tasks,
    seed: 1,
    workers: 2,
    limit: 2,
    latency: 20,
    ...(work.size ? { size: sizeOf(work) } : {}),
  };
  const { sharedMemory } = await tab.evaluate(() => window.lanes.capabilities());
  return tab.evaluate(
    async ({ spec, cells }) => {
      const ran: Ran[] = [];
      for (const { how, loop, tier } of cells) {
        const cell = `${how}, loop ${loop}, tier ${tier}`;
        try {
          const [result] = await window.lanes.run({ ...spec, how: [how], loop, tier });
          const failures = Object.values(result?.failures ?? {});
          ran.push({ cell, digests: result?.digests ?? [], failures });
        } catch (error) {
          ran.push({ cell, digests: [], failures: [String(error)] });
        }
      }
      return ran;
    },
    { spec, cells: cellsOf(sharedMemory) },
  );
}

/** By work: what the first page that ran it gave. */
const first = new Map<string, string[]>();

describe.each(engines)("%s", (engine: Engine) => {
  describe.each(isolationsOf(engine))("%s", needs(engine), (_name, isolated) => {
    const lanes = useLanes(engine, isolated);
    const { tab } = lanes;

    test.for(catalogue)("$name", (work, context) =>
      onThreads(engine, async () => {
        const { name } = work;
        const cells = await runCells(tab, work);
        const reference = first.get(name) ?? cells[0]?.digests ?? [];
        first.set(name, reference);
        expect(reference).toHaveLength(tasks);
        for (const { cell, digests, failures } of cells) {
          expect(failures, `${cell} ${failures}`).toEqual([]);
          expect(digests, cell).toEqual(reference);
        }
        // A task of `mandelbrot` is a band of the whole, so its digests depend on how many there are.
        if (work.bound === "cpu" && name !== "mandelbrot") {
          expect(reference).toEqual(nativeDigests(work));
        }
      })(context),
    );
  });
});
