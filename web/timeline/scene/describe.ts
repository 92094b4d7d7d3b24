/** The facts that the page shows about a mark. */
import { barKinds, DROPPED, FROZEN } from "./kinds.ts";
import { nameOfLane } from "./lane-names.ts";
import { blockOf, kindOf, type Scene } from "./scene.ts";

export interface MarkFacts {
  how: string;
  kind: string;
  /** Absent for marks of the event loop. */
  task?: number;
  /** Dropped frames. */
  frames?: number;
  lane: string;
  startMs: number;
  endMs: number;
}

export function factsOf(scene: Scene, mark: number): MarkFacts {
  const block = blockOf(scene, mark);
  const { how, result } = block;
  const { spans, eventLoop } = result;
  const item = scene.item[mark] as number;
  const kindIndex = kindOf(scene, mark);
  const kind = barKinds[kindIndex] as string;
  const lane = "event loop";
  if (kindIndex === FROZEN) {
    const freeze = eventLoop.freezes[item];
    return { how, kind, lane, startMs: freeze?.startMs ?? 0, endMs: freeze?.endMs ?? 0 };
  }
  if (kindIndex === DROPPED) {
    const { startMs = 0, endMs = 0, frames = 0 } = eventLoop.drops[item] ?? {};
    return { how, kind, lane, frames, startMs, endMs };
  }
  return {
    how,
    kind,
    task: spans.task[item] as number,
    lane: nameOfLane(result, spans.lane[item] as number, block.waitsOnly),
    startMs: spans.startMs[item] as number,
    endMs: spans.endMs[item] as number,
  };
}
