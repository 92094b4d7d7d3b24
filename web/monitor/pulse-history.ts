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

  /** Call once a frame. Returns the gap that this frame ended, if one did. */
  frame(nowMs: number): Gap | null {
    const lastMs = this.#lastMs;
    this.#lastMs = nowMs;
    this.#gaps = this.#gaps.filter((gap) => gap.endMs > nowMs - this.#keepMs);
    if (lastMs === null || nowMs - lastMs < shortestGapMs) return null;
    const gap = { startMs: lastMs, endMs: nowMs };
    this.#gaps.push(gap);
    return gap;
  }

  /** Drawing stops on purpose (hidden, off-screen): what follows is a pause and no gap. */
  pause(): void {
    this.#lastMs = null;
  }

  get gaps(): readonly Gap[] {
    return this.#gaps;
  }

  inGap(ms: number): boolean {
    return this.#gaps.some((gap) => ms > gap.startMs && ms < gap.endMs);
  }
}

/** "frozen 1.3 s", "frozen 240 ms". */
export function describeGap(gap: Gap): string {
  const ms = gap.endMs - gap.startMs;
  return ms >= 1000 ? `frozen ${(ms / 1000).toFixed(1)} s` : `frozen ${Math.round(ms)} ms`;
}

const beatMs = 1000;

/**
 * Height of the trace at a time, -1 to 1: once a second the P, QRS and T waves of a heart,
 * each a bell at its place in the beat.
 */
export function beatHeight(ms: number): number {
  const phase = (((ms % beatMs) + beatMs) % beatMs) / beatMs;
  let height = 0;
  for (const [at, width, peak] of waves) {
    const away = (phase - at) / width;
    height += peak * Math.exp(-away * away);
  }
  return height;
}

/** Place and width as parts of a beat, and height. */
const waves = [
  [0.2, 0.035, 0.14],
  [0.315, 0.011, -0.16],
  [0.345, 0.013, 1],
  [0.378, 0.012, -0.3],
  [0.56, 0.055, 0.24],
] as const;
