/** Messages between the page and the workers of tier `workers`. */
import type { TaskOutcome } from "@generated/wasm/lanes";
import type { RunOrder } from "./host.ts";
import type { HostOutput } from "./outputs.ts";
import type { StopWord } from "./stop-word.ts";

export type ToTaskWorker =
  /** Before anything else, where memory can be shared. */
  | { type: "stop-word"; word: StopWord }
  | { type: "prepare"; order: RunOrder; model?: MessagePort }
  | { type: "release" }
  | { type: "run"; order: RunOrder; task: number; startEpochMs: number };

export type FromTaskWorker =
  | { type: "prepared" }
  | { type: "ended"; task: number; outcome: TaskOutcome; outputs: HostOutput[] }
  | { type: "failed"; message: string };
