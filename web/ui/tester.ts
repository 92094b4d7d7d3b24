/** Makes the simple test through `window.lanes` and keeps what the interface shows of it. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Progress, SimpleTest, Spec } from "../engine/types.ts";

export interface TesterEvents {
  started(): void;
  /** `sentence`: the verdict, or why there is none. */
  ended(sentence: string): void;
}

export class Tester implements ReactiveController {
  progress: Progress | undefined;
  failure = "";

  readonly #host: ReactiveControllerHost;
  readonly #events: TesterEvents;
  /** The newest of each work. */
  readonly #tests = new Map<string, SimpleTest>();
  #abort: AbortController | undefined;

  constructor(host: ReactiveControllerHost, events: TesterEvents) {
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

  of(work: string): SimpleTest | undefined {
    return this.#tests.get(work);
  }

  async run(spec: Spec): Promise<void> {
    if (this.running) return;
    const abort = new AbortController();
    this.#abort = abort;
    this.failure = "";
    this.progress = undefined;
    this.#events.started();
    this.#host.requestUpdate();
    let said: string;
    try {
      const test = await window.lanes.simpleTest(spec, {
        signal: abort.signal,
        onProgress: (progress) => {
          this.progress = progress;
          this.#host.requestUpdate();
        },
      });
      this.#tests.set(spec.work, test);
      said = test.sentence;
    } catch (error) {
      const cancelled = error instanceof Error && "code" in error && error.code === "cancelled";
      said = error instanceof Error ? error.message : String(error);
      if (cancelled) said = "The simple test was cancelled.";
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
}
