/** A host carries out a run: on this thread's event loop, on a worker's, or in a pool. */
import type { RunOutcome, RunRequest } from "@generated/wasm/lanes";
import type { PictureData } from "../../spec/types.ts";
import type { FileSource } from "../files/file-source.ts";
import type { ModelAccess } from "../service/model-access.ts";
import type { RequestTimings } from "./connections.ts";
import type { HostOutput } from "./outputs.ts";

/** One strategy of a spec, ready to be carried out. Start times are on the shared clock. */
export type RunOrder = Omit<RunRequest, "startMs" | "runId" | "work"> & {
  work: string;
  runId: string;
  /** The tasks wait for responses, whose timing the browser keeps. */
  io: boolean;
  /** How blocking C++ is suspended; "none" for coroutines and CPU work. */
  suspend: "jspi" | "asyncify" | "none";
  /** What the work `file` reads back, written before the run; null for all other works. */
  files: FileSource | null;
  /** What every task works on; given to `prepare`, not needed by `run`. */
  picture: PictureData | undefined;
  /** The outputs are displayed. */
  watched: boolean;
};

/** `order` without the picture, which the host already has. */
export function withoutPicture(order: RunOrder): RunOrder {
  return { ...order, picture: undefined };
}

export interface HostOutcome {
  outcome: RunOutcome;
  /** When the browser really sent each request; null where it does not say. */
  timings: RequestTimings | null;
  /** Sentences to show with the result. */
  notes?: string[];
}

export interface Host {
  /**
   * Loads and warms up what `order` needs, so that the run measures no downloads. `model`: how to
   * reach the model of a modelled run.
   */
  prepare(order: RunOrder, model?: ModelAccess): Promise<void>;
  /**
   * Runs `order`, whose tasks are queued at `startEpochMs`. One run at a time. When `signal`
   * aborts, the run stops at once: the promise then either rejects with a LanesError ("cancelled")
   * or resolves with cancelled tasks.
   */
  run(order: RunOrder, startEpochMs: number, signal: AbortSignal): Promise<HostOutcome>;
  /** Tasks ended so far in the run under way. */
  endedTasks(): number;
  /** Outputs of the run under way, or the last one, that have not been taken yet. */
  takeOutputs(): HostOutput[];
  /** After a run, once its outputs are taken: frees their memory and the picture's. */
  release(): void;
}
