/** Runs strategies through `window.lanes`, one at a time, and keeps what the interface shows. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { workEntry } from "../engine/catalogue.ts";
import {
  LanesError,
  type Progress,
  type Result,
  type Spec,
  type Strategy,
  type TaskOutput,
} from "../engine/types.ts";
import { runKey } from "../share/relevance.ts";
import type { OwnPicture } from "./own-picture.ts";
import { Shelf } from "./shelf.ts";

export interface Failure {
  how: Strategy;
  cancelled: boolean;
  sentence: string;
}

export interface RunnerEvents {
  started(hows: readonly Strategy[]): void;
  /** One of them begins. */
  began(how: Strategy): void;
  output(output: TaskOutput): void;
  finished(result: Result): void;
  ended(results: readonly Result[], failure: Failure | undefined): void;
}

export class Runner implements ReactiveController {
  readonly shelf = new Shelf();
  /** What is running now, and what is still to come. */
  current: Strategy | undefined;
  queue: readonly Strategy[] = [];
  progress: Progress | undefined;
  failure: Failure | undefined;
  cancelling = false;

  readonly #host: ReactiveControllerHost;
  readonly #events: RunnerEvents;
  #abort: AbortController | undefined;

  constructor(host: ReactiveControllerHost, events: RunnerEvents) {
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

  async run(spec: Spec, hows: readonly Strategy[], own?: OwnPicture): Promise<void> {
    if (this.running || hows.length === 0) return;
    const abort = new AbortController();
    this.#abort = abort;
    this.failure = undefined;
    this.#events.started(hows);
    const results: Result[] = [];
    for (const [step, how] of hows.entries()) {
      this.current = how;
      this.queue = hows.slice(step + 1);
      this.progress = undefined;
      this.#events.began(how);
      this.#host.requestUpdate();
      // What is about to happen must be on the screen before the screen may freeze.
      await painted();
      try {
        results.push(await this.#runOne({ ...spec, how: [how] }, how, abort.signal, own));
      } catch (error) {
        this.failure = describeFailure(how, error);
        break;
      }
    }
    this.#abort = undefined;
    this.current = undefined;
    this.queue = [];
    this.progress = undefined;
    this.cancelling = false;
    this.#events.ended(results, this.failure);
    this.#host.requestUpdate();
  }

  cancel(): void {
    if (!this.#abort) return;
    this.cancelling = true;
    this.#abort.abort();
    this.#host.requestUpdate();
  }

  resultOf(spec: Spec, how: Strategy, own?: OwnPicture): Result | undefined {
    return this.shelf.get(keyOf(spec, how, own));
  }

  async #runOne(
    spec: Spec,
    how: Strategy,
    signal: AbortSignal,
    own: OwnPicture | undefined,
  ): Promise<Result> {
    const [result] = await window.lanes.run(spec, {
      signal,
      onProgress: (progress) => {
        this.progress = progress;
        this.#host.requestUpdate();
      },
      onOutput: (output) => this.#events.output(output),
      ...(own ? { picture: own.picture } : {}),
    });
    if (!result) throw new LanesError("worker-died", "The run ended without a result.");
    this.shelf.put(keyOf(spec, how, own), result);
    this.#events.finished(result);
    return result;
  }
}

/** Results with the user's own picture are told apart from those without, and by the picture. */
function keyOf(spec: Spec, how: Strategy, own: OwnPicture | undefined): string {
  return `${runKey(spec, how, workEntry(spec.work))}${own ? ` picture=${own.id}` : ""}`;
}

function describeFailure(how: Strategy, error: unknown): Failure {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const sentence = error instanceof Error ? error.message : String(error);
  return { how, cancelled: code === "cancelled", sentence };
}

/** Two frames, or a moment where no frames come (a hidden tab). */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 150);
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        clearTimeout(timer);
        setTimeout(resolve);
      }),
    );
  });
}
