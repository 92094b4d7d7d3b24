/**
 * What everything that is not a task takes of a core while `parallel` fills the cores: probes, pulses,
 * progress, painting, and the browser itself, thread by thread.
 *
 * Threads are read from outside (/proc) every 100 ms, over all processes of the browser. A task has one
 * of the workers to itself, so the busiest of them, as many as there are tasks at once, carry tasks; what
 * all others take is the instrument. The same page with its pulses paused, and the same page at rest, are
 * measured beside it.
 */
import { cpus } from "node:os";
import type { Spec } from "../../../web/spec/types.ts";
import { press } from "../../browser/driver/reader.ts";
import { processesOf, type Thread, threadsOf } from "../kit/activity.ts";
import { environment, openChromium, progress, roundsOr } from "../kit/page.ts";
import { atMost, median, type Report, type Row } from "../kit/report.ts";

const rounds = roundsOr(5);
const workers = cpus().length;
const sampleEveryMs = 100;
const restMs = 2000;

const tiers = ["threads", "workers"] as const;

interface Sample {
  atMs: number;
  threads: Thread[];
}

type Processes = Awaited<ReturnType<typeof processesOf>>;

/** Shares of a core, by the name of the thread. */
type Shares = Map<string, number>;

function watch(processes: Processes) {
  const samples: Sample[] = [];
  const take = () => samples.push({ atMs: Date.now(), threads: threadsOf(processes) });
  take();
  const ticking = setInterval(take, sampleEveryMs);
  return {
    /** From the first sample after `fromMs` to the last before `toMs`; without the `tasks` busiest workers. */
    stop(fromMs: number, toMs: number, tasks: number): Shares {
      clearInterval(ticking);
      take();
      const within = samples.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs);
      const [first, last] = [within[0], within.at(-1)];
      if (!first || !last || last.atMs - first.atMs < 5 * sampleEveryMs) {
        throw new Error("The run was too short to be looked at.");
      }
      const before = new Map(first.threads.map(({ id, cpuMs }) => [id, cpuMs]));
      const took = last.threads
        .map(({ id, name, cpuMs }) => ({ name, ms: cpuMs - (before.get(id) ?? 0) }))
        .sort((a, b) => b.ms - a.ms);
      let left = tasks;
      const shares: Shares = new Map();
      for (const { name, ms } of took) {
        if (left > 0 && name.startsWith("DedicatedWorke")) {
          left--;
          continue;
        }
        shares.set(name, (shares.get(name) ?? 0) + ms / (last.atMs - first.atMs));
      }
      return shares;
    },
  };
}

const total = (shares: Shares) => [...shares.values()].reduce((sum, share) => sum + share, 0);

function medians(name: string, measured: readonly Shares[]): Row {
  const names = [...new Set(measured.flatMap((shares) => [...shares.keys()]))];
  const figures = names
    .map((thread) => [thread, median(measured.map((shares) => shares.get(thread) ?? 0))] as const)
    .filter(([, share]) => share >= 0.0005)
    .sort(([, a], [, b]) => b - a);
  return {
    name,
    figures: { total: median(measured.map(total)), ...Object.fromEntries(figures) },
  };
}

export async function bench(): Promise<Report> {
  const opened = await openChromium();
  const { tab } = opened;
  const measured = new Map<string, Shares[]>();
  /** What the results of the same runs say of the scripts' part. */
  const told = new Map<string, number[]>();
  const note = (name: string, shares: Shares) =>
    measured.set(name, [...(measured.get(name) ?? []), shares]);
  const pressed = async (button: string) => {
    if (!(await press(tab, button))) throw new Error(`There is no button ${button}.`);
  };
  const parallel = async (processes: Processes, tier: (typeof tiers)[number]) => {
    const watching = watch(processes);
    const spec: Partial<Spec> = {
      work: "hash",
      how: ["parallel"],
      tasks: 16 * workers,
      size: 500_000,
      workers,
      tier,
    };
    const { fromMs, toMs, instrument } = await tab.evaluate(async (wanted: Partial<Spec>) => {
      let fromMs = 0;
      const [result] = await window.lanes.run(wanted, {
        onProgress: () => {
          fromMs ||= Date.now();
        },
      });
      return {
        fromMs,
        toMs: fromMs + (result?.wallMs ?? 0),
        instrument: result?.environment.instrument ?? null,
      };
    }, spec);
    if (instrument === null) throw new Error("The result does not say what watching took.");
    return { shares: watching.stop(fromMs, toMs, workers), instrument };
  };
  try {
    const processes = await processesOf(opened.browser);
    for (let round = -1; round < rounds; round++) {
      progress(round < 0 ? "warming" : `round ${round + 1} of ${rounds}`);
      for (const pulses of ["drawn", "paused"] as const) {
        if (pulses === "paused") await pressed("^\\s*Pause\\s*$");
        const watching = watch(processes);
        const fromMs = Date.now();
        await new Promise((done) => setTimeout(done, restMs));
        const rest = watching.stop(fromMs, Date.now(), 0);
        if (round >= 0) note(`at rest, pulses ${pulses}`, rest);
        for (const tier of tiers) {
          const { shares, instrument } = await parallel(processes, tier);
          if (round < 0) continue;
          const name = `parallel, ${tier}, pulses ${pulses}`;
          note(name, shares);
          told.set(name, [...(told.get(name) ?? []), instrument]);
        }
        if (pulses === "paused") await pressed("^\\s*Resume\\s*$");
      }
    }
    const of = (name: string) => median((measured.get(name) ?? []).map(total));
    return {
      bench: `instrument: shares of a core of what is not a task, ${workers} workers on ${workers} cores, ${rounds} rounds`,
      environment: await environment(tab),
      rows: [
        ...[...measured].map(([name, shares]) => medians(name, shares)),
        ...[...told].map(([name, shares]) => ({
          name: `${name}: by its result`,
          figures: { instrument: median(shares) },
        })),
      ],
      claims: tiers.map((tier) =>
        atMost(
          `what is not a task under parallel, ${tier}, share of a core`,
          of(`parallel, ${tier}, pulses drawn`),
          0.04,
        ),
      ),
    };
  } finally {
    await opened.close();
  }
}
