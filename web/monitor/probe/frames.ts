/** When the page drew frames, how often the screen could show one, and where some are missing. */
import { epochNow } from "../../base/clock.ts";
import type { EventLoopReport } from "../../spec/types.ts";

/**
 * The interval of a screen in ms, from the times between frames of a page that may be busy: a frame
 * that came late took several intervals, so the shorter ones tell, and their mean evens out a clock
 * of whole milliseconds. 0 for none.
 */
export function refreshIntervalOf(betweenMs: readonly number[]): number {
  const sorted = betweenMs.filter((ms) => ms > 0).toSorted((a, b) => a - b);
  const typical = sorted[sorted.length >> 2] ?? 0;
  const alike = sorted.filter((ms) => Math.abs(ms - typical) < typical / 4);
  return alike.length > 0 ? alike.reduce((sum, ms) => sum + ms, 0) / alike.length : 0;
}

/** Refresh interval in ms from `samples` frames, or those of 2 s; 0 when there are none (hidden). */
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

/** Notes when each frame was drawn, on the shared clock. */
export class FrameTimes {
  #drawnMs: number[] = [];
  #handle = 0;

  start(): void {
    this.#drawnMs = [];
    const onFrame = () => {
      // Not the frame's own time stamp: after a freeze that says when the frame was due.
      this.#drawnMs.push(epochNow());
      this.#handle = requestAnimationFrame(onFrame);
    };
    cancelAnimationFrame(this.#handle);
    this.#handle = requestAnimationFrame(onFrame);
  }

  /** Since `start`, in order. */
  stop(): Float64Array<ArrayBuffer> {
    cancelAnimationFrame(this.#handle);
    return Float64Array.from(this.#drawnMs);
  }
}

/**
 * Stretches between 0 and `durationMs` in which frames were due, one every `refreshMs`, and none
 * was drawn: from the first that is missing to the next that was drawn. A frame is missing when it
 * is more than half an interval late. `drawnMs`: in order, may begin before 0.
 */
export function missingFrames(
  drawnMs: ArrayLike<number>,
  durationMs: number,
  refreshMs: number,
): EventLoopReport["drops"] {
  const drops: EventLoopReport["drops"] = [];
  if (!(refreshMs > 0)) return drops;
  let lastMs = 0;
  const until = (ms: number) => {
    const frames = Math.round((ms - lastMs) / refreshMs) - 1;
    if (frames > 0) drops.push({ startMs: lastMs + refreshMs, endMs: ms, frames });
    lastMs = ms;
  };
  for (let i = 0; i < drawnMs.length; i++) {
    const ms = drawnMs[i] as number;
    if (ms >= durationMs) break;
    if (ms >= 0) until(ms);
    else if (ms > -refreshMs) lastMs = ms;
  }
  until(durationMs);
  return drops;
}
