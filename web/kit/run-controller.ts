/** Starts runs on `window.lanes` for the page, the embed and the stories. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { orCancelled, throwIfCancelled } from "../spec/cancellation.ts";
import {
  LanesError,
  type Progress,
  type Result,
  type RunOptions,
  type Spec,
  type Strategy,
} from "../spec/types.ts";

export interface ControlledRun extends Omit<RunOptions, "signal" | "onBegin"> {
  /** A strategy is about to begin; its run starts once this resolves. */
  begin?(how: Strategy): Promise<void> | void;
  /** Preparation before the first run; if it returns a spec, that one is run. */
  ready?: Promise<Spec | undefined>;
}

/** One run at a time, strategy by strategy; it updates its host when something changes. */
export class RunController implements ReactiveController {
  /** What is running now, and what is still to come. */
  current: Strategy | undefined;
  queue: readonly Strategy[] = [];
  progress: Progress | undefined;
  cancelling = false;

  readonly #host: ReactiveControllerHost;
  #abort: AbortController | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  get running(): boolean {
    return this.#abort !== undefined;
  }

  hostDisconnected(): void {
    this.cancel();
  }

  /** Rejects as `lanes.run` does; `onResult` has received everything measured by then. */
  async run(asked: Spec, { begin, ready, ...options }: ControlledRun): Promise<void> {
    if (this.#abort) throw new LanesError("bad-spec", "A run is under way: cancel it first.");
    const abort = new AbortController();
    this.#abort = abort;
    const { signal } = abort;
    this.queue = asked.how;
    this.#host.requestUpdate();
    try {
      const spec = (await (ready && orCancelled(ready, signal))) ?? asked;
      const onBegin = async (how: Strategy) => {
        this.current = how;
        this.queue = spec.how.slice(spec.how.indexOf(how) + 1);
        this.progress = undefined;
        this.#host.requestUpdate();
        await begin?.(how);
        throwIfCancelled(signal);
      };
      const onProgress = (progress: Progress) => {
        this.progress = progress;
        this.#host.requestUpdate();
        options.onProgress?.(progress);
      };
      await window.lanes.run(spec, { ...options, signal, onBegin, onProgress });
    } finally {
      this.#abort = undefined;
      this.current = undefined;
      this.queue = [];
      this.progress = undefined;
      this.cancelling = false;
      this.#host.requestUpdate();
    }
  }

  cancel(): void {
    if (!this.#abort) return;
    this.cancelling = true;
    this.#abort.abort();
    this.#host.requestUpdate();
  }
}

/** The result of a spec with one strategy; rejects if it is unusable, as in a hidden tab. */
export async function runOne(spec: Partial<Spec>, options: RunOptions): Promise<Result> {
  const [result] = await window.lanes.run(spec, options);
  if (!result) throw new LanesError("worker-died", "The run ended without a result. Run it again.");
  if (!result.valid) throw new LanesError("cancelled", result.notes.at(-1) ?? "");
  return result;
}
