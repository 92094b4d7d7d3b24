/**
 * The `lanes.estimate` of the current set-up for all strategies; requested when the page is idle.
 */
import type { ReactiveControllerHost } from "lit";
import type { Estimate } from "../spec/estimate.ts";
import { type Spec, strategies } from "../spec/types.ts";

/** Idle timeout: after this long estimates are requested anyway, ms. */
const patienceMs = 500;

export class Estimates {
  /** Empty while unknown, and where unavailable. */
  known: readonly Estimate[] = [];
  /** Estimates are on their way. */
  pending = true;

  readonly #host: ReactiveControllerHost;
  #spec: Spec | undefined;
  #work = "";

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
  }

  /**
   * The current set-up; call whenever it may have changed or been run, once `window.lanes` is
   * ready.
   */
  show(spec: Spec): void {
    this.#spec = spec;
    // All estimates of another work are stale.
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
      // The page shows that they are unknown.
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
