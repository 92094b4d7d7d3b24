/**
 * When frames were drawn, and where they are missing. Times are ms on any one monotonic clock. A
 * gap is a stretch in which a frame was due and none was drawn.
 */
export interface Gap {
  startMs: number;
  endMs: number;
}

/**
 * Three missed frames at 60 Hz, the Long Tasks threshold: browsers cause shorter gaps themselves.
 */
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
   * Call once per frame. Time is counted from the last frame or, if later, from the request at
   * `askedMs`. Returns the gap that this frame ended, if any.
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
