/**
 * The kinds of bars and their patterns, by which kinds can be told apart without colour. Patterns
 * consist of whole device pixels, so that both back ends paint identical ones;
 * shaders/timeline.frag has the same rules as `inked`.
 */
import { spanKinds } from "../../spec/types.ts";

/** The kinds of spans (0–3, as in `Spans`), then those of the event loop. */
export const barKinds = [...spanKinds, "frozen", "frames dropped"] as const;

export const QUEUED = 0;
export const WAITING = 1;
export const RUNNING = 2;
export const BLOCKED = 3;
export const FROZEN = 4;
export const DROPPED = 5;

/** Later kinds cover earlier ones on their row: progress is never hidden by queued spans. */
export const paintOrder = [QUEUED, BLOCKED, WAITING, RUNNING, FROZEN, DROPPED] as const;

/** Lengths in device px. */
export interface Grain {
  /** Patterns repeat after this many pixels in both directions. */
  period: number;
  /** Width of a hatching line and of a dot. */
  stroke: number;
  /** Bars at least this wide have a gap to the next bar and, if `outlined`, an outline. */
  wide: number;
  /** Width of outlines and gaps. */
  line: number;
  /** Rows at least this high have room for an outline. */
  tall: number;
}

export function grainFor(pixelRatio: number): Grain {
  const px = (css: number): number => Math.max(1, Math.round(css * pixelRatio));
  return { period: 2 * px(3), stroke: px(1.25), wide: px(4), line: px(1), tall: px(5) };
}

/** Whether a kind's pattern has ink at a pixel; `x` and `y` are from 0 to `period` - 1. */
export function inked(kind: number, x: number, y: number, { period, stroke }: Grain): boolean {
  const rising = (x + y) % period < stroke;
  switch (kind) {
    case QUEUED:
      // Dots, with every second row shifted by half a period.
      return y % (period / 2) < stroke && (x + (y < period / 2 ? 0 : period / 2)) % period < stroke;
    case WAITING:
      return rising;
    case BLOCKED:
      return rising || (x - y + period) % period < stroke;
    case DROPPED:
      return x % period < stroke;
    default:
      return true;
  }
}

/** Whether a kind's bars are outlined where they are wide and tall enough. */
export function outlined(kind: number): boolean {
  return kind === WAITING || kind === BLOCKED;
}
