/** What the page and the workers in a sandbox say to each other. */
import type { RunOutcome, RunRequest, TaskOutcome } from "@generated/wasm/lanes-own";
import type { AnswersInLine } from "../../spec/types.ts";
import type { TaskCounts } from "../hosts/host.ts";
import type { OwnCode } from "./code.ts";

/** A Wasm module of ours as text and bytes: a sandbox can fetch nothing. */
export interface SentModule {
  script: string;
  binary: ArrayBuffer;
}

export interface KernelPreparation {
  code: OwnCode;
  request: Omit<RunRequest, "startMs">;
  /** A port to the modelled service, in the sandbox too. */
  service: MessagePort;
  /** Of this worker's Wasm. */
  memoryBytes: number;
}

/** What a run of the code did besides. */
export interface Besides {
  /** It asked the service. */
  asked: boolean;
  /** The service's answers that stood in line, in ms since the run began. */
  answers: readonly AnswersInLine[];
}

export interface KernelContract {
  asks: {
    prepare(preparation: KernelPreparation): void;
    /** All tasks, under the strategy of the request. */
    run(run: { startEpochMs: number }): { outcome: RunOutcome } & Besides;
    /** One task, in a worker of `parallel`. */
    runTask(run: { task: number; startEpochMs: number }): { outcome: TaskOutcome } & Besides;
  };
  tells: {
    /** The watchdog's end of a channel. */
    watch: MessagePort;
  };
  news: {
    progress: TaskCounts;
    printed: string[];
  };
}

/** To the frame, with the port that everything else goes through. Its secret is in all that it says. */
export interface Introduction {
  secret: string;
}

export type ToFrame =
  /** With the port that the page talks to this worker by. */
  | { start: number; script: string; core: SentModule }
  /** Where does this script fail to parse? Nothing of it runs. */
  | { check: number; script: string }
  | { ping: number };

export type FromFrame = { secret: string } & (
  | { ready: true }
  | { pong: number }
  /** An error that nothing in a worker caught, or of a checked script; line 0 where it has none. */
  | { died: number; message: string; line: number; column: number }
);

/** What a worker in the sandbox is told first, with its port. */
export interface WorkerIntroduction {
  secret: string;
  /** The module of ours that it runs. */
  core: SentModule;
}

/** Everything that it says; `number` counts from 1, so that nothing is taken twice. */
export interface Enveloped {
  secret: string;
  number: number;
  message: unknown;
}
