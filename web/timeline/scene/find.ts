/**
 * Finds marks: under the pointer, and from one to the next by keyboard. A query takes a few binary
 * searches in the groups of a row and never scans all spans.
 */
import { paintOrder, QUEUED } from "./kinds.ts";
import { groupOf, rowOf, type Scene } from "./scene.ts";

export type Direction = "left" | "right" | "up" | "down" | "first" | "last";

/**
 * The mark on `row` at time `ms`: of those that cover it, the one painted last; if there is none,
 * the nearest one within `slopMs`; -1 if there is none of those either.
 */
export function markAt(scene: Scene, row: number, ms: number, slopMs: number): number {
  const { start, end, ends, ticksPerMs } = scene;
  const at = ms * ticksPerMs;
  const slop = slopMs * ticksPerMs;
  let near = -1;
  let nearest = Number.POSITIVE_INFINITY;
  for (const kind of paintOrder.toReversed()) {
    const [from, to] = groupRange(scene, kind, row);
    const after = firstFrom(start, from, to, Math.floor(at) + 1);
    const covering = ends.lastAbove(after - 1, Math.ceil(at) - 1);
    if (covering >= from) return covering;
    const before = ends.lastAbove(after - 1, Math.ceil(at - slop) - 1);
    if (before >= from && at - (end[before] as number) < nearest) {
      near = before;
      nearest = at - (end[before] as number);
    }
    if (after < to && (start[after] as number) - at < Math.min(nearest, slop)) {
      near = after;
      nearest = (start[after] as number) - at;
    }
  }
  return near;
}

/**
 * The mark to which an arrow key, Home or End moves the focus from mark `from` (-1: to the first
 * mark of all); `from` itself if there is no other. Skips queued spans, which are only the
 * background of what the lane was doing.
 */
export function neighbour(scene: Scene, from: number, to: Direction): number {
  if (from < 0) return firstMark(scene);
  const row = rowOf(scene, from);
  switch (to) {
    case "right":
      return beside(scene, row, from, 1);
    case "left":
      return beside(scene, row, from, -1);
    case "first":
      return firstOfRow(scene, row);
    case "last":
      return lastOfRow(scene, row);
    case "up":
    case "down": {
      const by = to === "up" ? -1 : 1;
      for (let next = row + by; next >= 0 && next < scene.rows; next += by) {
        const found = nearestStart(scene, next, scene.start[from] as number);
        if (found >= 0) return found;
      }
      return from;
    }
  }
}

/** The first mark of the first row that has one, not counting queued spans; -1 if there is none. */
export function firstMark(scene: Scene): number {
  for (let row = 0; row < scene.rows; row++) {
    const found = firstOfRow(scene, row);
    if (found >= 0) return found;
  }
  return -1;
}

/** The first index in [from, to) whose value is at least `least`; `to` if there is none. */
export function firstFrom(sorted: Uint32Array, from: number, to: number, least: number): number {
  // Doubling steps first (galloping search): the target is usually near.
  let low = from;
  let high = from;
  for (let step = 1; high < to && (sorted[high] as number) < least; step *= 2) {
    low = high + 1;
    high += step;
  }
  high = Math.min(high, to);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

const stops = paintOrder.filter((kind) => kind !== QUEUED);

function groupRange(scene: Scene, kind: number, row: number): [from: number, to: number] {
  const group = groupOf(scene, kind, row);
  return [scene.groups[group] as number, scene.groups[group + 1] as number];
}

/** Orders the marks of a row by start, those with the same start by index. */
function isAfter({ start }: Scene, a: number, b: number): boolean {
  return start[a] === start[b] ? a > b : (start[a] as number) > (start[b] as number);
}

function beside(scene: Scene, row: number, mark: number, by: 1 | -1): number {
  let best = -1;
  const ms = scene.start[mark] as number;
  for (const kind of stops) {
    const [from, to] = groupRange(scene, kind, row);
    const sameStart = firstFrom(scene.start, from, to, ms);
    const past = firstFrom(scene.start, sameStart, to, ms + 1);
    // Among marks with the same start, those before `mark` have smaller indices.
    const split = Math.min(Math.max(by > 0 ? mark + 1 : mark, sameStart), past);
    const next = by > 0 ? split : split - 1;
    if (next < from || next >= to) continue;
    if (best < 0 || isAfter(scene, next, best) !== by > 0) best = next;
  }
  return best < 0 ? mark : best;
}

function firstOfRow(scene: Scene, row: number): number {
  let best = -1;
  for (const kind of stops) {
    const [from, to] = groupRange(scene, kind, row);
    if (from < to && (best < 0 || isAfter(scene, best, from))) best = from;
  }
  return best;
}

function lastOfRow(scene: Scene, row: number): number {
  let best = -1;
  for (const kind of stops) {
    const [from, to] = groupRange(scene, kind, row);
    if (from < to && (best < 0 || isAfter(scene, to - 1, best))) best = to - 1;
  }
  return best;
}

function nearestStart(scene: Scene, row: number, tick: number): number {
  let best = -1;
  let bestAway = Number.POSITIVE_INFINITY;
  for (const kind of stops) {
    const [from, to] = groupRange(scene, kind, row);
    const after = firstFrom(scene.start, from, to, tick);
    for (const candidate of [after - 1, after]) {
      if (candidate < from || candidate >= to) continue;
      const away = Math.abs((scene.start[candidate] as number) - tick);
      if (away < bestAway) {
        best = candidate;
        bestAway = away;
      }
    }
  }
  return best;
}
