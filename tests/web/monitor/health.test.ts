import { describe, expect, test } from "vitest";
import {
  duringRun,
  emptyLog,
  freezeThresholdMs,
  healthTimeoutMs,
  logTimer,
  type ProbeLog,
  probeIntervalMs,
  probesPerHealthCheck,
  summariseHealth,
  summariseLoop,
} from "../../../web/monitor/probe/health.ts";
import { drawing } from "./drawing.ts";

/** Probes for `durationMs`, answered at once except while the loop is frozen. */
function probed(durationMs: number, frozen: [from: number, to: number][]): ProbeLog {
  const log = emptyLog();
  for (let sent = 0; sent < durationMs; sent += probeIntervalMs) {
    const freeze = frozen.find(([from, to]) => sent >= from && sent < to);
    log.sentMs.push(sent);
    log.answeredMs.push(freeze ? freeze[1] : sent);
  }
  return log;
}

const noFrames = drawing([]);

describe("the loop's report", () => {
  test("finds a freeze as long as it was", () => {
    const report = summariseLoop(probed(3000, [[500, 1700]]), noFrames, 3000, 16);
    expect(report.longestFreezeMs).toBe(1200);
    expect(report.frozenMs).toBe(1200);
  });

  test("adds up several freezes and leaves out short hold-ups", () => {
    const log = probed(2000, [
      [100, 100 + freezeThresholdMs - probeIntervalMs],
      [500, 700],
      [1000, 1100],
    ]);
    const report = summariseLoop(log, noFrames, 2000, 0);
    expect(report.freezes).toEqual([
      { startMs: 500, endMs: 700 },
      { startMs: 1000, endMs: 1100 },
    ]);
    expect(report.frozenMs).toBe(300);
  });

  test("tells two freezes apart that only an answer lies between", () => {
    const log = { sentMs: [100, 105, 110], answeredMs: [400, 400, 900], timers: [] };
    const report = summariseLoop(log, noFrames, 1000, 0);
    expect(report.freezes).toEqual([
      { startMs: 100, endMs: 400 },
      { startMs: 400, endMs: 900 },
    ]);
    expect(report.longestFreezeMs).toBe(500);
    expect(report.health.maxMs).toBe(300);
  });

  test("has the timers that overlap the run, and that of the end for as long as it was seen", () => {
    const log = probed(1000, []);
    for (const [due, fired] of [
      [100, 101],
      [190, 420],
      [600, 601],
    ] as const) {
      logTimer(log, due);
      logTimer(log, due, fired);
    }
    logTimer(log, 880);
    const { timers } = summariseLoop(duringRun(log, 150, 900), noFrames, 750, 0);
    expect(timers).toEqual([
      { dueMs: 40, firedMs: 270 },
      { dueMs: 450, firedMs: 451 },
      { dueMs: 730, firedMs: 750 },
    ]);
  });

  test("is calm for a loop that answers at once", () => {
    const drawn = Array.from({ length: 52 }, (_, frame) => (frame - 1) * 20);
    const report = summariseLoop(probed(1000, []), drawing(drawn), 1000, 20);
    expect(report).toMatchObject({ longestFreezeMs: 0, frozenMs: 0, drops: [], droppedFrames: 0 });
    expect(report.frames).toBe(51);
    expect(report.health).toMatchObject({ sent: 10, answered: 10, missed: 0, maxMs: 0 });
  });

  test("is empty for no probes at all", () => {
    const report = summariseLoop(emptyLog(), noFrames, 0, 16);
    expect(report.longestFreezeMs).toBe(0);
    expect(report.health.sent).toBe(0);
  });
});

describe("health checks", () => {
  const intervalMs = probeIntervalMs * probesPerHealthCheck;

  test("are missed when they wait longer than the timeout, and always add up", () => {
    const frozenFor = healthTimeoutMs + 3 * intervalMs;
    const health = summariseHealth(probed(2000, [[0, frozenFor]]));
    // The first three wait for longer than the timeout, those sent later in the freeze do not.
    const late = Math.ceil((frozenFor - healthTimeoutMs) / intervalMs);
    expect(health.missed).toBe(late);
    expect(health.sent).toBe(2000 / intervalMs);
    expect(health.answered + health.missed).toBe(health.sent);
    expect(health.maxMs).toBe(frozenFor);
  });

  test("p50 and p99 are nearest ranks", () => {
    const health = summariseHealth(probed(10_000, [[0, 100]]));
    expect(health.p50Ms).toBe(0);
    expect(health.p99Ms).toBe(0);
    expect(health.maxMs).toBe(100);
  });
});

test("dropped frames are those missing in the stretches that the report names", () => {
  const drawn = [0, 20, 40, 300, 320, 340];
  const report = summariseLoop(probed(400, [[45, 295]]), drawing(drawn), 400, 20);
  expect(report.drops).toEqual([
    { startMs: 60, endMs: 300, frames: 12 },
    { startMs: 360, endMs: 400, frames: 2 },
  ]);
  expect(report.droppedFrames).toBe(14);
});
