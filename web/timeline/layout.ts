/**
 * Where everything on the timeline goes, in CSS px: one block a result, stacked on one time axis,
 * so that the eye compares lengths. Pure: no canvas, no DOM.
 */
import type { Result, Strategy } from "../engine/types.ts";
import { laneName, lanesName, waitsOnly } from "./lanes.ts";

export interface Block {
  how: Strategy;
  result: Result;
  lanes: number;
  /** Lanes are shared out over rows; fewer rows than lanes when there are very many. */
  rows: number;
  rowHeight: number;
  /** Top of the title line, and of the first row. */
  titleY: number;
  rowsY: number;
  waitsOnly: boolean;
  /** A name for each row, or one for them all where rows are too thin to read. */
  names: string[];
}

export interface Layout {
  width: number;
  height: number;
  /** Left edge of time 0; to the left of it stand the lane names. */
  gutter: number;
  rulerHeight: number;
  endMs: number;
  blocks: Block[];
}

const rulerHeight = 26;
const titleHeight = 24;
const blockGap = 14;
const rightMargin = 12;
/** Above this many lanes rows are shared, so that a block never outgrows a phone's screen. */
const maxRows = 72;

export function layoutTimeline(results: readonly Result[], width: number): Layout {
  const gutter = width < 560 ? 84 : 116;
  const blocks: Block[] = [];
  let y = rulerHeight + 6;
  let endMs = 0;
  for (const result of results) {
    const lanes = laneCount(result);
    const rows = Math.min(lanes, maxRows);
    const rowHeight = heightOfRow(rows);
    const waits = waitsOnly(result);
    const names =
      rowHeight >= 14
        ? Array.from({ length: lanes }, (_, lane) => laneName(result, lane, waits))
        : [lanesName(result, lanes, waits)];
    blocks.push({
      how: result.how,
      result,
      lanes,
      rows,
      rowHeight,
      titleY: y,
      rowsY: y + titleHeight,
      waitsOnly: waits,
      names,
    });
    y += titleHeight + rows * rowHeight + blockGap;
    endMs = Math.max(endMs, result.wallMs, lastEnd(result));
  }
  return { width, height: y, gutter, rulerHeight, endMs: endMs || 1, blocks };
}

/** CSS px of a time. */
export function timeToX(layout: Layout, ms: number): number {
  return layout.gutter + (ms / layout.endMs) * plotWidth(layout);
}

export function xToTime(layout: Layout, x: number): number {
  return ((x - layout.gutter) / plotWidth(layout)) * layout.endMs;
}

export function plotWidth(layout: Layout): number {
  return Math.max(1, layout.width - layout.gutter - rightMargin);
}

export function rowOfLane(block: Block, lane: number): number {
  return block.rows === block.lanes ? lane : Math.floor((lane * block.rows) / block.lanes);
}

function heightOfRow(rows: number): number {
  if (rows <= 4) return 22;
  if (rows <= 12) return 16;
  if (rows <= 24) return 7;
  return rows <= 48 ? 4 : 3;
}

function laneCount({ spans }: Result): number {
  let max = 0;
  for (let i = 0; i < spans.count; i++) max = Math.max(max, spans.lane[i] ?? 0);
  return max + 1;
}

function lastEnd({ spans }: Result): number {
  let end = 0;
  for (let i = 0; i < spans.count; i++) end = Math.max(end, spans.endMs[i] ?? 0);
  return end;
}
