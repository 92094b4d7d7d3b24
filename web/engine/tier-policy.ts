/** Picks the tier of a run on threads, and remembers where the browser refuses threads. */
import { LanesError } from "../spec/errors.ts";
import type { Spec } from "../spec/types.ts";

export class TierPolicy {
  readonly #sharedMemory: boolean;
  /** Why this browser refuses the threads their memory; empty as long as it does not. */
  #refused = "";
  /**
   * The browser failed to start this many threads in time: this many or more are not tried again.
   */
  #tooMany = Number.POSITIVE_INFINITY;

  constructor(sharedMemory: boolean) {
    this.#sharedMemory = sharedMemory;
  }

  /** Throws a LanesError ("unavailable") where the spec requires threads that are not available. */
  tierOf({ tier, workers }: Pick<Spec, "tier" | "workers">): "threads" | "workers" {
    if (tier === "threads" && !this.#sharedMemory) {
      throw new LanesError(
        "unavailable",
        "Tier threads needs shared memory, which this page does not have because it is not cross-origin isolated: use tier workers or auto.",
      );
    }
    const none = !this.#sharedMemory || this.#refused !== "" || workers >= this.#tooMany;
    return tier === "workers" || (tier === "auto" && none) ? "workers" : "threads";
  }

  /** Why separate workers replace threads, where the browser refused those before; else "". */
  noteOn({ workers }: Pick<Spec, "workers">): string {
    if (this.#refused) return this.#refused;
    if (workers < this.#tooMany) return "";
    return `This browser did not start ${this.#tooMany} threads in time: separate workers were used instead.`;
  }

  /**
   * Called when threads could not be prepared: remembers it, and returns why separate workers are
   * used. Rethrows `failure` where the spec requires threads, or where threads are not the cause.
   */
  learn(failure: LanesError, { tier, workers }: Pick<Spec, "tier" | "workers">): string {
    if (tier === "threads") throw failure;
    if (failure.code === "out-of-memory") {
      this.#refused =
        "This browser gives threads no shared memory of 32 MiB or more: separate workers were used instead.";
    } else if (failure.code !== "unavailable") throw failure;
    else this.#tooMany = Math.min(this.#tooMany, workers);
    return this.#refused || `${failure.message} Separate workers were used.`;
  }
}
