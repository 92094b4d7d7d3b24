/** Messages between the page and the workers of tier `workers`. */
import type { TaskOutcome } from "@generated/wasm/lanes";
import type { FileSource } from "./file-source.ts";
import type { RunOrder } from "./host.ts";
import type { HostOutput } from "./outputs.ts";
import type { ErrorCode } from "./types.ts";

export type TaskOrder = Omit<RunOrder, "files">;

export type ToTaskWorker =
  | { type: "prepare"; order: TaskOrder; model?: MessagePort }
  | { type: "release" }
  /** The task under way ends as cancelled, but for one that blocks on a request. */
  | { type: "cancel" }
  /**
   * A task of the run that was prepared last. `file`: this task's alone, for the work that reads
   * files.
   */
  | { type: "run"; task: number; startEpochMs: number; file: FileSource | null };

export type FromTaskWorker =
  | { type: "prepared" }
  | { type: "ended"; task: number; outcome: TaskOutcome; outputs: HostOutput[] }
  | { type: "failed"; code: ErrorCode; message: string };
