/**
 * The results as columns, ready to draw and to search. Made once for every change of the results;
 * nothing in it depends on the view, the width or the theme.
 */
import type { Result, Strategy } from "../../spec/types.ts";
import { DROPPED, FROZEN, paintOrder } from "./kinds.ts";
import { waitsOnly } from "./lane-names.ts";
import { MaxTree } from "./max-tree.ts";

/** One result: the event loop's two rows (freezes, dropped frames), then its lanes'. */
export interface SceneBlock {
  how: Strategy;
  result: Result;
  lanes: number;
  /** Rows of the whole scene: freezes, dropped frames, and the first that holds lanes. */
  freezeRow: number;
  dropRow: number;
  laneRow: number;
  /** Rows that hold lanes; fewer than lanes when there are very many. */
  rows: number;
  waitsOnly: boolean;
}

/**
 * A mark is a span, a freeze or a stretch of dropped frames: an index into these columns. They are
 * sorted by paint order of the kind, row, and start, so that the marks of one kind on one row (a
 * group) lie together and later marks are painted over earlier ones.
 */
export interface Scene {
  blocks: SceneBlock[];
  rows: number;
  /** Block of each row. */
  blockOfRow: Uint16Array;
  /** End of the time axis, which is the same for all blocks; above 0. */
  endMs: number;
  /** Times are whole ticks of `endMs` / 2^30 from the beginning: exact in 32-bit shaders, too. */
  ticksPerMs: number;
  count: number;
  start: Uint32Array;
  end: Uint32Array;
  /** Row · 8 + kind. */
  place: Uint32Array;
  /** Index into the list that the mark comes from: the result's spans, freezes or drops. */
  item: Uint32Array;
  /** The tree of `end`, over all groups. */
  ends: MaxTree;
  /** Group g is marks `groups[g]` to `groups[g + 1]`; see `groupOf`. */
  groups: Uint32Array;
}

export const axisTicks = 2 ** 30;
/** With more lanes than this, lanes share rows, so that a block fits on a phone's screen. */
const maxRows = 72;
/** Position of each kind in `paintOrder`. */
const rank = Array.from(paintOrder, (_, kind) => paintOrder.indexOf(kind as never));

export function groupOf(scene: Scene, kind: number, row: number): number {
  return (rank[kind] as number) * scene.rows + row;
}

export function rowOf(scene: Scene, mark: number): number {
  return (scene.place[mark] as number) >> 3;
}

export function kindOf(scene: Scene, mark: number): number {
  return (scene.place[mark] as number) & 7;
}

export function blockOf(scene: Scene, mark: number): SceneBlock {
  return scene.blocks[scene.blockOfRow[rowOf(scene, mark)] as number] as SceneBlock;
}

/** True for groups whose marks may overlap: only their union is drawn. */
export function isMerged(scene: Scene, kind: number, row: number): boolean {
  const block = scene.blocks[scene.blockOfRow[row] as number] as SceneBlock;
  return kind === 0 || (row >= block.laneRow && block.rows < block.lanes);
}

export function rowOfLane({ laneRow, rows, lanes }: SceneBlock, lane: number): number {
  return laneRow + (rows === lanes ? lane : Math.floor((lane * rows) / lanes));
}

export function prepareScene(results: readonly Result[]): Scene {
  const blocks: SceneBlock[] = [];
  const blockOfRow: number[] = [];
  let endMs = 0;
  let count = 0;
  for (const result of results) {
    const lanes = laneCount(result);
    const rows = Math.min(lanes, maxRows);
    const freezeRow = blockOfRow.length;
    for (let row = 0; row < rows + 2; row++) blockOfRow.push(blocks.length);
    blocks.push({
      how: result.how,
      result,
      lanes,
      freezeRow,
      dropRow: freezeRow + 1,
      laneRow: freezeRow + 2,
      rows,
      waitsOnly: waitsOnly(result),
    });
    endMs = Math.max(endMs, result.wallMs, lastEnd(result));
    const { freezes, drops } = result.eventLoop;
    count += result.spans.count + freezes.length + drops.length;
  }
  endMs ||= 1;
  const rows = blockOfRow.length;
  const scene: Scene = {
    blocks,
    rows,
    blockOfRow: Uint16Array.from(blockOfRow),
    endMs,
    ticksPerMs: axisTicks / endMs,
    count,
    start: new Uint32Array(count),
    end: new Uint32Array(count),
    place: new Uint32Array(count),
    item: new Uint32Array(count),
    ends: new MaxTree(new Uint32Array(0)),
    groups: new Uint32Array(paintOrder.length * rows + 1),
  };
  fill(scene);
  scene.ends = new MaxTree(scene.end);
  return scene;
}

/** A counting sort by group; within a group marks keep their order, which is by start. */
function fill(scene: Scene): void {
  const { groups, start, end, place, item, endMs, ticksPerMs } = scene;
  forEachMark(scene, (kind, row) => {
    const next = groupOf(scene, kind, row) + 1;
    groups[next] = (groups[next] as number) + 1;
  });
  for (let g = 1; g < groups.length; g++) {
    groups[g] = (groups[g] as number) + (groups[g - 1] as number);
  }
  const free = groups.slice();
  const tick = (ms: number): number => Math.round(Math.min(Math.max(ms, 0), endMs) * ticksPerMs);
  forEachMark(scene, (kind, row, index, startMs, endsMs) => {
    const group = groupOf(scene, kind, row);
    const at = free[group] as number;
    free[group] = at + 1;
    start[at] = tick(startMs);
    end[at] = Math.max(start[at] as number, tick(endsMs));
    place[at] = row * 8 + kind;
    item[at] = index;
  });
}

type Visit = (kind: number, row: number, index: number, startMs: number, endMs: number) => void;

function forEachMark(scene: Scene, visit: Visit): void {
  for (const block of scene.blocks) {
    const { spans, eventLoop } = block.result;
    for (let i = 0; i < spans.count; i++) {
      const row = rowOfLane(block, spans.lane[i] as number);
      visit(spans.kind[i] as number, row, i, spans.startMs[i] as number, spans.endMs[i] as number);
    }
    for (const [i, { startMs, endMs }] of eventLoop.freezes.entries()) {
      visit(FROZEN, block.freezeRow, i, startMs, endMs);
    }
    for (const [i, { startMs, endMs }] of eventLoop.drops.entries()) {
      visit(DROPPED, block.dropRow, i, startMs, endMs);
    }
  }
}

function laneCount({ spans }: Result): number {
  let max = 0;
  for (let i = 0; i < spans.count; i++) max = Math.max(max, spans.lane[i] as number);
  return max + 1;
}

function lastEnd({ spans }: Result): number {
  let end = 0;
  for (let i = 0; i < spans.count; i++) end = Math.max(end, spans.endMs[i] as number);
  return end;
}
