/** The numbers of a stampede, with or without a limit. Pure. */

import { formatCount } from "../../base/format.ts";
import { formatMeasured } from "../../base/measured.ts";
import {
  type BystanderReport,
  type Result,
  type Spans,
  spanKinds,
  type WhatIfPoint,
} from "../../spec/types.ts";

const queued = spanKinds.indexOf("queued");

/** Limits to choose from, as the steps of a slider: 1, 2, 5, … and values around the pool size. */
export function limitScale(tasks: number, pool: number): number[] {
  const limits = new Set([1, tasks]);
  for (let decade = 1; decade < tasks; decade *= 10) {
    for (const part of [1, 1.5, 2, 3, 5, 7]) limits.add(Math.round(part * decade));
  }
  for (const part of [0.5, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 2]) limits.add(Math.round(part * pool));
  return [...limits].filter((limit) => limit >= 1 && limit <= tasks).sort((a, b) => a - b);
}

/** The closest step of the slider. */
export function stepOf(scale: readonly number[], limit: number): number {
  let best = 0;
  for (const [i, step] of scale.entries()) {
    if (Math.abs(step - limit) < Math.abs((scale[best] ?? 0) - limit)) best = i;
  }
  return best;
}

export function failedShare({ answered, refused, timedOut }: WhatIfPoint): number {
  const all = answered + refused + timedOut;
  return all > 0 ? (refused + timedOut) / all : 0;
}

/** The fastest without failures; undefined if there are always some. */
export function bestOf(curve: readonly WhatIfPoint[]): WhatIfPoint | undefined {
  return curve
    .filter((point) => failedShare(point) === 0)
    .reduce<WhatIfPoint | undefined>(
      (best, point) => (best === undefined || point.wallMs < best.wallMs ? point : best),
      undefined,
    );
}

/** Of a run: J. D. C. Little's L = λW, with each of the three measured separately. */
export interface Little {
  /** In flight on average. */
  inFlight: number;
  /** Ended in a second. */
  perS: number;
  /** From sent to ended, on average. */
  stayMs: number;
}

export function littleOf(spans: Spans, wallMs: number): Little {
  let staysMs = 0;
  const tasks = new Set<number>();
  for (let i = 0; i < spans.count; i++) {
    if (spans.kind[i] === queued) continue;
    staysMs += (spans.endMs[i] as number) - (spans.startMs[i] as number);
    tasks.add(spans.task[i] as number);
  }
  if (tasks.size === 0 || !(wallMs > 0)) return { inFlight: 0, perS: 0, stayMs: 0 };
  return {
    inFlight: staysMs / wallMs,
    perS: (tasks.size * 1000) / wallMs,
    stayMs: staysMs / tasks.size,
  };
}

export interface Measured {
  limit: number;
  wallMs: number;
  throughputPerS: number;
  answered: number;
  failed: number;
  bystander: BystanderReport;
  little: Little;
}

/** undefined for a run without a bystander. */
export function measuredOf(limit: number, result: Result): Measured | undefined {
  const { bystander, wallMs, throughputPerS, tasks, spans } = result;
  if (!bystander) return undefined;
  return {
    limit,
    wallMs,
    throughputPerS,
    answered: tasks.ok,
    failed: tasks.failed,
    bystander,
    little: littleOf(spans, wallMs),
  };
}

export function bystanderFailed({ refused, timedOut }: { refused: number; timedOut: number }) {
  return refused + timedOut;
}

/** In one sentence. */
export function describe({
  answered,
  failed,
  wallMs,
  throughputPerS,
  bystander,
}: Measured): string {
  return `${formatCount(answered)} answered, ${formatCount(failed)} failed, in ${formatMeasured(wallMs)}, ${formatCount(Math.round(throughputPerS))} a second; of the bystander’s ${bystander.sent}, ${bystanderFailed(bystander)} failed.`;
}
