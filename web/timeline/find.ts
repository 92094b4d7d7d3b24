/** Finding spans: under the pointer, and from one to the next by keyboard. */
import type { Spans } from "../engine/types.ts";
import { type Layout, plotWidth, rowOfLane, xToTime } from "./layout.ts";

/** A span of a block of the layout. */
export interface SpanRef {
  block: number;
  span: number;
}

export type Direction = "left" | "right" | "up" | "down" | "first" | "last";

/** CSS px within which a pointer still means a span that is thinner than a finger. */
const slop = 3;

/** The span at a point, CSS px; what is drawn on top wins (running over waiting over queued). */
export function spanAt(layout: Layout, x: number, y: number): SpanRef | null {
  const block = layout.blocks.findIndex(
    ({ rowsY, rows, rowHeight }) => y >= rowsY && y < rowsY + rows * rowHeight,
  );
  const at = layout.blocks[block];
  if (!at || x < layout.gutter - slop) return null;
  const row = Math.floor((y - at.rowsY) / at.rowHeight);
  const ms = xToTime(layout, x);
  const slopMs = (slop / plotWidth(layout)) * layout.endMs;
  const { spans } = at.result;
  let best = -1;
  let bestScore = Number.POSITIVE_INFINITY;
  for (let i = 0; i < spans.count; i++) {
    const start = spans.startMs[i] as number;
    if (start > ms + slopMs) break;
    const end = spans.endMs[i] as number;
    if (end < ms - slopMs || rowOfLane(at, spans.lane[i] as number) !== row) continue;
    const away = Math.max(0, start - ms, ms - end);
    const score = away * 8 - (spans.kind[i] as number);
    if (score < bestScore) {
      best = i;
      bestScore = score;
    }
  }
  return best < 0 ? null : { block, span: best };
}

/**
 * Where the keyboard goes from a span; the span itself where there is nowhere to go. It passes over
 * queued spans: they lie behind what the lane was doing.
 */
export function neighbour(layout: Layout, from: SpanRef | null, to: Direction): SpanRef | null {
  const block = from ? layout.blocks[from.block] : undefined;
  if (!from || !block) return firstSpan(layout);
  const { spans } = block.result;
  const lane = spans.lane[from.span] as number;
  switch (to) {
    case "right":
      return step(spans, lane, from, 1);
    case "left":
      return step(spans, lane, from, -1);
    case "first":
      return { block: from.block, span: edge(spans, lane, 0, 1) ?? from.span };
    case "last":
      return { block: from.block, span: edge(spans, lane, spans.count - 1, -1) ?? from.span };
    case "up":
    case "down":
      return acrossLanes(layout, from, lane, to === "up" ? -1 : 1) ?? from;
  }
}

function firstSpan(layout: Layout): SpanRef | null {
  for (const [block, { result }] of layout.blocks.entries()) {
    for (let span = 0; span < result.spans.count; span++) {
      if (isStop(result.spans, span)) return { block, span };
    }
  }
  return null;
}

function step(spans: Spans, lane: number, from: SpanRef, by: 1 | -1): SpanRef {
  for (let i = from.span + by; i >= 0 && i < spans.count; i += by) {
    if (spans.lane[i] === lane && isStop(spans, i)) return { block: from.block, span: i };
  }
  return from;
}

function edge(spans: Spans, lane: number, start: number, by: 1 | -1): number | undefined {
  for (let i = start; i >= 0 && i < spans.count; i += by) {
    if (spans.lane[i] === lane && isStop(spans, i)) return i;
  }
  return undefined;
}

function isStop(spans: Spans, span: number): boolean {
  return spans.kind[span] !== 0;
}

function acrossLanes(layout: Layout, from: SpanRef, lane: number, by: 1 | -1): SpanRef | null {
  const here = layout.blocks[from.block];
  if (!here) return null;
  const ms = here.result.spans.startMs[from.span] as number;
  let block = from.block;
  let next = lane + by;
  for (;;) {
    const at = layout.blocks[block];
    if (!at) return null;
    while (next >= 0 && next < at.lanes) {
      const span = nearest(at.result.spans, next, ms);
      if (span >= 0) return { block, span };
      next += by;
    }
    block += by;
    next = by > 0 ? 0 : (layout.blocks[block]?.lanes ?? 0) - 1;
  }
}

function nearest(spans: Spans, lane: number, ms: number): number {
  let best = -1;
  let bestAway = Number.POSITIVE_INFINITY;
  for (let i = 0; i < spans.count; i++) {
    if (spans.lane[i] !== lane || !isStop(spans, i)) continue;
    const away = Math.abs((spans.startMs[i] as number) - ms);
    if (away < bestAway) {
      best = i;
      bestAway = away;
    }
  }
  return best;
}
