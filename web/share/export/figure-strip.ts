/**
 * A result's part of the figure's timeline: the event loop's freezes in one row, its lanes below.
 * The number of bars is bounded by the pixels available, however many spans there are.
 */
import type { Result } from "../../spec/types.ts";
import { BLOCKED, QUEUED, RUNNING, WAITING } from "../../timeline/scene/kinds.ts";
import { element, type Markup, short } from "./svg.ts";

/** Lengths in px of the figure. */
export interface StripPlace {
  x: number;
  y: number;
  width: number;
  height: number;
  /** The time that ends the axis. */
  endMs: number;
}

/** How a kind of span is filled: a colour or a pattern. */
export type Paint = (kind: number) => string;

const loopHeight = 9;
const gap = 3;
const thinnestRow = 3;
const tallestRow = 40;
/** Bars at least this wide, in px, are set apart from the next one by a gap of 1 px. */
const wide = 8;

/** Paint order, from bottom to top: queued spans never hide progress. */
const order = [QUEUED, BLOCKED, WAITING, RUNNING];

export function strip(result: Result, place: StripPlace, paint: Paint, alarm: string): Markup[] {
  const { x, y, width, height, endMs } = place;
  const toX = (ms: number): number => x + (Math.min(Math.max(ms, 0), endMs) / endMs) * width;
  const lanes = laneCount(result);
  const room = height - loopHeight - gap;
  const rows = Math.max(1, Math.min(lanes, Math.floor(room / thinnestRow)));
  const pitch = Math.min(tallestRow, room / rows);
  const top = y + loopHeight + gap;
  const drawn: Markup[] = [];
  for (const { startMs, endMs: until } of result.eventLoop.freezes) {
    const from = toX(startMs);
    drawn.push(
      element("rect", {
        x: from,
        y,
        width: Math.max(1, toX(until) - from),
        height: loopHeight,
        fill: alarm,
      }),
    );
  }
  const bars = barsByKind(result, rows, lanes, toX);
  for (const kind of order) {
    const path = (bars.get(kind) ?? [])
      .map(({ row, from, to }) => {
        const length = to - from >= wide ? to - from - 1 : Math.max(1, to - from);
        const tall = pitch - (pitch >= 6 ? 2 : pitch >= 4 ? 1 : 0);
        return `M${short(from)} ${short(top + row * pitch)}h${short(length)}v${short(tall)}h${short(-length)}z`;
      })
      .join("");
    if (path) drawn.push(element("path", { d: path, fill: paint(kind) }));
  }
  return drawn;
}

/** The kinds of span that results have, in the order of `spanKinds`. */
export function kindsShown(results: readonly Result[]): number[] {
  const seen = new Set(results.flatMap(({ spans }) => [...new Set(spans.kind)]));
  return order.filter((kind) => seen.has(kind)).sort((a, b) => a - b);
}

export function laneCount({ spans }: Result): number {
  let most = 0;
  for (let i = 0; i < spans.count; i++) most = Math.max(most, spans.lane[i] as number);
  return most + 1;
}

interface Bar {
  row: number;
  from: number;
  to: number;
}

/** Spans of one kind and row less than 1 px apart are merged into one bar, unless both are wide. */
function barsByKind(
  { spans }: Result,
  rows: number,
  lanes: number,
  toX: (ms: number) => number,
): Map<number, Bar[]> {
  const bars = new Map<number, Bar[]>();
  const last = new Map<number, Bar>();
  for (let i = 0; i < spans.count; i++) {
    const kind = spans.kind[i] as number;
    const row = Math.floor(((spans.lane[i] as number) * rows) / lanes);
    const from = toX(spans.startMs[i] as number);
    const to = toX(spans.endMs[i] as number);
    const key = row * 8 + kind;
    const before = last.get(key);
    const apart = before && to - from >= wide && before.to - before.from >= wide;
    if (before && from < before.to + (apart ? -0.01 : 1)) {
      before.to = Math.max(before.to, to);
      continue;
    }
    const bar = { row, from, to };
    last.set(key, bar);
    const others = bars.get(kind);
    if (others) others.push(bar);
    else bars.set(kind, [bar]);
  }
  return bars;
}
