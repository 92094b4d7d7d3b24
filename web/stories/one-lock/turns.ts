/** What each thread of a run did when, and how many computed at once. Pure. */
import { type Spans, spanKinds } from "../../spec/types.ts";

export interface Turn {
  startMs: number;
  endMs: number;
}

export interface ThreadRow {
  computing: Turn[];
  /** Waiting for the lock. */
  blocked: Turn[];
}

const running = spanKinds.indexOf("running");
const blocked = spanKinds.indexOf("blocked");

/** A row for each lane, in order of lanes. */
export function rowsOf(spans: Spans): ThreadRow[] {
  const rows = new Map<number, ThreadRow>();
  for (let i = 0; i < spans.count; i++) {
    const kind = spans.kind[i];
    if (kind !== running && kind !== blocked) continue;
    const lane = spans.lane[i] as number;
    const row = rows.get(lane) ?? { computing: [], blocked: [] };
    rows.set(lane, row);
    const turn = { startMs: spans.startMs[i] as number, endMs: spans.endMs[i] as number };
    (kind === running ? row.computing : row.blocked).push(turn);
  }
  return [...rows].sort(([a], [b]) => a - b).map(([, row]) => row);
}

/**
 * The most threads that computed at the same moment. Overlaps of up to `toleranceMs` do not count:
 * each thread reads a clock of its own, and browsers round them.
 */
export function mostAtOnce(spans: Spans, toleranceMs: number): number {
  const edges: [ms: number, step: number][] = [];
  for (let i = 0; i < spans.count; i++) {
    if (spans.kind[i] !== running) continue;
    const startMs = spans.startMs[i] as number;
    const endMs = (spans.endMs[i] as number) - toleranceMs;
    if (endMs > startMs) edges.push([startMs, 1], [endMs, -1]);
  }
  // At the same moment ends come before starts.
  edges.sort(([a, stepA], [b, stepB]) => a - b || stepA - stepB);
  let now = 0;
  let most = 0;
  for (const [, step] of edges) {
    now += step;
    most = Math.max(most, now);
  }
  return most;
}

/** Turns that touch, or nearly so in `gapMs`, are drawn as one. */
export function joined(turns: readonly Turn[], gapMs: number): Turn[] {
  const found: Turn[] = [];
  for (const turn of [...turns].sort((a, b) => a.startMs - b.startMs)) {
    const last = found.at(-1);
    if (last && turn.startMs - last.endMs <= gapMs) last.endMs = Math.max(last.endMs, turn.endMs);
    else found.push({ ...turn });
  }
  return found;
}
