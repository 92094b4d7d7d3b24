/**
 * Reduces the marks of one kind on one row to bars that can be told apart at this zoom. Touching
 * marks form one run if they are too thin for separate bars or their group is merged, and marks
 * that would only repaint a run's pixels are skipped: the work is bounded by the number of pixels,
 * not of marks.
 */
import { firstFrom } from "../scene/find.ts";
import { groupOf, isMerged, type Scene } from "../scene/scene.ts";
import { type Frame, pixelOf } from "./renderer.ts";

/** Receives ranges of pixels, from `left` up to, but not including, `right`. */
export interface Painter {
  run?(left: number, right: number): void;
  bar?(left: number, right: number, mark: number): void;
}

export function walk(scene: Scene, kind: number, row: number, frame: Frame, painter: Painter) {
  const { start, end, ends, groups } = scene;
  const { left: plotLeft, right: plotRight, originTick, pxPerTick } = frame;
  const group = groupOf(scene, kind, row);
  const to = groups[group + 1] as number;
  if (groups[group] === to) return;
  const merged = isMerged(scene, kind, row);
  const ticksPerPx = 1 / pxPerTick;
  const lastTick = originTick + (plotRight - plotLeft) * ticksPerPx + 1;
  /**
   * The first mark that paints a pixel at or right of `px`. Its bounds are up to two ticks too low,
   * to allow for rounding: a mark that is found too early costs only one more iteration.
   */
  const paintingFrom = (from: number, px: number): number => {
    const endsAfter = Math.ceil(originTick + (px - plotLeft + 0.5) * ticksPerPx) - 2;
    // Where spans are far apart, it is nearly always the next one.
    if (from >= to || (end[from] as number) > endsAfter) return from;
    const startsFrom = Math.ceil(originTick + (px - plotLeft - 0.5) * ticksPerPx) - 1;
    const found = firstFrom(start, from, to, startsFrom);
    return Math.min(found, ends.firstAbove(from, endsAfter));
  };
  let runLeft = 0;
  let runRight = Number.NEGATIVE_INFINITY;
  const flush = (): void => {
    if (runRight > runLeft) painter.run?.(runLeft, runRight);
    runRight = Number.NEGATIVE_INFINITY;
  };
  let mark = paintingFrom(groups[group] as number, plotLeft);
  while (mark < to && (start[mark] as number) <= lastTick) {
    const left = pixelOf(frame, start[mark] as number);
    const right = Math.max(left + 1, pixelOf(frame, end[mark] as number));
    if (!merged && right - left >= frame.grain.wide) {
      flush();
      painter.bar?.(left, right, mark);
      mark++;
      continue;
    }
    if (left <= runRight) {
      runRight = Math.max(runRight, right);
    } else {
      flush();
      runLeft = left;
      runRight = right;
    }
    mark = paintingFrom(mark + 1, runRight);
  }
  flush();
}
