/**
 * When frames were drawn, and so when they were not. Times are ms on any one clock that only goes
 * forward. A gap is a stretch in which a frame was due and none came.
 */
export interface Gap {
  startMs: number;
  endMs: number;
}

/** Three missed frames at 60 Hz, the Long Tasks threshold: shorter ones are a browser's own. */
export const shortestGapMs = 50;

export class PulseHistory {
  readonly #keepMs: number;
  #lastMs: number | null = null;
  #gaps: Gap[] = [];

  /** Gaps that ended longer ago than `keepMs` are forgotten. */
  constructor(keepMs: number) {
    this.#keepMs = keepMs;
  }

  /**
   * Call once a frame, which was asked for at `askedMs` or, if that was earlier, at the last frame.
   * Returns the gap that this frame ended, if one did.
   */
  frame(nowMs: number, askedMs = Number.NEGATIVE_INFINITY): Gap | null {
    const lastMs = this.#lastMs === null ? null : Math.max(this.#lastMs, askedMs);
    this.#lastMs = nowMs;
    this.#gaps = this.#gaps.filter((gap) => gap.endMs > nowMs - this.#keepMs);
    if (lastMs === null || nowMs - lastMs < shortestGapMs) return null;
    const gap = { startMs: lastMs, endMs: nowMs };
    this.#gaps.push(gap);
    return gap;
  }

  get gaps(): readonly Gap[] {
    return this.#gaps;
  }
}

/** "1.3 s", "240 ms". */
export function describeLength(ms: number): string {
  return ms >= 1000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms)} ms`;
}
