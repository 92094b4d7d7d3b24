/** What the page and the worker that explores the reader's own program say to each other. */
import type { Execution, ExplorationProgress } from "../../../spec/sharing/sharing.ts";
import type { Found } from "../protocol.ts";
import type { OwnSize } from "./own-threads.ts";

export interface OwnPreparation extends OwnSize {
  /** A module that exports what wasm/own/exports.hpp has. */
  bytes: Uint8Array<ArrayBuffer>;
  /** Of all its Wasm. */
  memoryBytes: number;
}

export interface OwnExploreContract {
  asks: {
    prepare(preparation: OwnPreparation): void;
    explore(request: { preemptions: number | undefined }): Found;
    /** Rejects ("bad-spec") with a sentence if the schedule is impossible or cut off. */
    replay(request: { schedule: string }): Execution;
  };
  tells: object;
  news: {
    explored: Omit<ExplorationProgress, "elapsedMs">;
    /** Threads compute. */
    alive: null;
  };
}
