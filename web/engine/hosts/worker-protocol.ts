/** What the page and the workers that carry out runs (loop-worker, pool-worker) say to each other. */
import type { InstanceMemory } from "../../spec/types.ts";
import type { HostOutcome, RunOrder, TaskCounts } from "./host.ts";
import type { HostOutput } from "./outputs.ts";
import type { StopWord } from "./stop-word.ts";

/** ModelAccess as it crosses to a worker: one port. */
export interface SentModelAccess {
  port: MessagePort;
  fetchBase: string;
}

export interface Preparation {
  order: RunOrder;
  model?: SentModelAccess;
}

/** Where in the pool's shared memory (pool_run.hpp) the page reads a run's progress. */
export interface PoolMemory {
  /** Three words: whether to stop, how many tasks have ended, and how many have started. */
  control: Uint32Array;
  /** One word: nonzero when a thread has run out of memory. */
  trouble: Uint32Array;
  /** The table of outputs. */
  outputs: Uint32Array;
  bytes: number;
}

/** `Prepared`: a worker's reply when it is ready. */
interface RunContract<Prepared> {
  asks: {
    prepare(preparation: Preparation): Prepared;
    run(run: { order: RunOrder; startEpochMs: number }): HostOutcome;
    memoryUse(): InstanceMemory[];
  };
  tells: { release: undefined };
  news: object;
}

export interface LoopContract extends RunContract<void> {
  tells: {
    release: undefined;
    /** Sent first, where memory can be shared. */
    stopWord: StopWord;
    /** The watchdog's end of a channel: answer the probes that arrive on it. */
    watch: MessagePort;
  };
  news: {
    progress: TaskCounts;
    outputs: HostOutput[];
  };
}

export type PoolContract = RunContract<PoolMemory>;

/** A worker that is still busy this long after a cancel request is terminated. */
export const cancelPatienceMs = 40;

/** How often a worker whose event loop is free reports progress. */
export const progressIntervalMs = 100;

/** How often finished outputs are collected during a run. */
export const outputIntervalMs = 50;
