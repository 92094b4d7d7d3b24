/**
 * The whole grid: every work of the catalogue under every strategy, on both loops and both tiers,
 * in every engine, isolated and not. Whatever the cell, the digests are the same, and those of CPU
 * work are the ones that the same C++ gives natively.
 */
import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { catalogue, type WorkEntry } from "../../web/engine/catalogue.ts";
import { type Spec, strategies } from "../../web/engine/types.ts";
import { available, type Engine, engines, type Tab } from "./browsers.ts";
import { isolationsOf, type OpenLanes, openLanes } from "./open-lanes.ts";

const tasks = 3;

/** Small: the grid has hundreds of cells. */
function sizeOf(work: WorkEntry): number {
  if (!work.size) return 0;
  return Math.max(work.size.min, Math.round(work.size.default / 64));
}

const native = resolve(
  process.env.LANES_NATIVE ?? resolve(import.meta.dirname, "../../build/native"),
  "tests/cpp/native_kernels",
);

/** What the native program gives for tasks 0, 1, … of a run, each as a run of its own. */
function nativeDigests(work: WorkEntry): string[] {
  const each = Array.from({ length: tasks }, (_, task) => [`${sizeOf(work)}`, `${1 + task}`]);
  const output = execFileSync(native, [work.name, ...each.flat()], { encoding: "utf8" });
  return (JSON.parse(output) as { digest: string }[]).map(({ digest }) => digest);
}

interface Cell {
  cell: string;
  digests: string[];
  failures: string[];
}

/** Runs `work` in every cell that this page has; a cell that is refused is a failure of its own. */
function runCells(tab: Tab, work: WorkEntry): Promise<Cell[]> {
  const spec: Partial<Spec> = {
    work: work.name,
    tasks,
    seed: 1,
    workers: 2,
    limit: 2,
    latency: 20,
    ...(work.size ? { size: sizeOf(work) } : {}),
  };
  return tab.evaluate(
    async ({ spec, strategies }) => {
      const cells: Cell[] = [];
      const tiers = window.lanes.capabilities().sharedMemory ? ["threads", "workers"] : ["workers"];
      for (const loop of ["main", "worker"] as const) {
        for (const how of strategies) {
          for (const tier of how === "parallel" ? tiers : ["auto"]) {
            const cell = `${how}, loop ${loop}, tier ${tier}`;
            try {
              const wanted = { ...spec, how: [how], loop, tier: tier as Spec["tier"] };
              const [result] = await window.lanes.run(wanted);
              const failures = Object.values(result?.failures ?? {});
              cells.push({ cell, digests: result?.digests ?? [], failures });
            } catch (error) {
              cells.push({ cell, digests: [], failures: [String(error)] });
            }
          }
        }
      }
      return cells;
    },
    { spec, strategies: [...strategies] },
  );
}

/** By work: what the first page that ran it gave. */
const first = new Map<string, string[]>();

describe.each(engines)("%s", (engine: Engine) => {
  describe.skipIf(!available(engine)).each(isolationsOf(engine))("%s", (_name, isolated) => {
    let lanes: OpenLanes;
    let tab: Tab;

    beforeAll(async () => {
      lanes = await openLanes(engine, isolated);
      tab = lanes.tab;
    });
    afterAll(() => lanes?.close());

    test.each(catalogue.map((work) => [work.name, work] as const))("%s", async (name, work) => {
      const cells = await runCells(tab, work);
      const reference = first.get(name) ?? cells[0]?.digests ?? [];
      first.set(name, reference);
      expect(reference).toHaveLength(tasks);
      for (const { cell, digests, failures } of cells) {
        expect(failures, cell).toEqual([]);
        expect(digests, cell).toEqual(reference);
      }
      // A task of `mandelbrot` is a band of the whole, so its digests depend on how many there are.
      if (work.bound === "cpu" && name !== "mandelbrot") {
        expect(reference).toEqual(nativeDigests(work));
      }
    });
  });
});
