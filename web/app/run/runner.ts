/** Runs strategies through `window.lanes`, one at a time, and keeps the results for display. */

import type { ReactiveControllerHost } from "lit";
import { formatMeasured } from "../../base/measured.ts";
import type { OwnPicture } from "../../kit/picture/own-picture.ts";
import { RunController } from "../../kit/run-controller.ts";
import type { Diagnostic } from "../../spec/diagnostic.ts";
import { LanesError, sentenceOf } from "../../spec/errors.ts";
import { runKey } from "../../spec/link/relevance.ts";
import {
  type Progress,
  type Result,
  type Spec,
  type Strategy,
  strategies,
  type TaskOutput,
} from "../../spec/types.ts";
import { workEntry } from "../../spec/works.ts";
import { Shelf } from "./shelf.ts";

export interface Failure {
  how: Strategy;
  cancelled: boolean;
  sentence: string;
  /** Of the reader's own code: what is wrong, and where. */
  diagnostics: readonly Diagnostic[];
}

export interface RunnerEvents {
  started(hows: readonly Strategy[]): void;
  /** One of them begins. */
  began(how: Strategy): void;
  output(output: TaskOutput): void;
  finished(result: Result): void;
  ended(results: readonly Result[], failure: Failure | undefined): void;
}

export class Runner {
  readonly shelf = new Shelf();
  failure: Failure | undefined;

  readonly #host: ReactiveControllerHost;
  readonly #events: RunnerEvents;
  readonly #controller: RunController;
  /** Those handed out last. */
  #shown: readonly Result[] = [];

  constructor(host: ReactiveControllerHost, events: RunnerEvents) {
    this.#host = host;
    this.#events = events;
    this.#controller = new RunController(host);
  }

  get running(): boolean {
    return this.#controller.running;
  }

  get cancelling(): boolean {
    return this.#controller.cancelling;
  }

  get current(): Strategy | undefined {
    return this.#controller.current;
  }

  get queue(): readonly Strategy[] {
    return this.#controller.queue;
  }

  get progress(): Progress | undefined {
    return this.#controller.progress;
  }

  async run(spec: Spec, hows: readonly Strategy[], own?: OwnPicture): Promise<void> {
    if (this.running || hows.length === 0) return;
    this.failure = undefined;
    const results: Result[] = [];
    let current = hows[0] as Strategy;
    this.#events.started(hows);
    try {
      await this.#controller.run(
        { ...spec, how: [...hows] },
        {
          begin: (how) => {
            current = how;
            this.#events.began(how);
            // The announcement must be painted before the run can freeze the page.
            return painted();
          },
          onResult: (result) => {
            this.shelf.put(keyOf(spec, result.how, own), result);
            this.#events.finished(result);
            results.push(result);
          },
          onOutput: (output) => this.#events.output(output),
          ...(own && { picture: own.picture }),
        },
      );
    } catch (error) {
      this.failure = describeFailure(current, error);
    }
    this.#events.ended(results, this.failure);
    this.#host.requestUpdate();
  }

  cancel(): void {
    this.#controller.cancel();
  }

  /**
   * Of this set-up, in the order of the board. The same array as long as they are the same results,
   * to avoid needless redraws.
   */
  resultsOf(spec: Spec, own?: OwnPicture): readonly Result[] {
    const found = strategies
      .map((how) => this.shelf.get(keyOf(spec, how, own)))
      .filter((result) => result !== undefined);
    const same =
      found.length === this.#shown.length && found.every((result, i) => result === this.#shown[i]);
    if (!same) this.#shown = found;
    return this.#shown;
  }
}

/** The key of results with the user's own picture includes that picture. */
function keyOf(spec: Spec, how: Strategy, own: OwnPicture | undefined): string {
  return `${runKey(spec, how, workEntry(spec.work))}${own ? ` picture=${own.id}` : ""}`;
}

function describeFailure(how: Strategy, error: unknown): Failure {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const sentence = sentenceOf(error);
  const diagnostics = error instanceof LanesError ? error.diagnostics : [];
  return { how, cancelled: code === "cancelled", sentence, diagnostics };
}

/** Two frames, or a short timeout where no frames come (a hidden tab). */
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

/** The announcement for screen readers at the end of a run; "" if already made. */
export function sayEnd(results: readonly Result[], failure: Failure | undefined): string {
  if (failure) return failure.cancelled ? "Cancelled." : failure.sentence;
  if (results.length < 2) return "";
  return `Done. ${results.map(({ how, wallMs }) => `${how} ${formatMeasured(wallMs)}`).join(", ")}.`;
}
