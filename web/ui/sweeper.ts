/** Makes sweeps through `window.lanes` and keeps what the interface shows of them. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Spec } from "../engine/types.ts";
import type { Sweep, SweepProgress } from "../sweep/sweep.ts";

export interface SweeperEvents {
  started(): void;
  /** `sentence`: that it is done, or why not. */
  ended(sentence: string): void;
}

export class Sweeper implements ReactiveController {
  progress: SweepProgress | undefined;
  failure = "";

  readonly #host: ReactiveControllerHost;
  readonly #events: SweeperEvents;
  /** The newest of each work. */
  readonly #sweeps = new Map<string, Sweep>();
  #abort: AbortController | undefined;

  constructor(host: ReactiveControllerHost, events: SweeperEvents) {
    this.#host = host;
    this.#events = events;
    host.addController(this);
  }

  get running(): boolean {
    return this.#abort !== undefined;
  }

  hostDisconnected(): void {
    this.cancel();
  }

  of(work: string): Sweep | undefined {
    return this.#sweeps.get(work);
  }

  async run(spec: Spec): Promise<void> {
    if (this.running) return;
    const { signal } = this.#begin();
    let said = "The sweep is done.";
    try {
      const { sweep } = await import("../sweep/sweep.ts");
      const done = await sweep(window.lanes, spec, {
        signal,
        reportedCores: window.lanes.capabilities().reportedCores,
        onProgress: (progress) => {
          this.progress = progress;
          this.#host.requestUpdate();
        },
      });
      this.#sweeps.set(spec.work, done);
    } catch (error) {
      said = error instanceof Error ? error.message : String(error);
      if (signal.aborted) said = "The sweep was cancelled.";
      else this.failure = said;
    }
    this.#abort = undefined;
    this.progress = undefined;
    this.#host.requestUpdate();
    this.#events.ended(said);
  }

  cancel(): void {
    this.#abort?.abort();
  }

  #begin(): AbortController {
    const abort = new AbortController();
    this.#abort = abort;
    this.failure = "";
    this.progress = undefined;
    this.#events.started();
    this.#host.requestUpdate();
    return abort;
  }
}
