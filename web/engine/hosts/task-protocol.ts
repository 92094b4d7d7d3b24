/** What the page and the workers of tier `workers` say to each other. */
import type { TaskOutcome } from "@generated/wasm/lanes";
import type { InstanceMemory } from "../../spec/types.ts";
import type { FileSource } from "../files/file-source.ts";
import type { RunOrder } from "./host.ts";
import type { HostOutput } from "./outputs.ts";

export type TaskOrder = Omit<RunOrder, "files">;

export interface TaskContract {
  asks: {
    /** `model`: the port to the model of a modelled run. */
    prepare(preparation: { order: TaskOrder; model: MessagePort | undefined }): void;
    /**
     * A task of the last prepared run; one at a time. `file`: this task's own, for the work that
     * reads files. On cancellation it ends within a turn, unless it is blocked on a request.
     */
    run(run: { task: number; startEpochMs: number; file: FileSource | null }): {
      outcome: TaskOutcome;
      outputs: HostOutput[];
    };
    memoryUse(): InstanceMemory;
  };
  tells: { release: undefined };
  news: object;
}
