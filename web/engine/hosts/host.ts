/** A host carries out a run: on this thread's event loop, on a worker's, or in a pool. */
import type { RunOutcome, RunRequest } from "@generated/wasm/lanes";
import type {
  AnswersInLine,
  BroughtCode,
  InstanceMemory,
  PictureData,
  Spans,
} from "../../spec/types.ts";
import type { FileSource } from "../files/file-source.ts";
import type { ModelAccess } from "../service/model-access.ts";
import type { WireReport } from "./connections.ts";
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
  /** Tasks on threads compute only while they hold one lock that all of them share. */
  oneLock: boolean;
  /** What the tasks run, for the work that is given its code. */
  code?: BroughtCode;
};

/** `order` without the picture, which the host already has. */
export function withoutPicture(order: RunOrder): RunOrder {
  return { ...order, picture: undefined };
}

/** Tasks that have left the queue so far, and how many of these have ended. */
export interface TaskCounts {
  started: number;
  ended: number;
}

export const noTasks: TaskCounts = { started: 0, ended: 0 };

export interface HostOutcome {
  outcome: RunOutcome;
  /** The run's spans and what held its requests up, by the browser; null where it does not say. */
  wire: WireReport | null;
  /** Answers that stood in line, in ms since the run began. */
  answers?: readonly AnswersInLine[];
  /** Sentences to show with the result. */
  notes?: string[];
  /** Of somebody's own code: it asked the modelled service, and the lines that it printed. */
  asked?: boolean;
  printed?: string[];
}

export function spansOf(outcome: RunOutcome): Spans {
  return {
    count: outcome.lane.length,
    lane: outcome.lane,
    task: outcome.task,
    kind: outcome.kind,
    startMs: outcome.spanStartMs,
    endMs: outcome.spanEndMs,
  };
}

export interface Host {
  /**
   * Loads and warms up what `order` needs, so that the run measures no downloads. `model`: how to
   * reach the model of a modelled run. `signal`: nobody wants it any more; what could take forever
   * ends then.
   */
  prepare(order: RunOrder, model?: ModelAccess, signal?: AbortSignal): Promise<void>;
  /**
   * Runs `order`, whose tasks are queued at `startEpochMs`. One run at a time. When `signal`
   * aborts, the run stops at once: the promise then either rejects with a LanesError ("cancelled")
   * or resolves with cancelled tasks.
   */
  run(order: RunOrder, startEpochMs: number, signal: AbortSignal): Promise<HostOutcome>;
  /** Of the run under way. */
  counts(): TaskCounts;
  /** Outputs of the run under way, or the last one, that have not been taken yet. */
  takeOutputs(): HostOutput[];
  /** After a run: the memory of each instance that may have run tasks, where it is known. */
  memoryUse(): Promise<InstanceMemory[]>;
  /** After a run, once its outputs are taken: frees their memory and the picture's. */
  release(): void;
}
