/**
 * Spans to bars: what can be told apart at this many pixels, and no more. A hundred thousand spans
 * on a screen a thousand pixels wide become a few thousand bars; columns in, columns out.
 */
import type { Spans } from "../engine/types.ts";

/** Columns of equal length `count`. Edges are whole device px from the start of the axis. */
export interface Bars {
  count: number;
  left: Int32Array;
  right: Int32Array;
  row: Uint16Array;
  kind: Uint8Array;
  /** The span a bar stands for; -1 where it stands for several. */
  span: Int32Array;
}

const kinds = 4;
/** Bars this thin, device px, melt into a neighbour that they touch. */
const thin = 3;

/**
 * `pxPerMs` in device px. A bar is never thinner than a pixel. Spans are ordered by start, so a
 * span that ends left of everything already drawn of its kind in its row adds nothing.
 */
export function barsOfSpans(
  spans: Spans,
  pxPerMs: number,
  rows: number,
  rowOf: (lane: number) => number,
): Bars {
  const { count, lane, kind, startMs, endMs } = spans;
  const bars: Bars = {
    count: 0,
    left: new Int32Array(count),
    right: new Int32Array(count),
    row: new Uint16Array(count),
    kind: new Uint8Array(count),
    span: new Int32Array(count),
  };
  const last = new Int32Array(rows * kinds).fill(-1);
  for (let i = 0; i < count; i++) {
    const row = rowOf(lane[i] as number);
    const slot = row * kinds + (kind[i] as number);
    const left = Math.round((startMs[i] as number) * pxPerMs);
    const right = Math.max(left + 1, Math.round((endMs[i] as number) * pxPerMs));
    const previous = last[slot] as number;
    if (previous >= 0) {
      const drawnTo = bars.right[previous] as number;
      if (right <= drawnTo) {
        if ((bars.left[previous] as number) >= left - thin) bars.span[previous] = -1;
        continue;
      }
      const bothThin = right - left <= thin || drawnTo - (bars.left[previous] as number) <= thin;
      if (left <= drawnTo && bothThin) {
        bars.right[previous] = right;
        bars.span[previous] = -1;
        continue;
      }
    }
    const bar = bars.count++;
    bars.left[bar] = left;
    bars.right[bar] = right;
    bars.row[bar] = row;
    bars.kind[bar] = kind[i] as number;
    bars.span[bar] = i;
    last[slot] = bar;
  }
  return bars;
}
