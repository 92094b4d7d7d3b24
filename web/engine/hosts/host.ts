/** What carries out a run: this thread's event loop, a worker's, or a pool. */
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
  /** Somebody looks at the tasks' outputs. */
  watched: boolean;
};

/** `order` for a message that need not carry the picture again. */
export function withoutPicture(order: RunOrder): RunOrder {
  return { ...order, picture: undefined };
}

export interface HostOutcome {
  outcome: RunOutcome;
  /** When the browser really sent each request; null where it does not say. */
  timings: RequestTimings | null;
  /** Sentences that the reader of the result needs. */
  notes?: string[];
}

export interface Host {
  /**
   * Loads and warms what `order` needs, so that the run measures no download. `model`: how to reach
   * the model of a modelled run.
   */
  prepare(order: RunOrder, model?: ModelAccess): Promise<void>;
  /**
   * Carries out `order`, whose tasks are queued at `startEpochMs`. One run at a time. When `signal`
   * aborts, the run goes quiet at once: the promise then either rejects with a LanesError
   * ("cancelled") or resolves with cancelled tasks.
   */
  run(order: RunOrder, startEpochMs: number, signal: AbortSignal): Promise<HostOutcome>;
  /** Tasks ended so far in the run under way. */
  endedTasks(): number;
  /** Outputs of the run under way, or the last one, that have not been taken yet. */
  takeOutputs(): HostOutput[];
  /** After a run and its outputs: frees what they and the picture took. */
  release(): void;
}
