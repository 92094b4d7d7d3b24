/**
 * The positions of everything on the timeline, in CSS px: an overview and a ruler, then one block
 * per result, stacked on one time axis so that lengths can be compared. Pure: no canvas, no DOM.
 */
import { nameOfLane, nameOfStrip } from "./lane-names.ts";
import type { Scene, SceneBlock } from "./scene.ts";
import type { View } from "./view.ts";

export interface BlockPlace {
  titleY: number;
  /** Vertical middle of the event loop's two rows. */
  loopMiddleY: number;
  /** A name for each row of lanes, or one for all of them where rows are too thin for text. */
  names: string[];
}

export interface Layout {
  width: number;
  height: number;
  /** Left and right edge of the time axis; names are to the left of it. */
  left: number;
  right: number;
  /** The strip that always shows the whole time, and the ruler below it. */
  overview: { top: number; height: number };
  rulerTop: number;
  rulerBottom: number;
  blocks: BlockPlace[];
  /** By row of the scene: its top, and its height including the gap below its bars. */
  rowTop: Float64Array;
  rowPitch: Float64Array;
}

const overviewHeight = 30;
const rulerHeight = 24;
const titleHeight = 24;
const freezePitch = 15;
const dropPitch = 8;
const loopGap = 4;
const blockGap = 14;
const rightMargin = 12;
const readablePitch = 14;

export function layoutTimeline(scene: Scene, width: number): Layout {
  const blocks: BlockPlace[] = [];
  const rowTop = new Float64Array(scene.rows);
  const rowPitch = new Float64Array(scene.rows);
  const rulerTop = overviewHeight + 2;
  let y = rulerTop + rulerHeight + 6;
  for (const block of scene.blocks) {
    const titleY = y;
    y += titleHeight;
    const loopMiddleY = y + (freezePitch + dropPitch) / 2;
    const place = (row: number, pitch: number): void => {
      rowTop[row] = y;
      rowPitch[row] = pitch;
      y += pitch;
    };
    place(block.freezeRow, freezePitch);
    place(block.dropRow, dropPitch);
    y += loopGap;
    const pitch = pitchOf(block.rows);
    for (let row = 0; row < block.rows; row++) place(block.laneRow + row, pitch);
    y += blockGap;
    blocks.push({ titleY, loopMiddleY, names: namesOf(block, pitch) });
  }
  const left = width < 560 ? 84 : 116;
  return {
    width,
    height: y,
    left,
    right: Math.max(left + 1, width - rightMargin),
    overview: { top: 0, height: overviewHeight },
    rulerTop,
    rulerBottom: rulerTop + rulerHeight,
    blocks,
    rowTop,
    rowPitch,
  };
}

/** The height of a row's bars, which leaves a gap to the next row where there is room for it. */
export function barHeight(pitch: number): number {
  return pitch - (pitch >= readablePitch ? 2 : pitch >= 6 ? 1 : 0);
}

/** True if rows have room for text: lane names, and task numbers in bars. */
export function isReadable(pitch: number): boolean {
  return pitch >= readablePitch;
}

export function timeToX({ left, right }: Layout, view: View, ms: number): number {
  return left + ((ms - view.startMs) / (view.endMs - view.startMs)) * (right - left);
}

export function xToTime({ left, right }: Layout, view: View, x: number): number {
  return view.startMs + ((x - left) / (right - left)) * (view.endMs - view.startMs);
}

/** The row of the scene at `y`; -1 where there is none. */
export function rowAt({ rowTop, rowPitch }: Layout, y: number): number {
  let from = 0;
  let to = rowTop.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((rowTop[middle] as number) <= y) from = middle + 1;
    else to = middle;
  }
  const row = from - 1;
  return row >= 0 && y < (rowTop[row] as number) + (rowPitch[row] as number) ? row : -1;
}

function namesOf({ result, lanes, waitsOnly }: SceneBlock, pitch: number): string[] {
  return isReadable(pitch)
    ? Array.from({ length: lanes }, (_, lane) => nameOfLane(result, lane, waitsOnly))
    : [nameOfStrip(result, lanes, waitsOnly)];
}

function pitchOf(rows: number): number {
  if (rows <= 4) return 22;
  if (rows <= 12) return 16;
  if (rows <= 24) return 7;
  return rows <= 48 ? 4 : 3;
}
