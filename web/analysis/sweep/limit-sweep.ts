/** Throughput, failures and p99 against `limit`, measured and modelled. */

import { percentile } from "../../base/percentile.ts";
import { limited } from "../../spec/strategies.ts";
import {
  LanesError,
  type Result,
  type Spans,
  type Spec,
  spanKinds,
  type WhatIfPoint,
} from "../../spec/types.ts";
import type { LimitPoint, LimitSweep, SweepEngine, SweepOptions } from "./points.ts";
import { curveSteps, limitSteps, limitsInTime } from "./steps.ts";

const queued = spanKinds.indexOf("queued");
const blocked = spanKinds.indexOf("blocked");

export async function sweepLimits(
  lanes: SweepEngine,
  wanted: Spec,
  { signal, onProgress }: SweepOptions,
): Promise<LimitSweep> {
  const spec: Spec = { ...wanted, how: [limited], autorun: false, ref: "" };
  const limits = limitSteps(spec.tasks);
  const curve = await lanes.whatIf(spec, curveSteps(spec.tasks));
  const expected = curve.filter(({ limit }) => limits.includes(limit));
  const measured = limitsInTime(expected, spec);
  const runs = measured.length + 1;
  const points: LimitPoint[] = [];
  let last: Result | undefined;
  let heldUp = false;
  for (const [done, limit] of [1, ...measured].entries()) {
    // A warm-up of a request or two, whose result is discarded.
    const warmUp = done === 0;
    onProgress({ done, runs, now: warmUp ? "a first run, to warm up" : `limit ${limit}` });
    const one = warmUp ? { ...spec, limit, tasks: 1 } : { ...spec, limit };
    const [result] = await lanes.run(one, { signal });
    if (!result) throw new LanesError("worker-died", "The run ended without a result.");
    if (!result.valid) {
      throw new LanesError(
        "unavailable",
        "The tab was hidden during the sweep, and browsers slow hidden tabs down: sweep again with the tab in view.",
      );
    }
    if (warmUp) continue;
    last = result;
    heldUp ||= result.spans.kind.includes(blocked);
    points.push(measuredPoint(limit, result));
  }
  return {
    kind: "limits",
    spec,
    modelled: last?.environment.backend === "modelled",
    points,
    curve: curve.map(modelledPoint),
    notes: notesOf(limits, measured, heldUp),
  };
}

export function measuredPoint(limit: number, result: Result): LimitPoint {
  const { count, failed } = result.tasks;
  return {
    limit,
    throughputPerS: result.throughputPerS,
    failed: count > 0 ? failed / count : 0,
    p99Ms: p99OfStays(result.spans, result.failures),
  };
}

function modelledPoint(point: WhatIfPoint): LimitPoint {
  const { limit, throughputPerS, answered, refused, timedOut, p99Ms } = point;
  const all = answered + refused + timedOut;
  return { limit, throughputPerS, failed: all > 0 ? (refused + timedOut) / all : 0, p99Ms };
}

/** Nearest rank of the times from sent to answered, without those that failed, ms. */
export function p99OfStays(spans: Spans, failures: Readonly<Record<number, string>>): number {
  const sent = new Map<number, number>();
  const ended = new Map<number, number>();
  for (let i = 0; i < spans.count; i++) {
    const task = spans.task[i] as number;
    if (spans.kind[i] === queued || task in failures) continue;
    sent.set(
      task,
      Math.min(sent.get(task) ?? Number.POSITIVE_INFINITY, spans.startMs[i] as number),
    );
    ended.set(task, Math.max(ended.get(task) ?? 0, spans.endMs[i] as number));
  }
  const stays = [...ended].map(([task, endMs]) => endMs - (sent.get(task) ?? endMs));
  stays.sort((a, b) => a - b);
  return percentile(stays, 99);
}

function notesOf(
  limits: readonly number[],
  measured: readonly number[],
  heldUp: boolean,
): string[] {
  const notes: string[] = [];
  const left = limits.filter((limit) => !measured.includes(limit));
  if (left.length > 0) {
    const which = left.length === 1 ? `Limit ${left[0]}` : `Limits up to ${left.at(-1)}`;
    notes.push(`${which} would take too long to measure: there only the model is drawn.`);
  }
  if (heldUp) {
    notes.push(
      "The model knows nothing of the browser’s six or so connections to a host, which held up what was measured.",
    );
  }
  return notes;
}
