/** What the spans of one Result add up to. Times in ms, shares 0–1. */

import { type Result, type Spans, spanKinds } from "../../spec/types.ts";
import { sharesOf } from "../simple-test/shares.ts";

const queued = spanKinds.indexOf("queued");
const waiting = spanKinds.indexOf("waiting");
const running = spanKinds.indexOf("running");
const blocked = spanKinds.indexOf("blocked");

export interface Measured {
  result: Result;
  /** Lanes on which anything but queueing happened. */
  lanes: number;
  /** Parts of the wall time: something computed; all that was in flight only waited. */
  computing: number;
  waiting: number;
  /** Computing of all lanes added up, and of one task on average. */
  runningMs: number;
  taskMs: number;
  /** Part of lanes × wall time in which they computed. */
  busy: number;
  /** Part of lanes × wall time after a lane's last task, while others still had one. */
  idleAtEnd: number;
  /** Tasks waiting for an answer, not for a connection, when most were held back; 0 if none was. */
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
 * How many tasks waited for an answer while most were held back. A task hears of its answer a little
 * after the connection is free again, so the most there ever were would be more than there were
 * connections. Spans come ordered by their start.
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
