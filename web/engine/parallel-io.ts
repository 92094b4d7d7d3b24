/** What `parallel` costs for work that waits: blocked threads, and their memory. */

import { type Environment, type Spans, spanKinds } from "../spec/types.ts";
import { idleWorkerBytes } from "./hosts/memory.ts";

const running = spanKinds.indexOf("running");
const queued = spanKinds.indexOf("queued");

/** The engine's own share of a worker is not reported; stack and module memory are known. */
const threadStackKiB = 64;

/** How many lanes did anything, and the fraction of lanes × wall they spent computing (0–1). */
export function laneUse(spans: Spans, wallMs: number): { lanes: number; computing: number } {
  const lanes = new Set<number>();
  let runningMs = 0;
  for (let i = 0; i < spans.count; i++) {
    const kind = spans.kind[i] as number;
    if (kind === queued) continue;
    lanes.add(spans.lane[i] as number);
    if (kind === running) runningMs += (spans.endMs[i] as number) - (spans.startMs[i] as number);
  }
  const total = lanes.size * wallMs;
  return { lanes: lanes.size, computing: total > 0 ? Math.min(1, runningMs / total) : 0 };
}

/** The fraction of lanes × wall that tasks spent waiting, 0–1: each such wait blocked a thread. */
export function blockedShare(spans: Spans, wallMs: number): number {
  const { lanes } = laneUse(spans, wallMs);
  let waitedMs = 0;
  for (let i = 0; i < spans.count; i++) {
    const kind = spans.kind[i] as number;
    if (kind === running || kind === queued) continue;
    waitedMs += (spans.endMs[i] as number) - (spans.startMs[i] as number);
  }
  return lanes > 0 && wallMs > 0 ? Math.min(1, waitedMs / (lanes * wallMs)) : 0;
}

/** One sentence; `measuredBytes` is the workers' memory where the browser reports it. */
export function costOfParallelIo(
  spans: Spans,
  wallMs: number,
  tier: Environment["tier"],
  measuredBytes?: number,
): string {
  const { lanes } = laneUse(spans, wallMs);
  if (lanes === 0) return "";
  const percent = Math.round(blockedShare(spans, wallMs) * 100);
  const what = tier === "threads" ? "thread" : "worker";
  const who = lanes === 1 ? `1 ${what} was blocked` : `${lanes} ${what}s were blocked`;
  const priceOfOne = measuredBytes
    ? `about ${Math.max(1, Math.round(measuredBytes / lanes / (1 << 20)))} MB of memory, as this browser measures it,`
    : tier === "threads"
      ? `a stack of ${threadStackKiB} KiB and a worker of the browser's own,`
      : `a module with about ${Math.round(idleWorkerBytes / (1 << 20))} MiB of memory and a worker of the browser's own,`;
  return `${who} for ${percent} % of the run: each costs ${priceOfOne} only to wait. An event loop waits for all of them at once, on one thread.`;
}
