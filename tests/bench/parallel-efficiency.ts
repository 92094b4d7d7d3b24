/**
 * Speedup and efficiency of `parallel` for every CPU work, both tiers, 1 to all cores.
 *
 * Sequential and parallel run in turn, in the same round, in a worker's event loop (`loop=worker`);
 * a first round of each warms and is not counted. Efficiency = speedup / workers. The freezes are of
 * runs with `loop=main`.
 *
 * The page's pulses are paused, as by its own button: where no graphics card draws them they take a
 * part of a core that two workers on two cores would need. What they take is measured last.
 *
 * What the machine itself can give is measured beside it, in the same rounds: the same kernels as
 * native processes, one after another in one of them, and shared out over as many as there are
 * workers. Processes share no memory, no browser and no page: what they lose, anybody would.
 */
import { cpus } from "node:os";
import type { Spec } from "../../web/spec/types.ts";
import { catalogue, type WorkEntry } from "../../web/spec/works.ts";
import type { Tab } from "../browser/browsers.ts";
import { press } from "../browser/reader.ts";
import { runNative, type Took } from "./native.ts";
import { environment, type Measured, openPage, progress, roundsOr, run } from "./page.ts";
import {
  atLeast,
  atMost,
  type Claim,
  median,
  medianRatio,
  type Report,
  type Row,
  spread,
} from "./report.ts";

const rounds = roundsOr(5);
const cores = cpus().length;

/** So many that the last task, which others may have to wait for, is a small part of the run. */
const tasks = 128;
/** The design's goal is for work that takes at least a second sequentially. */
const sequentialAtLeastMs = 1000;

const tiers = ["threads", "workers"] as const;
type Tier = (typeof tiers)[number];

async function one(tab: Tab, spec: Partial<Spec>): Promise<Measured> {
  const [result] = await run(tab, spec);
  if (result === undefined || result.tasks.ok !== result.tasks.count) {
    throw new Error(`${spec.work}: not every task was carried out.`);
  }
  return result;
}

function sequentially(tab: Tab, work: string, size: number): Promise<Measured> {
  return one(tab, { work, tasks, size, how: ["sequential"], loop: "worker" });
}

/** A size at which `tasks` tasks take a little more than a second; time need not be linear in it. */
async function calibrate(tab: Tab, { name, size }: WorkEntry): Promise<number> {
  if (size === null) return 0;
  let tried = Math.max(size.min, Math.round(size.default / 256));
  for (let attempt = 0; attempt < 12; attempt++) {
    // The faster of two: the first may be cold, and something else may have had the core.
    const first = await sequentially(tab, name, tried);
    const second = await sequentially(tab, name, tried);
    const wallMs = Math.min(first.wallMs, second.wallMs);
    if (wallMs >= 1.2 * sequentialAtLeastMs || tried === size.max) return tried;
    const factor = Math.min(4, Math.max(1.1, (1.5 * sequentialAtLeastMs) / wallMs));
    tried = Math.min(size.max, Math.ceil(tried * factor));
  }
  return tried;
}

const total = (all: readonly Took[]) => all.reduce((sum, { ms }) => sum + ms, 0);

/** Of native processes; a task of `mandelbrot` is there the whole picture. */
async function nativeSpeedup(work: string, size: number, workers: number): Promise<number> {
  const each = work === "mandelbrot" ? 1 : Math.ceil(tasks / workers);
  // All with one seed, as other seeds may be other work; one more, to warm.
  const seeds = (count: number) => Array.from({ length: count + 1 }, () => 1);
  const alone = total(await runNative(work, size, seeds(each * workers)));
  const together = await Promise.all(
    Array.from({ length: workers }, () => runNative(work, size, seeds(each))),
  );
  return alone / Math.max(...together.map(total));
}

interface Figures {
  nativeSpeedups: number[];
  sequentialMs: number[];
  parallelMs: number[];
  freezesMs: number[];
}

async function compare(
  tab: Tab,
  work: string,
  size: number,
  tier: Tier,
  workers: number,
): Promise<Figures> {
  const figures: Figures = {
    nativeSpeedups: [],
    sequentialMs: [],
    parallelMs: [],
    freezesMs: [],
  };
  const parallel = { work, tasks, size, how: ["parallel"], tier, workers } satisfies Partial<Spec>;
  for (let round = 0; round <= rounds; round++) {
    const sequential = await sequentially(tab, work, size);
    const spread = await one(tab, { ...parallel, loop: "worker" });
    const watched = await one(tab, { ...parallel, loop: "main" });
    for (const { digests } of [spread, watched]) {
      if (String(digests) !== String(sequential.digests)) {
        throw new Error(`${work}: ${tier} and sequential give different digests.`);
      }
    }
    if (round === 0) continue;
    if (workers > 1) figures.nativeSpeedups.push(await nativeSpeedup(work, size, workers));
    figures.sequentialMs.push(sequential.wallMs);
    figures.parallelMs.push(spread.wallMs);
    figures.freezesMs.push(watched.eventLoop.longestFreezeMs);
  }
  return figures;
}

async function pressed(tab: Tab, button: string): Promise<void> {
  if (!(await press(tab, button))) throw new Error(`There is no button ${button}.`);
}

export async function bench(): Promise<Report> {
  const page = await openPage();
  const rows: Row[] = [];
  const claims: Claim[] = [];
  const notes: string[] = [];
  const freezesMs: number[] = [];
  try {
    await pressed(page.tab, "^\\s*Pause\\s*$");
    let hashSize = 0;
    for (const work of catalogue.filter(({ bound }) => bound === "cpu")) {
      const size = await calibrate(page.tab, work);
      if (work.name === "hash") hashSize = size;
      notes.push(`${work.name}: ${tasks} tasks of size ${size}`);
      for (const tier of tiers) {
        for (let workers = 1; workers <= cores; workers++) {
          progress(`${work.name}, tier ${tier}, ${workers} of ${cores} workers`);
          const figures = await compare(page.tab, work.name, size, tier, workers);
          const speedup = medianRatio(figures.sequentialMs, figures.parallelMs);
          const native = workers > 1 ? median(figures.nativeSpeedups) : 0;
          freezesMs.push(...figures.freezesMs);
          rows.push({
            name: `${work.name}, ${tier}, ${workers} workers`,
            figures: {
              sequentialMs: median(figures.sequentialMs),
              ...spread(figures.parallelMs),
              speedup,
              efficiency: speedup / workers,
              ...(native > 0 && { nativeEfficiency: native / workers }),
              longestFreezeMs: Math.max(...figures.freezesMs),
            },
          });
          if (median(figures.sequentialMs) < sequentialAtLeastMs) {
            notes.push(
              `${work.name}, ${tier}, ${workers} workers: sequential took less than a second, so no goal is claimed.`,
            );
          } else if (workers === 2) {
            claims.push(
              atLeast(
                `efficiency of ${work.name}, ${tier}, 2 workers on ${cores} cores`,
                speedup / 2,
                0.95,
              ),
              atLeast(
                `the same, as a share of what ${workers} native processes reach`,
                speedup / native,
                0.95,
              ),
            );
          }
        }
      }
    }
    await pressed(page.tab, "^\\s*Resume\\s*$");
    progress("hash, with the pulses drawn");
    const drawn = await compare(page.tab, "hash", hashSize, "threads", cores);
    const speedup = medianRatio(drawn.sequentialMs, drawn.parallelMs);
    freezesMs.push(...drawn.freezesMs);
    rows.push({
      name: `hash, threads, ${cores} workers, pulses drawn`,
      figures: {
        sequentialMs: median(drawn.sequentialMs),
        ...spread(drawn.parallelMs),
        speedup,
        efficiency: speedup / cores,
        longestFreezeMs: Math.max(...drawn.freezesMs),
      },
    });
    claims.push(
      atMost(
        "longest freeze of the main thread under any parallel run, ms",
        Math.max(...freezesMs),
        20,
      ),
    );
    return {
      bench: `parallel-efficiency: every CPU work, both tiers, 1 to ${cores} workers, ${rounds} rounds`,
      environment: await environment(page.tab),
      rows,
      claims,
      notes,
    };
  } finally {
    await page.close();
  }
}
