/** Messages between the page and the worker that the downstream model lives in. */
import type {
  DownstreamRequest,
  WhatIfOutcome,
  WhatIfRequest,
} from "@generated/wasm/lanes-downstream";

export type ToDownstream =
  /** A new model for a run; the one before is forgotten, with all that waited for it. */
  | { type: "start"; shape: DownstreamRequest }
  /** Somebody who will ask the model, by the messages below. */
  | { type: "connect"; port: MessagePort }
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

/** To the service worker: answer fetches of run `run` by asking at ports[0]; say so at ports[1]. */
export interface AnswerFetches {
  type: "answer-fetches";
  run: string;
}
