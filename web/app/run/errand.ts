/**
 * A long job made through `window.lanes`, one at a time: its progress, how it ended, and the latest
 * result for each work.
 */

import type { ReactiveController, ReactiveControllerHost } from "lit";
import { sentenceOf } from "../../spec/errors.ts";
import type { Spec } from "../../spec/types.ts";

export interface ErrandEvents {
  started(): void;
  /** `sentence`: the outcome, or why there is none. */
  ended(sentence: string): void;
}

export abstract class Errand<Made, Progress> implements ReactiveController {
  progress: Progress | undefined;
  failure = "";

  readonly #host: ReactiveControllerHost;
  readonly #events: ErrandEvents;
  readonly #newest = new Map<string, Made>();
  #abort: AbortController | undefined;

  constructor(host: ReactiveControllerHost, events: ErrandEvents) {
    this.#host = host;
    this.#events = events;
    host.addController(this);
  }

  /** Name at the start of a sentence: "The sweep". */
  protected abstract readonly name: string;

  protected abstract make(
    spec: Spec,
    signal: AbortSignal,
    onProgress: (progress: Progress) => void,
  ): Promise<Made>;

  /** What is said when it is done. */
  protected abstract sentence(made: Made): string;

  get running(): boolean {
    return this.#abort !== undefined;
  }

  hostDisconnected(): void {
    this.cancel();
  }

  of(work: string): Made | undefined {
    return this.#newest.get(work);
  }

  async run(spec: Spec): Promise<void> {
    if (this.running) return;
    const abort = new AbortController();
    this.#abort = abort;
    const { signal } = abort;
    this.failure = "";
    this.progress = undefined;
    let said = "";
    try {
      this.#events.started();
      this.#host.requestUpdate();
      const made = await this.make(spec, signal, (progress) => {
        this.progress = progress;
        this.#host.requestUpdate();
      });
      this.#newest.set(spec.work, made);
      said = this.sentence(made);
    } catch (error) {
      said = sentenceOf(error);
      if (signal.aborted) said = `${this.name} was cancelled.`;
      else this.failure = said;
    } finally {
      this.#abort = undefined;
      this.progress = undefined;
      this.#host.requestUpdate();
      this.#events.ended(said);
    }
  }

  cancel(): void {
    this.#abort?.abort();
  }
}
