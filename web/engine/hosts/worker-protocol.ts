/** What the page and the workers that carry out runs (loop-worker, pool-worker) say to each other. */
import type { HostOutcome, RunOrder } from "./host.ts";
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

/** Where in the pool's shared memory (pool_run.hpp) the page reads how a run is going. */
export interface PoolMemory {
  /** Two words: whether to stop, and how many tasks have ended. */
  control: Uint32Array;
  /** One word: not 0 when a thread has found no memory. */
  trouble: Uint32Array;
  /** The table of outputs. */
  outputs: Uint32Array;
  bytes: number;
}

/** `Prepared`: what a worker replies when it is ready. */
interface RunContract<Prepared> {
  asks: {
    prepare(preparation: Preparation): Prepared;
    run(run: { order: RunOrder; startEpochMs: number }): HostOutcome;
  };
  tells: { release: undefined };
  news: object;
}

export interface LoopContract extends RunContract<void> {
  tells: {
    release: undefined;
    /** Before anything else, where memory can be shared. */
    stopWord: StopWord;
    /** The watchdog's end of a channel: answer what comes on it. */
    watch: MessagePort;
  };
  news: {
    /** Tasks that have ended. */
    progress: number;
    outputs: HostOutput[];
  };
}

export type PoolContract = RunContract<PoolMemory>;

/** After this long a worker that was asked to cancel and is not quiet is ended. */
export const cancelPatienceMs = 40;

/** How often a worker that is free to speak reports its progress. */
export const progressIntervalMs = 100;

/** How often finished outputs are looked for while a run is under way. */
export const outputIntervalMs = 50;
