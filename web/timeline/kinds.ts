/**
 * What a bar can be, and how it looks: a colour and a pattern, so that kinds are told apart without
 * colour as well. Patterns are made of whole device pixels, which is why both back ends paint the
 * same ones; shaders/timeline.frag says the same as `inked`.
 */
import { spanKinds } from "../spec/types.ts";

/** A span's own kinds (0–3, as in `Spans`), then what happened to the event loop. */
export const barKinds = [...spanKinds, "frozen", "frames dropped"] as const;

export const QUEUED = 0;
export const WAITING = 1;
export const RUNNING = 2;
export const BLOCKED = 3;
export const FROZEN = 4;
export const DROPPED = 5;

/** What is painted later covers what shares its row: progress is never hidden under a queue. */
export const paintOrder = [QUEUED, BLOCKED, WAITING, RUNNING, FROZEN, DROPPED] as const;

/** Lengths in device px. */
export interface Grain {
  /** Patterns repeat after so many pixels in both directions. */
  period: number;
  /** Width of a hatching line and of a dot. */
  stroke: number;
  /** Bars from this width on have an outline of their own, and a gap to the next. */
  wide: number;
  /** Outline and gap. */
  line: number;
  /** Rows from this height on have room for an outline. */
  tall: number;
}

export function grainFor(pixelRatio: number): Grain {
  const px = (css: number): number => Math.max(1, Math.round(css * pixelRatio));
  return { period: 2 * px(3), stroke: px(1.25), wide: px(4), line: px(1), tall: px(5) };
}

/** Whether the pattern of a kind has ink at a pixel; `x` and `y` from 0 to `period` - 1. */
export function inked(kind: number, x: number, y: number, { period, stroke }: Grain): boolean {
  const rising = (x + y) % period < stroke;
  switch (kind) {
    case QUEUED:
      // Dots, every second row of them shifted by half a period.
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
