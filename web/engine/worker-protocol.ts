/** Messages between the page and the workers that carry out runs (loop-worker, pool-worker). */
import type { HostOutcome, RunOrder } from "./host.ts";
import type { HostOutput } from "./outputs.ts";
import type { StopWord } from "./stop-word.ts";
import type { ErrorCode } from "./types.ts";

/** ModelAccess as it crosses to a worker: one port. */
export interface SentModelAccess {
  port: MessagePort;
  fetchBase: string;
}

export type ToWorker =
  /** Before anything else, where memory can be shared. */
  | { type: "stop-word"; word: StopWord }
  /** The watchdog's end of a channel: answer what comes on it. */
  | { type: "watch"; port: MessagePort }
  | { type: "prepare"; order: RunOrder; model?: SentModelAccess }
  | { type: "run"; order: RunOrder; startEpochMs: number }
  | { type: "cancel" }
  | { type: "release" };

export type FromWorker =
  /**
   * Words of the pool's shared memory (pool_run.hpp): `control` two, `trouble` one; `outputs`: its
   * table of outputs.
   */
  | {
      type: "prepared";
      control?: Uint32Array;
      trouble?: Uint32Array;
      outputs?: Uint32Array;
      memoryBytes?: number;
    }
  | { type: "outputs"; outputs: HostOutput[] }
  | { type: "progress"; ended: number }
  | { type: "ended"; result: HostOutcome }
  | { type: "failed"; code: ErrorCode; message: string };

/** After this long a worker that was asked to cancel and is not quiet is ended. */
export const cancelPatienceMs = 40;

/** How often a worker that is free to speak reports its progress. */
export const progressIntervalMs = 100;

/** How often finished outputs are looked for while a run is under way. */
export const outputIntervalMs = 50;
