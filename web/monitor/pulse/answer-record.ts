/**
 * What the watchdog knows of an event loop's last seconds: when it answered, and how long it has
 * been silent. Times are ms on any one monotonic clock.
 */
import { freezeThresholdMs, healthTimeoutMs } from "../probe/health.ts";
import type { Gap } from "./pulse-history.ts";

/** As often as in a run (probeIntervalMs × probesPerHealthCheck). */
export const checkIntervalMs = 100;

export interface Check {
  sentMs: number;
  /** null while the answer is pending. */
  answeredMs: number | null;
}

/** Answered in time, still pending, or too late. */
export function stateOf(check: Check, nowMs: number): "answered" | "waiting" | "missed" {
  const waitedMs = (check.answeredMs ?? nowMs) - check.sentMs;
  if (waitedMs > healthTimeoutMs) return "missed";
  return check.answeredMs === null ? "waiting" : "answered";
}

export class AnswerRecord {
  readonly #keepMs: number;
  #pending: number[] = [];
  #checks: Check[] = [];
  #gaps: Gap[] = [];
  #checkDueMs: number | undefined;
  #lastAnswerMs = Number.NEGATIVE_INFINITY;
  /** When the loop's timer is due; undefined: none is set. */
  timerDueMs: number | undefined;

  /** Entries that ended more than `keepMs` ago are dropped. */
  constructor(keepMs: number) {
    this.#keepMs = keepMs;
  }

  /** A probe has gone out; one every `checkIntervalMs` is a health check. */
  sent(sentMs: number): void {
    this.#forgetBefore(sentMs - this.#keepMs);
    this.#pending.push(sentMs);
    this.#checkDueMs ??= sentMs;
    if (sentMs < this.#checkDueMs) return;
    this.#checks.push({ sentMs, answeredMs: null });
    // Keeps the average at one per interval, although timers are late.
    this.#checkDueMs = Math.max(this.#checkDueMs, sentMs - checkIntervalMs / 2) + checkIntervalMs;
  }

  /** The answer to the probe sent at `sentMs`. Returns the silence that it ended, if one did. */
  answered(sentMs: number, answeredMs: number): Gap | null {
    this.#pending = this.#pending.filter((ms) => ms !== sentMs);
    const check = this.#checks.findLast((one) => one.sentMs === sentMs);
    if (check) check.answeredMs = answeredMs;
    const gap = { startMs: Math.max(sentMs, this.#lastAnswerMs), endMs: answeredMs };
    this.#lastAnswerMs = answeredMs;
    if (gap.endMs - gap.startMs < freezeThresholdMs) return null;
    this.#gaps.push(gap);
    return gap;
  }

  /** Probing pauses: probes still pending are dropped, and do not count as silence. */
  pause(): void {
    this.#pending = [];
    this.timerDueMs = undefined;
    this.#checks = this.#checks.filter(({ answeredMs }) => answeredMs !== null);
  }

  /** How long the loop has been silent; 0 below the freeze threshold. */
  silentMs(nowMs: number): number {
    const sinceMs = Math.max(this.#pending[0] ?? nowMs, this.#lastAnswerMs);
    return nowMs - sinceMs >= freezeThresholdMs ? nowMs - sinceMs : 0;
  }

  get gaps(): readonly Gap[] {
    return this.#gaps;
  }

  get checks(): readonly Check[] {
    return this.#checks;
  }

  /** Health checks sent in this stretch and not answered in time. */
  missedIn({ startMs, endMs }: Gap): number {
    return this.#checks.filter(
      (check) =>
        check.sentMs >= startMs && check.sentMs < endMs && stateOf(check, endMs) === "missed",
    ).length;
  }

  #forgetBefore(ms: number): void {
    if ((this.#checks[0]?.sentMs ?? ms) < ms) {
      this.#checks = this.#checks.filter(({ sentMs }) => sentMs >= ms);
    }
    if ((this.#gaps[0]?.endMs ?? ms) < ms)
      this.#gaps = this.#gaps.filter(({ endMs }) => endMs >= ms);
  }
}
