/** A frame log in which each frame was requested as soon as the one before was drawn. */
import type { FrameLog } from "../../../web/monitor/probe/frames.ts";

export function drawing(drawn: readonly number[]): FrameLog {
  return {
    askedMs: Float64Array.from([Number.NEGATIVE_INFINITY, ...drawn]),
    drawnMs: Float64Array.from(drawn),
  };
}
