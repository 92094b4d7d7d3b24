/** A log of frames, of which each that could be had was asked for. */
import type { FrameLog } from "../../web/monitor/probe/frames.ts";

export function drawing(drawn: readonly number[]): FrameLog {
  return {
    askedMs: Float64Array.from([Number.NEGATIVE_INFINITY, ...drawn]),
    drawnMs: Float64Array.from(drawn),
  };
}
