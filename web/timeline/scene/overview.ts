/** The strip above the timeline: how busy the lanes of each result were, over the whole time. */
import { BLOCKED, paintOrder, RUNNING, WAITING } from "./kinds.ts";
import { axisTicks, groupOf, type Scene, type SceneBlock } from "./scene.ts";

/** By column of the strip, the share of the block's lanes that ran, waited or blocked: 0–1. */
export function busyShares(scene: Scene, block: SceneBlock, columns: number): Float32Array {
  // Each mark adds its full columns to a running sum, and its parts of the first and last column.
  const change = new Float64Array(columns + 1);
  const partly = new Float64Array(columns + 1);
  const scale = columns / axisTicks;
  for (const kind of paintOrder) {
    if (kind !== RUNNING && kind !== WAITING && kind !== BLOCKED) continue;
    for (let row = block.laneRow; row < block.laneRow + block.rows; row++) {
      const group = groupOf(scene, kind, row);
      const to = scene.groups[group + 1] as number;
      for (let mark = scene.groups[group] as number; mark < to; mark++) {
        const start = (scene.start[mark] as number) * scale;
        const end = (scene.end[mark] as number) * scale;
        const first = Math.floor(start);
        const last = Math.floor(end);
        if (first === last) {
          partly[first] = (partly[first] as number) + end - start;
          continue;
        }
        partly[first] = (partly[first] as number) + first + 1 - start;
        partly[last] = (partly[last] as number) + end - last;
        change[first + 1] = (change[first + 1] as number) + 1;
        change[last] = (change[last] as number) - 1;
      }
    }
  }
  const shares = new Float32Array(columns);
  let whole = 0;
  for (let column = 0; column < columns; column++) {
    whole += change[column] as number;
    shares[column] = Math.min(1, (whole + (partly[column] as number)) / block.lanes);
  }
  return shares;
}
