/** What is said between the page, the worker that the downstream model lives in, and its askers. */
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
    /** A new model for a run; the one before is forgotten, with all that waited for it. */
    start(shape: DownstreamRequest): void;
    /** Runs to be played through in model time. */
    whatIf(questions: WhatIfRequest[]): WhatIfOutcome[];
  };
  tells: {
    /** Somebody who will ask the model (model-client.ts). */
    connect: MessagePort;
    watch: Watch;
  };
  news: object;
}

/**
 * Tell `port` what the service looks like, every `everyMs`, and let a bystander share it, until
 * `port` gets a message, or the next start.
 */
export interface Watch {
  port: MessagePort;
  everyMs: number;
  bystander?: BystanderRequest;
}

/** What whoever watches is told. Times are on the shared clock. */
export interface Watched extends ServiceMoment {
  atMs: number;
  /** What ended of the bystander's. */
  bystander: BystanderEnds;
  /** Nothing follows. */
  last: boolean;
}

/** To the service worker: answer fetches of run `run` by asking at ports[0]; say so at ports[1]. */
export interface AnswerFetches {
  type: "answer-fetches";
  run: string;
}
