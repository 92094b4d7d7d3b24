/** Converts layout and view (CSS px, ms) to the frame that a renderer draws (device px, ticks). */

import { grainFor } from "../scene/kinds.ts";
import { barHeight, type Layout } from "../scene/layout.ts";
import { ticks } from "../scene/ruler.ts";
import type { Scene } from "../scene/scene.ts";
import type { View } from "../scene/view.ts";
import type { Colours } from "./colours.ts";
import { type Frame, pixelOf, type Rect } from "./renderer.ts";

/** Least distance between two marks of the ruler, CSS px. */
const tickDistance = 84;

export function frameOf(
  scene: Scene,
  layout: Layout,
  view: View,
  { inks, line, alive }: Colours,
  pixelRatio: number,
): Frame {
  const px = (css: number): number => Math.round(css * pixelRatio);
  const left = px(layout.left);
  const right = Math.max(left + 1, px(layout.right));
  const originTick = Math.round(view.startMs * scene.ticksPerMs);
  const grain = grainFor(pixelRatio);
  const frame: Frame = {
    width: Math.max(1, px(layout.width)),
    height: Math.max(1, px(layout.height)),
    grain,
    left,
    right,
    originTick,
    pxPerTick: (right - left) / ((view.endMs - view.startMs) * scene.ticksPerMs),
    phase: 0,
    rowTop: Int32Array.from(layout.rowTop, px),
    rowHeight: Int32Array.from(layout.rowTop, (top, row) => {
      const bottom = top + barHeight(layout.rowPitch[row] as number);
      return Math.max(1, px(bottom) - px(top));
    }),
    under: [],
    inks,
  };
  frame.phase = modulo(pixelOf(frame, 0), grain.period);
  frame.under = [...gridLines(frame, layout, view, line, px), ...loops(frame, scene, alive)];
  return frame;
}

export function ticksOf(layout: Layout, view: View) {
  return ticks(view.startMs, view.endMs, (layout.right - layout.left) / tickDistance);
}

function gridLines(
  frame: Frame,
  layout: Layout,
  view: View,
  colour: Rect["colour"],
  px: (css: number) => number,
): Rect[] {
  const y = px(layout.rulerBottom - 4);
  const { left, right, height } = frame;
  const lines = ticksOf(layout, view).map(({ ms }) => {
    const share = (ms - view.startMs) / (view.endMs - view.startMs);
    const x = Math.min(left + Math.round(share * (right - left)), frame.width - 1);
    return { x, y, width: 1, height: height - y, colour };
  });
  const titles = layout.blocks.map(({ titleY }) => {
    return { x: 0, y: px(titleY), width: frame.width, height: 1, colour };
  });
  return [...lines, ...titles];
}

/** A thin line along each event loop's row for the run's duration; freezes are painted over it. */
function loops(frame: Frame, scene: Scene, colour: Rect["colour"]): Rect[] {
  const lines: Rect[] = [];
  const within = (x: number): number => Math.min(Math.max(x, frame.left), frame.right);
  for (const { freezeRow, result } of scene.blocks) {
    const from = within(pixelOf(frame, 0));
    const to = within(pixelOf(frame, Math.round(result.wallMs * scene.ticksPerMs)));
    if (to <= from) continue;
    const height = frame.grain.line;
    const middle = (frame.rowHeight[freezeRow] as number) / 2;
    const y = Math.round((frame.rowTop[freezeRow] as number) + middle - height / 2);
    lines.push({ x: from, y, width: to - from, height, colour });
  }
  return lines;
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
