/** Messages between the page, the downstream model's worker, and its clients. */
import type {
  BystanderRequest,
  DownstreamRequest,
  ServiceMoment,
  WhatIfOutcome,
  WhatIfRequest,
} from "@generated/wasm/lanes-downstream";
import type { BystanderEnds } from "./model-codec.ts";

export interface DownstreamContract {
  asks: {
    /** A new model for a run; the previous one is dropped, with everything that waits for it. */
    start(shape: DownstreamRequest): void;
    /** Runs to be simulated in model time. */
    whatIf(questions: WhatIfRequest[]): WhatIfOutcome[];
  };
  tells: {
    /** A new client of the model (model-client.ts). */
    connect: MessagePort;
    watch: Watch;
  };
  news: object;
}

/**
 * Report the service's state to `port` every `everyMs`, and add a bystander's load, until `port`
 * gets a message or the next start.
 */
export interface Watch {
  port: MessagePort;
  everyMs: number;
  bystander?: BystanderRequest;
}

/** A report to a watcher. Times are on the shared clock. */
export interface Watched extends ServiceMoment {
  atMs: number;
  /** The bystander's requests that have ended. */
  bystander: BystanderEnds;
  /** The last report. */
  last: boolean;
}

/** To the service worker: answer fetches of run `run` by asking at ports[0]; say so at ports[1]. */
export interface AnswerFetches {
  type: "answer-fetches";
  run: string;
}
