/** The part of a spec that C++ gets, whichever host runs it. */
import type { RunRequest } from "@generated/wasm/lanes";
import type { Spec, Strategy } from "../spec/types.ts";

export function requestOf(spec: Spec, how: Strategy) {
  return {
    work: spec.work,
    how,
    tasks: spec.tasks,
    size: spec.size,
    workers: spec.workers,
    limit: spec.limit,
    seed: spec.seed,
    latencyMs: spec.latency,
    jitterPercent: spec.jitter,
    pool: spec.pool,
    queue: spec.queue,
    timeoutMs: spec.timeout,
  } satisfies Partial<RunRequest>;
}
