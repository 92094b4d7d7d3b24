/** What `lanes.estimate` says of the set-up on show, of all strategies; asked for when the page is idle. */
import type { ReactiveControllerHost } from "lit";
import type { Estimate } from "../spec/estimate.ts";
import { type Spec, strategies } from "../spec/types.ts";

/** Whoever has no idle moment by then is asked all the same, ms. */
const patienceMs = 500;

export class Estimates {
  /** Empty while they are not known, and where they cannot be had. */
  known: readonly Estimate[] = [];
  /** They will be known soon. */
  pending = true;

  readonly #host: ReactiveControllerHost;
  #spec: Spec | undefined;
  #work = "";

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
  }

  /** The set-up on show, as often as it may have changed or been run; `window.lanes` is ready. */
  show(spec: Spec): void {
    this.#spec = spec;
    // Of another work everything is another.
    if (spec.work !== this.#work) {
      this.#work = spec.work;
      this.known = [];
      this.pending = true;
      whenIdle(() => void this.#ask());
    } else if (!this.pending) void this.#ask();
  }

  async #ask(): Promise<void> {
    const spec = this.#spec;
    if (!spec) return;
    let known: readonly Estimate[] = [];
    try {
      known = await window.lanes.estimate({ ...spec, how: [...strategies] });
    } catch {
      // The page says that it does not know.
    }
    if (spec !== this.#spec) return void this.#ask();
    this.pending = false;
    this.known = known;
    this.#host.requestUpdate();
  }
}

function whenIdle(doing: () => void): void {
  if ("requestIdleCallback" in window) requestIdleCallback(doing, { timeout: patienceMs });
  else setTimeout(doing, patienceMs);
}
