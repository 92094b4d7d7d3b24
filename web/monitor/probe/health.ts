/**
 * What the probes of a run say about the event loop under test. Pure functions; the probes
 * themselves are sent by watchdog-worker.ts.
 */

import { percentile } from "../../base/percentile.ts";
import type { EventLoopReport } from "../../spec/types.ts";
import { type FrameLog, missingFrames } from "./frames.ts";

/**
 * The interval between probes; every tenth counts as a health check. Probing twice as often would
 * cost two busy cores 2 % of their time, and show no more of a visible freeze.
 */
export const probeIntervalMs = 10;
export const probesPerHealthCheck = 10;
/** A health check that waits longer than this is missed. */
export const healthTimeoutMs = 250;
/** A stretch this long without an answer counts as frozen (W3C Long Tasks: 50 ms). */
export const freezeThresholdMs = 50;

/** When each probe was sent and answered, in ms of one clock, in the order sent. */
export interface ProbeLog {
  sentMs: number[];
  answeredMs: number[];
  /** The loop's timers, in the order set; without `firedMs` the last, if it has not fired. */
  timers: { dueMs: number; firedMs?: number }[];
}

export function emptyLog(): ProbeLog {
  return { sentMs: [], answeredMs: [], timers: [] };
}

/** Writes down that a timer is set, or has fired (ProberHears). */
export function logTimer({ timers }: ProbeLog, dueMs: number, firedMs?: number): void {
  if (firedMs === undefined) timers.push({ dueMs });
  else timers[timers.length - 1] = { dueMs, firedMs };
}

/**
 * The probes that overlap a run, in ms since it began: answered after its start, sent before its
 * end.
 */
export function duringRun(log: ProbeLog, startMs: number, endMs: number): ProbeLog {
  const during = emptyLog();
  for (let i = 0; i < log.sentMs.length; i++) {
    const sent = log.sentMs[i] as number;
    const answered = log.answeredMs[i] as number;
    if (answered < startMs || sent > endMs) continue;
    during.sentMs.push(Math.max(sent, startMs) - startMs);
    during.answeredMs.push(Math.min(answered, Math.max(endMs, sent)) - startMs);
  }
  for (const { dueMs, firedMs = endMs } of log.timers) {
    if (firedMs < startMs || dueMs > endMs) continue;
    during.timers.push({ dueMs: dueMs - startMs, firedMs: Math.min(firedMs, endMs) - startMs });
  }
  return during;
}

/**
 * Stretches in which probes were pending and the loop answered none, in order. An answer ends a
 * stretch; probes still pending may begin another. The loop answers in the order of sending.
 */
function silences(log: ProbeLog): EventLoopReport["freezes"] {
  let lastAnswerMs = Number.NEGATIVE_INFINITY;
  return log.sentMs.map((sentMs, probe) => {
    const startMs = Math.max(sentMs, lastAnswerMs);
    lastAnswerMs = log.answeredMs[probe] as number;
    return { startMs, endMs: lastAnswerMs };
  });
}

function checksOf(log: ProbeLog): EventLoopReport["checks"] {
  const checks: EventLoopReport["checks"] = [];
  for (let i = 0; i < log.sentMs.length; i += probesPerHealthCheck) {
    checks.push({ sentMs: log.sentMs[i] as number, answeredMs: log.answeredMs[i] as number });
  }
  return checks;
}

export function summariseHealth(log: ProbeLog): EventLoopReport["health"] {
  const waits = checksOf(log).map(({ sentMs, answeredMs }) => answeredMs - sentMs);
  const sorted = waits.sort((a, b) => a - b);
  const missed = sorted.filter((ms) => ms > healthTimeoutMs).length;
  return {
    sent: sorted.length,
    answered: sorted.length - missed,
    missed,
    p50Ms: percentile(sorted, 50),
    p99Ms: percentile(sorted, 99),
    maxMs: sorted.at(-1) ?? 0,
  };
}

/** `log` and `frames`: in ms since the run began. */
export function summariseLoop(
  log: ProbeLog,
  frames: FrameLog,
  durationMs: number,
  refreshMs: number,
): EventLoopReport {
  const silent = silences(log);
  const freezes = silent.filter(({ startMs, endMs }) => endMs - startMs >= freezeThresholdMs);
  const drops = missingFrames(frames, durationMs, refreshMs);
  return {
    longestFreezeMs: silent.reduce(
      (most, { startMs, endMs }) => Math.max(most, endMs - startMs),
      0,
    ),
    frozenMs: freezes.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0),
    freezes,
    frames: frames.drawnMs.filter((ms) => ms >= 0 && ms <= durationMs).length,
    droppedFrames: drops.reduce((sum, drop) => sum + drop.frames, 0),
    drops,
    checks: checksOf(log),
    timers: log.timers.map(({ dueMs, firedMs = durationMs }) => ({ dueMs, firedMs })),
    // Who asked knows (engine/result.ts).
    answers: [],
    health: summariseHealth(log),
  };
}
