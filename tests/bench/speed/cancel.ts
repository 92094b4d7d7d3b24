/**
 * From `abort()` to quiet, for every work, strategy, tier and loop in which a cancel can be heard.
 *
 * Two moments are taken: the promise's rejection, on the page's clock, and the end of the last
 * stretch in which any of the page's threads kept a core more than half busy, read from outside
 * (/proc) every 20 ms, which is also how exact it is. Quiet is the later one: a run that rejects and computes on is not quiet.
 * Where the page's own main thread computes without turns (`loop=main`, CPU work, `sequential`,
 * `concurrent`, `bounded`), nothing on it can call `abort()`: that is the lesson, not a cell.
 */

import { loops, type Spec, type Strategy, strategies, tiers } from "../../../web/spec/types.ts";
import { catalogue, type WorkEntry } from "../../../web/spec/works.ts";
import { busyFor, rendererPids, sampleCpu } from "../kit/activity.ts";
import { type ChromiumBench, environment, openChromium, progress, roundsOr } from "../kit/page.ts";
import { atMost, median, type Report, type Row } from "../kit/report.ts";

/** Of each cell, the first with code that is still cold: four to five minutes. --rounds takes more. */
const rounds = roundsOr(2);
/** How long the run has been under way when it is cancelled. */
const abortAfterMs = 250;
/** The page is watched for this long after. */
const watchedMs = 600;
const sampleEveryMs = 20;

function hearsCancel(work: WorkEntry, how: Strategy, loop: Spec["loop"]): boolean {
  return work.bound === "io" || how === "sliced" || how === "parallel" || loop === "worker";
}

function cells(): Partial<Spec>[] {
  const found: Partial<Spec>[] = [];
  for (const work of catalogue) {
    // Long enough, whatever the strategy, to be in the middle when it is cancelled.
    const load =
      work.bound === "cpu"
        ? { tasks: 64, size: work.size?.default ?? 0 }
        : work.size
          ? // Half a gigabyte: more than can be read before, and no more than may be written.
            { tasks: 32, size: 16_384 }
          : { tasks: 1000, latency: 1000 };
    for (const how of strategies) {
      for (const loop of loops) {
        if (!hearsCancel(work, how, loop)) continue;
        const common = { work: work.name, how: [how], loop, workers: 2, ...load };
        if (how !== "parallel") found.push(common);
        else
          for (const tier of tiers.filter((name) => name !== "auto"))
            found.push({ ...common, tier });
      }
    }
  }
  return found;
}

interface Cancelled {
  /** null when the run was over before it could be cancelled. */
  abortedAtMs: number | null;
  rejectedAfterMs: number;
  ended: string;
}

function cancelOnce({ tab }: ChromiumBench, spec: Partial<Spec>): Promise<Cancelled> {
  return tab.evaluate(
    async ([wanted, afterMs]) => {
      const cancellation = new AbortController();
      let abortedAtMs: number | null = null;
      let from = 0;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const onProgress = () => {
        // The first progress report means the start: modules are loaded and workers exist.
        timer ??= setTimeout(() => {
          abortedAtMs = Date.now();
          from = performance.now();
          cancellation.abort();
        }, afterMs);
      };
      const ended = await window.lanes
        .run(wanted, { signal: cancellation.signal, onProgress })
        .then(
          () => "resolved",
          (error) => String(error.code),
        );
      const rejectedAfterMs = performance.now() - from;
      clearTimeout(timer);
      return { abortedAtMs, rejectedAfterMs, ended };
    },
    [spec, abortAfterMs] as [Partial<Spec>, number],
  );
}

function nameOf({ work, how, loop, tier }: Partial<Spec>): string {
  return [work, how, `loop=${loop}`, ...(tier ? [tier] : [])].join(" ");
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

export async function bench(): Promise<Report> {
  const page = await openChromium();
  const rows: Row[] = [];
  const notes: string[] = [];
  const quiet: { name: string; ms: number }[] = [];
  try {
    const pids = await rendererPids(page.browser);
    for (const spec of cells()) {
      const name = nameOf(spec);
      progress(name);
      const rejectedMs: number[] = [];
      const quietMs: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const sampling = sampleCpu(pids, sampleEveryMs);
        const { abortedAtMs, rejectedAfterMs, ended } = await cancelOnce(page, spec);
        await pause(watchedMs);
        const samples = sampling.stop();
        if (abortedAtMs === null || ended !== "cancelled") {
          notes.push(`${name}: ${abortedAtMs === null ? "over before it was cancelled" : ended}.`);
          break;
        }
        rejectedMs.push(rejectedAfterMs);
        quietMs.push(Math.max(rejectedAfterMs, busyFor(samples, abortedAtMs)));
      }
      if (quietMs.length === 0) continue;
      rows.push({
        name,
        figures: {
          rejectedMedianMs: median(rejectedMs),
          rejectedMaxMs: Math.max(...rejectedMs),
          quietMedianMs: median(quietMs),
          quietMaxMs: Math.max(...quietMs),
        },
      });
      quiet.push({ name, ms: Math.max(...quietMs) });
    }
    const worst = quiet.reduce((most, one) => (one.ms > most.ms ? one : most));
    const late = quiet.filter(({ ms }) => ms > 100).length;
    return {
      bench: `cancel: from abort() to quiet, ${quiet.length} cells, ${rounds} rounds`,
      environment: await environment(page.tab),
      rows,
      claims: [
        atMost(`slowest cancel of any cell, ms (${worst.name})`, worst.ms, 100),
        atMost("cells that were ever slower than 100 ms", late, 0),
        atMost("cells that could not be cancelled in time to be measured", notes.length, 0),
      ],
      notes,
    };
  } finally {
    await page.close();
  }
}
