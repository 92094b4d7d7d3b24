/** Totals over the spans of one Result. Times in ms, shares 0–1. */

import { type Result, type Spans, spanKinds } from "../../spec/types.ts";
import { sharesOf } from "../simple-test/shares.ts";

const queued = spanKinds.indexOf("queued");
const waiting = spanKinds.indexOf("waiting");
const running = spanKinds.indexOf("running");
const blocked = spanKinds.indexOf("blocked");

export interface Measured {
  result: Result;
  /** Lanes with anything but queueing. */
  lanes: number;
  /** Fractions of the wall time: something was computing; every task in flight was waiting. */
  computing: number;
  waiting: number;
  /** Computing time, over all lanes and per task on average. */
  runningMs: number;
  taskMs: number;
  /** Fraction of lanes × wall time spent computing. */
  busy: number;
  /** Fraction of lanes × wall time idle after a lane's last task, while others still had work. */
  idleAtEnd: number;
  /** Tasks waiting for an answer (not a connection) when the most were held back; 0 if none was. */
  onTheWire: number;
  /** Tasks whose request the browser held back until a connection was free. */
  heldUp: number;
}

export function measure(result: Result): Measured {
  const { spans, wallMs, tasks } = result;
  const shares = sharesOf(spans, wallMs);
  const lastEnd = new Map<number, number>();
  const heldUp = new Set<number>();
  let runningMs = 0;
  for (let i = 0; i < spans.count; i++) {
    const kind = spans.kind[i] as number;
    if (kind === queued) continue;
    const lane = spans.lane[i] as number;
    const end = spans.endMs[i] as number;
    lastEnd.set(lane, Math.max(end, lastEnd.get(lane) ?? 0));
    if (kind === running) runningMs += end - (spans.startMs[i] as number);
    if (kind === blocked) heldUp.add(spans.task[i] as number);
  }
  const laneTime = lastEnd.size * wallMs;
  let idleMs = 0;
  for (const end of lastEnd.values()) idleMs += Math.max(0, wallMs - end);
  return {
    result,
    lanes: lastEnd.size,
    computing: within(shares.computing),
    waiting: within(shares.waiting),
    runningMs,
    taskMs: tasks.count > 0 ? runningMs / tasks.count : 0,
    busy: laneTime > 0 ? within(runningMs / laneTime) : 0,
    idleAtEnd: laneTime > 0 ? within(idleMs / laneTime) : 0,
    onTheWire: onTheWireWhenFull(spans),
    heldUp: heldUp.size,
  };
}

/**
 * How many tasks waited for an answer while the most were held back. Not the overall maximum: a
 * task learns of its answer slightly after the connection is free again, so that would exceed the
 * number of connections. Spans are ordered by start.
 */
function onTheWireWhenFull(spans: Spans): number {
  const ends: number[] = [];
  let most = 0;
  let fullAtMs = Number.NaN;
  for (let i = 0; i < spans.count; i++) {
    if (spans.kind[i] !== blocked) continue;
    const startMs = spans.startMs[i] as number;
    const still = ends.filter((endMs) => endMs > startMs);
    ends.splice(0, ends.length, ...still, spans.endMs[i] as number);
    if (ends.length <= most) continue;
    most = ends.length;
    fullAtMs = startMs;
  }
  let waits = 0;
  for (let i = 0; i < spans.count; i++) {
    const [startMs, endMs] = [spans.startMs[i] as number, spans.endMs[i] as number];
    if (spans.kind[i] === waiting && startMs <= fullAtMs && endMs > fullAtMs) waits++;
  }
  return waits;
}

function within(share: number): number {
  return Number.isNaN(share) ? 0 : Math.min(1, Math.max(0, share));
}
