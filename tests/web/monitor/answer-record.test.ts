import { describe, expect, it } from "vitest";
import { freezeThresholdMs, healthTimeoutMs } from "../../../web/monitor/probe/health.ts";
import {
  AnswerRecord,
  checkIntervalMs,
  stateOf,
} from "../../../web/monitor/pulse/answer-record.ts";

/** Probes every 50 ms up to `untilMs`, each answered after 1 ms, or when the freeze ends. */
function asked(record: AnswerRecord, untilMs: number, [from, to]: [number, number]): void {
  const waiting: number[] = [];
  for (let ms = 0; ms <= untilMs; ms += 50) {
    if (ms >= to) for (const sent of waiting.splice(0)) record.answered(sent, to);
    record.sent(ms);
    if (ms >= from && ms < to) waiting.push(ms);
    else record.answered(ms, ms + 1);
  }
}

describe("what the watchdog knows", () => {
  it("is a silence that grows while nothing is answered, from the first probe in vain", () => {
    const record = new AnswerRecord(60_000);
    asked(record, 1000, [500, 5000]);
    expect(record.silentMs(500 + freezeThresholdMs - 1)).toBe(0);
    expect(record.silentMs(700)).toBe(200);
    expect(record.silentMs(1000)).toBe(500);
    expect(record.gaps).toEqual([]);
  });

  it("is one gap when it is over, however many probes had waited", () => {
    const record = new AnswerRecord(60_000);
    asked(record, 2000, [500, 1300]);
    expect(record.gaps).toEqual([{ startMs: 500, endMs: 1300 }]);
    expect(record.silentMs(2000)).toBe(0);
  });

  it("has health checks go from waiting to missed one after another", () => {
    const record = new AnswerRecord(60_000);
    asked(record, 1000, [500, 5000]);
    const missedAt = (ms: number) =>
      record.checks.filter((check) => check.sentMs <= ms && stateOf(check, ms) === "missed").length;
    expect(missedAt(500 + healthTimeoutMs)).toBe(0);
    expect(missedAt(500 + healthTimeoutMs + 1)).toBe(1);
    expect(missedAt(500 + healthTimeoutMs + checkIntervalMs + 1)).toBe(2);
    expect(missedAt(1000)).toBe(3);
    expect(record.checks.filter((check) => stateOf(check, 400) === "answered")).toHaveLength(5);
  });

  it("counts as missed what was answered too late as well", () => {
    const record = new AnswerRecord(60_000);
    asked(record, 2000, [500, 1300]);
    // The checks sent at 500 to 1000 waited for at least 300 ms.
    expect(record.missedIn({ startMs: 500, endMs: 1300 })).toBe(6);
  });

  it("takes it for no silence that nobody is asked", () => {
    const record = new AnswerRecord(60_000);
    record.sent(0);
    record.pause();
    expect(record.silentMs(10_000)).toBe(0);
    expect(record.checks).toEqual([]);
  });

  it("forgets what is long over", () => {
    const record = new AnswerRecord(1000);
    asked(record, 10_000, [500, 1300]);
    expect(record.gaps).toEqual([]);
    expect(record.checks.length).toBeLessThanOrEqual(1000 / checkIntervalMs + 1);
  });
});
