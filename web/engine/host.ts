/** What carries out a run: this thread's event loop, a worker's, or a pool. */
import type { RunOutcome, RunRequest } from "@generated/wasm/lanes";
import type { RequestTimings } from "./connections.ts";
import type { FileSource } from "./file-source.ts";

/** One strategy of a spec, ready to be carried out. Start times are on the shared clock. */
export type RunOrder = Omit<RunRequest, "startMs" | "runId"> & {
  runId: string;
  /** The tasks wait for responses, whose timing the browser keeps. */
  io: boolean;
  /** How blocking C++ is suspended; "none" for coroutines and CPU work. */
  suspend: "jspi" | "asyncify" | "none";
  /** What the work `file` reads back, written before the run; null for all other works. */
  files: FileSource | null;
};

export interface HostOutcome {
  outcome: RunOutcome;
  /** When the browser really sent each request; null where it does not say. */
  timings: RequestTimings | null;
}

export interface Host {
  /** Loads and warms what `order` needs, so that the run measures no download. */
  prepare(order: RunOrder): Promise<void>;
  /**
   * Carries out `order`, whose tasks are queued at `startEpochMs`. One run at a time. When `signal`
   * aborts, the run goes quiet at once: the promise then either rejects with a LanesError
   * ("cancelled") or resolves with cancelled tasks.
   */
  run(order: RunOrder, startEpochMs: number, signal: AbortSignal): Promise<HostOutcome>;
  /** Tasks ended so far in the run under way. */
  endedTasks(): number;
}
