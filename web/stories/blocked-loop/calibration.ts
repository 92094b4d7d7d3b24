/** Fits a play to the machine that it runs on: how large the pictures are, how many come. */
import { formatMs } from "../../base/format.ts";
import { LanesError } from "../../spec/types.ts";
import { withCrew } from "./crew.ts";
import type { Measured } from "./fleet-protocol.ts";

/** What this machine can do. */
export interface Pace {
  /** A picture so wide takes so long on a free core. */
  widthPx: number;
  resizeMs: number;
  /** Resizes of such pictures a second, by as many workers at once as were asked for. */
  perS: number;
}

/** Of a picture whose resize is short everywhere: alone, then some times by all workers at once. */
const probe = { pictures: { widthPx: 2048, seed: 0 }, times: 4, rounds: 3 };

/** A machine that changed its pace meanwhile is asked once more. */
const mostFits = 2;

/** By a quarter or more: what was aimed at is then not what will be seen. */
function missesAim(ms: number, aimMs: number): boolean {
  return Math.abs(ms - aimMs) > aimMs / 4;
}

/** What follows where a resize takes another time than was aimed at; "" where it does not. */
export function sayMiss({ resizeMs }: Pace, aimMs: number, checkTimeoutMs: number): string {
  if (!missesAim(resizeMs, aimMs)) return "";
  if (resizeMs > aimMs) {
    return `That is more than the ${formatMs(aimMs)} aimed at: each request holds its loop for longer, so more health checks go unanswered and instances are lost sooner.`;
  }
  const aimed = `That is less than the ${formatMs(aimMs)} aimed at`;
  return resizeMs < checkTimeoutMs
    ? `${aimed}: one request alone makes no health check wait longer than its ${formatMs(checkTimeoutMs)}, so instances are lost only where requests stand in line.`
    : `${aimed}: each request holds its loop for a shorter time, so fewer health checks go unanswered.`;
}

/**
 * Measures, in two or three seconds, how wide a picture is whose resize takes `resizeMs` on a free
 * core, and how many of them `workers` workers resize in a second together. The quickest counts:
 * whatever else the machine does makes it slower, never faster.
 */
export async function calibrate(
  { resizeMs, workers, range }: { resizeMs: number; workers: number; range: [number, number] },
  signal: AbortSignal,
): Promise<Pace> {
  return withCrew(signal, async (crew) => {
    const all = Array.from({ length: workers }, () => crew.instance());
    await Promise.all(all.map((instance) => instance.load(true)));
    const [first] = all;
    if (!first) throw new LanesError("bad-spec", "A fleet has at least one instance.");
    const probeMs = quickest(await first.measure(probe.pictures, probe.times));
    let { widthPx, ms: fittedMs } = { widthPx: probe.pictures.widthPx, ms: probeMs };
    for (let fit = 0; fit < mostFits && (fit === 0 || missesAim(fittedMs, resizeMs)); fit++) {
      // Its time goes with a picture's area.
      const fitting = widthPx * Math.sqrt(resizeMs / fittedMs);
      widthPx = Math.min(range[1], Math.max(range[0], Math.round(fitting / 16) * 16));
      fittedMs = quickest(await first.measure({ widthPx, seed: 0 }, 2));
    }
    let cores = 1;
    for (let round = 0; round < probe.rounds; round++) {
      const times = await Promise.all(
        all.map((instance) => instance.measure(probe.pictures, probe.times)),
      );
      cores = Math.max(cores, coresOf(times, probeMs));
    }
    return { widthPx, resizeMs: fittedMs, perS: (cores * 1000) / fittedMs };
  });
}

/**
 * So many free cores do in the same time what these workers did together, where one resize takes
 * `aloneMs` on a core; never more than there are workers.
 */
export function coresOf(all: readonly Measured[], aloneMs: number): number {
  // From when the last has begun until the first has nothing left to do, all of them compute.
  const fromMs = Math.max(...all.map(({ startEpochMs }) => startEpochMs));
  const toMs = Math.min(...all.map(({ endEpochMs }) => endEpochMs.at(-1) ?? fromMs));
  if (toMs <= fromMs) return 1;
  const done = doneBy(all, toMs) - doneBy(all, fromMs);
  return Math.min(all.length, (done * aloneMs) / (toMs - fromMs));
}

function durations({ startEpochMs, endEpochMs }: Measured): number[] {
  return endEpochMs.map((endMs, i) => endMs - (endEpochMs[i - 1] ?? startEpochMs));
}

function quickest(measured: Measured): number {
  return Math.min(...durations(measured));
}

/** Resizes done until then; of one that was under way, the part of its time that had passed. */
function doneBy(all: readonly Measured[], epochMs: number): number {
  let done = 0;
  for (const { startEpochMs, endEpochMs } of all) {
    for (const [i, endMs] of endEpochMs.entries()) {
      const fromMs = endEpochMs[i - 1] ?? startEpochMs;
      done += Math.min(1, Math.max(0, (epochMs - fromMs) / (endMs - fromMs)));
    }
  }
  return done;
}
