/** Fits a play to the machine it runs on: the pictures of a request, and the requests' rate. */
import { formatMs } from "../../../base/format.ts";
import { LanesError } from "../../../spec/types.ts";
import { withCrew } from "./crew.ts";
import type { Measured } from "./fleet-protocol.ts";

/** What this machine can do. */
export interface Pace {
  /** So many pictures of this width take this long on a free core: what a request asks for. */
  each: number;
  widthPx: number;
  resizeMs: number;
  /** Such requests per second, by the requested number of workers at once. */
  perS: number;
}

/**
 * A picture that resizes quickly on any machine: first on one worker, then repeatedly on all at
 * once.
 */
const probe = { pictures: { widthPx: 2048, seed: 0, each: 1 }, times: 4, rounds: 3 };

/** A machine whose speed has changed meanwhile is measured once more. */
const mostFits = 2;

/** Off by a quarter or more, which visibly changes the result. */
function missesAim(ms: number, aimMs: number): boolean {
  return Math.abs(ms - aimMs) > aimMs / 4;
}

/** The consequence where a resize takes longer or shorter than intended; "" where it does not. */
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
 * Measures, in two or three seconds, the picture width at which a request takes `resizeMs` on a
 * free core, and how many of those `workers` workers together handle per second. Where one picture
 * of the largest width takes less, a request asks for several. The minimum counts: other load on
 * the machine only ever makes it slower.
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
    let { each, widthPx } = probe.pictures;
    let fittedMs = probeMs;
    for (let fit = 0; fit < mostFits && (fit === 0 || missesAim(fittedMs, resizeMs)); fit++) {
      // The time is proportional to a picture's area.
      const ofOne = widthPx * Math.sqrt((each * resizeMs) / fittedMs);
      each = Math.max(1, Math.ceil((ofOne / range[1]) ** 2));
      const fitting = ofOne / Math.sqrt(each);
      widthPx = Math.min(range[1], Math.max(range[0], Math.round(fitting / 16) * 16));
      fittedMs = quickest(await first.measure({ widthPx, seed: 0, each }, 2));
    }
    let cores = 1;
    for (let round = 0; round < probe.rounds; round++) {
      const times = await Promise.all(
        all.map((instance) => instance.measure(probe.pictures, probe.times)),
      );
      cores = Math.max(cores, coresOf(times, probeMs));
    }
    return { each, widthPx, resizeMs: fittedMs, perS: (cores * 1000) / fittedMs };
  });
}

/**
 * The number of free cores that would have done the same work in that time, where one resize takes
 * `aloneMs` on a core; at most the number of workers.
 */
export function coresOf(all: readonly Measured[], aloneMs: number): number {
  // The period in which all of them compute: from the last start to the first end.
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

/** Resizes done by then, with the elapsed fraction of those in progress. */
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
