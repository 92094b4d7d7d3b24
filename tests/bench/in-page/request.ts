/** A run of the module itself, below the page's engine. */
import type { RunRequest } from "@generated/wasm/lanes";

let runs = 0;

/** One task of `hash` that hashes once, begun now, but for what `change` says. */
export function requestOf(change: Partial<RunRequest>): RunRequest {
  return {
    work: "hash",
    how: "sequential",
    tasks: 1,
    size: 1,
    workers: 1,
    limit: 1,
    seed: 1,
    latencyMs: 0,
    jitterPercent: 0,
    startMs: performance.now(),
    pool: 1,
    queue: 0,
    timeoutMs: 1,
    apiBase: "/api/",
    modelled: false,
    runId: `${++runs}`,
    ...change,
  };
}
