/**
 * Speedup of `parallel` for every CPU work, both tiers, one worker and one a core, beside native processes.
 *
 * A round of a work is: sequential in a worker's event loop (`loop=worker`), the same kernel as native
 * processes, one after another and one a core, and each set-up of `parallel`. A first round warms and is
 * not counted. Efficiency = speedup / workers. Processes share no memory, no browser and no page: what
 * they lose, anybody would. The page draws its pulses meanwhile; a last set-up, with one a core and the
 * pulses paused by the page's own button, says what they take. Freezes are those of runs with a worker a
 * core, which watch the page's own event loop.
 *
 * Two rounds, four to five minutes on two cores; --rounds takes more.
 */
import { cpus } from "node:os";
import type { Spec } from "../../../web/spec/types.ts";
import { catalogue, type WorkEntry } from "../../../web/spec/works.ts";
import type { Tab } from "../../browser/driver/browsers.ts";
import { press } from "../../browser/driver/reader.ts";
import { type Measured, run } from "../../browser/driver/results.ts";
import { runNative, type Took } from "../kit/native.ts";
import { environment, openPage, progress, roundsOr } from "../kit/page.ts";
import {
  atLeast,
  atMost,
  type Claim,
  median,
  medianRatio,
  type Report,
  type Row,
  spread,
} from "../kit/report.ts";

const rounds = roundsOr(2);
const cores = cpus().length;

/** Enough tasks that the last one, which idles other workers, is a small part of the run. */
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
    // The faster of two: the first may be cold, and other load may have taken the core.
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

interface SetUp {
  tier: Tier;
  workers: number;
  pulses: "drawn" | "paused";
}

const setUps: readonly SetUp[] = tiers.flatMap((tier) => [
  ...(cores > 1 ? [{ tier, workers: 1, pulses: "drawn" } as const] : []),
  { tier, workers: cores, pulses: "drawn" },
  { tier, workers: cores, pulses: "paused" },
]);

interface Measures {
  sequentialMs: number[];
  nativeSpeedups: number[];
  parallelMs: Map<SetUp, number[]>;
  freezesMs: number[];
}

async function pressed(tab: Tab, button: string): Promise<void> {
  if (!(await press(tab, button))) throw new Error(`There is no button ${button}.`);
}

async function measureWork(tab: Tab, work: string, size: number): Promise<Measures> {
  const measures: Measures = {
    sequentialMs: [],
    nativeSpeedups: [],
    parallelMs: new Map(setUps.map((setUp) => [setUp, []])),
    freezesMs: [],
  };
  for (let round = 0; round <= rounds; round++) {
    progress(`${work}, ${round === 0 ? "warming" : `round ${round} of ${rounds}`}`);
    const sequential = await sequentially(tab, work, size);
    const native = round === 0 ? 0 : await nativeSpeedup(work, size, cores);
    if (round > 0) {
      measures.sequentialMs.push(sequential.wallMs);
      measures.nativeSpeedups.push(native);
    }
    for (const setUp of setUps) {
      const { tier, workers, pulses } = setUp;
      if (pulses === "paused") await pressed(tab, "^\\s*Pause\\s*$");
      const loop = workers > 1 ? "main" : "worker";
      const ran = await one(tab, { work, tasks, size, how: ["parallel"], tier, workers, loop });
      if (pulses === "paused") await pressed(tab, "^\\s*Resume\\s*$");
      if (String(ran.digests) !== String(sequential.digests)) {
        throw new Error(`${work}: ${tier} and sequential give different digests.`);
      }
      if (round === 0) continue;
      measures.parallelMs.get(setUp)?.push(ran.wallMs);
      if (loop === "main") measures.freezesMs.push(ran.eventLoop.longestFreezeMs);
    }
  }
  return measures;
}

export async function bench(): Promise<Report> {
  const page = await openPage();
  const rows: Row[] = [];
  const claims: Claim[] = [];
  const notes: string[] = [];
  const freezesMs: number[] = [];
  try {
    for (const work of catalogue.filter(
      ({ bound, bringsCode }) => bound === "cpu" && !bringsCode,
    )) {
      progress(`${work.name}: a size that takes a second`);
      const size = await calibrate(page.tab, work);
      notes.push(`${work.name}: ${tasks} tasks of size ${size}`);
      const {
        sequentialMs,
        nativeSpeedups,
        parallelMs,
        freezesMs: its,
      } = await measureWork(page.tab, work.name, size);
      freezesMs.push(...its);
      const short = median(sequentialMs) < sequentialAtLeastMs;
      if (short)
        notes.push(`${work.name}: sequential took less than a second, so no goal is claimed.`);
      rows.push({
        name: `${work.name}, native, ${cores} processes`,
        figures: { speedup: median(nativeSpeedups), efficiency: median(nativeSpeedups) / cores },
      });
      for (const [{ tier, workers, pulses }, tookMs] of parallelMs) {
        const speedup = medianRatio(sequentialMs, tookMs);
        const ofNative =
          workers > 1
            ? median(
                tookMs.map(
                  (ms, round) =>
                    (sequentialMs[round] as number) / ms / (nativeSpeedups[round] as number),
                ),
              )
            : 0;
        const name = `${work.name}, ${tier}, ${workers} workers, pulses ${pulses}`;
        rows.push({
          name,
          figures: {
            sequentialMs: median(sequentialMs),
            ...spread(tookMs),
            speedup,
            efficiency: speedup / workers,
            ...(ofNative > 0 && { ofNative }),
          },
        });
        if (workers > 1 && pulses === "drawn" && !short) {
          claims.push(atLeast(`${name}: speedup as a share of native’s`, ofNative, 0.97));
        }
      }
    }
    claims.push(
      atMost(
        "longest freeze of the main thread under any parallel run, ms",
        Math.max(...freezesMs),
        20,
      ),
    );
    return {
      bench: `parallel-efficiency: every CPU work, both tiers, 1 and ${cores} workers, ${rounds} rounds`,
      environment: await environment(page.tab),
      rows,
      claims,
      notes,
    };
  } finally {
    await page.close();
  }
}
