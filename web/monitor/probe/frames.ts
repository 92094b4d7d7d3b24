/** When the page drew frames, how often the screen could show one, and where some are missing. */
import { epochNow, untilMultiple } from "../../base/clock.ts";
import type { Stopwatch } from "../../base/stopwatch.ts";
import type { EventLoopReport } from "../../spec/types.ts";

/**
 * The refresh interval of a screen in ms, from the times between frames of a page that may be busy.
 * A late frame spans several intervals, so the estimate uses the shorter ones; their mean evens out
 * a clock with whole-millisecond resolution. 0 when there are none.
 */
export function refreshIntervalOf(betweenMs: readonly number[]): number {
  const sorted = betweenMs.filter((ms) => ms > 0).toSorted((a, b) => a - b);
  const typical = sorted[sorted.length >> 2] ?? 0;
  const alike = sorted.filter((ms) => Math.abs(ms - typical) < typical / 4);
  return alike.length > 0 ? alike.reduce((sum, ms) => sum + ms, 0) / alike.length : 0;
}

/** Refresh interval in ms, from `samples` frames or those of 2 s; 0 without any (hidden page). */
export function measureRefreshInterval(samples = 30): Promise<number> {
  return new Promise((resolve) => {
    const betweenMs: number[] = [];
    let last: number | undefined;
    const giveUp = setTimeout(() => resolve(refreshIntervalOf(betweenMs)), 2000);
    const onFrame = (now: number) => {
      if (last !== undefined) betweenMs.push(now - last);
      last = now;
      if (betweenMs.length < samples) {
        requestAnimationFrame(onFrame);
      } else {
        clearTimeout(giveUp);
        resolve(refreshIntervalOf(betweenMs));
      }
    };
    requestAnimationFrame(onFrame);
  });
}

/** When frames were requested and drawn, in order; the last request may still be pending. */
export interface FrameLog {
  askedMs: Float64Array<ArrayBuffer>;
  drawnMs: Float64Array<ArrayBuffer>;
}

/** Requests frames and records when each was drawn, on the shared clock. */
export class FrameTimes {
  #askedMs: number[] = [];
  #drawnMs: number[] = [];
  #frame = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Requests every frame, or one every `everyMs`. `spent` runs while it records. */
  start(spent: Stopwatch, everyMs = 0): void {
    this.#cancel();
    this.#askedMs = [];
    this.#drawnMs = [];
    const ask = () => {
      this.#frame = requestAnimationFrame(onFrame);
    };
    const onFrame = () =>
      spent.during(() => {
        // Not the frame's own timestamp: after a freeze that is when the frame was due.
        this.#drawnMs.push(epochNow());
        next();
      });
    const next = () => {
      const waitMs = everyMs > 0 ? untilMultiple(everyMs) : 0;
      // The time when it is due, not when a busy thread gets round to requesting it.
      this.#askedMs.push(epochNow() + waitMs);
      if (waitMs > 0) this.#timer = setTimeout(ask, waitMs);
      else ask();
    };
    next();
  }

  /** Since `start`. */
  stop(): FrameLog {
    this.#cancel();
    return {
      askedMs: Float64Array.from(this.#askedMs),
      drawnMs: Float64Array.from(this.#drawnMs),
    };
  }

  #cancel(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
  }
}

/**
 * Stretches between 0 and `durationMs` in which frames were due, one every `refreshMs` from the
 * request on, and none was drawn: each runs from the first missing frame to the next drawn one. A
 * frame is missing when it is more than half an interval late. The log may begin before 0.
 */
export function missingFrames(
  { askedMs, drawnMs }: FrameLog,
  durationMs: number,
  refreshMs: number,
): EventLoopReport["drops"] {
  const drops: EventLoopReport["drops"] = [];
  if (!(refreshMs > 0)) return drops;
  for (let i = 0; i < askedMs.length; i++) {
    const askedAt = askedMs[i] as number;
    const asked = askedAt > -refreshMs ? askedAt : 0;
    const drawn = Math.min(drawnMs[i] ?? Number.POSITIVE_INFINITY, durationMs);
    const frames = Math.round((drawn - asked) / refreshMs) - 1;
    if (frames > 0) drops.push({ startMs: asked + refreshMs, endMs: drawn, frames });
  }
  return drops;
}
