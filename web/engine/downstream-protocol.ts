/** Messages between the page and the worker that the downstream model lives in. */
import type {
  BystanderRequest,
  DownstreamRequest,
  ServiceMoment,
  WhatIfOutcome,
  WhatIfRequest,
} from "@generated/wasm/lanes-downstream";

export type ToDownstream =
  /** A new model for a run; the one before is forgotten, with all that waited for it. */
  | { type: "start"; shape: DownstreamRequest }
  /** Somebody who will ask the model, by the messages below. */
  | { type: "connect"; port: MessagePort }
  /**
   * Tell `port` what the service looks like, every `everyMs`, and let a bystander share it, until
   * `port` gets a message, or the next start.
   */
  | { type: "watch"; port: MessagePort; everyMs: number; bystander?: BystanderRequest }
  /** Runs to be played through in model time. */
  | { type: "what-if"; questions: WhatIfRequest[] };

export type FromDownstream =
  | { type: "started" }
  | { type: "played"; outcomes: WhatIfOutcome[] }
  | { type: "failed"; message: string };

/** Requests: [id, seed, ms] one after another. The id is the asker's own. */
export type Asked = number[];

/** Their ends: [id, outcome (0 ok, 1 failed), body or reason] one after another. */
export type Answered = (number | string)[];

/** What whoever watches is told. Times are on the shared clock. */
export interface Watched extends ServiceMoment {
  atMs: number;
  /** What ended of the bystander's: [sent, ended, 0 answered / 1 refused / 2 timed out] … */
  bystander: number[];
  /** Nothing follows. */
  last: boolean;
}

/** To the service worker: answer fetches of run `run` by asking at ports[0]; say so at ports[1]. */
export interface AnswerFetches {
  type: "answer-fetches";
  run: string;
}
