/** Real threads in their worker, seen from the page. */
import { LanesError } from "../../spec/errors.ts";
import type { Fix, Price, RaceSpec, Races } from "../../spec/sharing/sharing.ts";
import { Conversation } from "../../workers/conversation.ts";
import { canShareMemory } from "../../workers/share-memory.ts";
import type { ThreadsContract } from "./protocol.ts";
import threadsWorker from "./threads-worker.ts?worker&url";

/** Beside the threads of a program: the owner of the fix `queue`, and the watchdog. */
const spareThreads = 2;
const threadsPatienceMs = 120_000;
/** Threads that have not stopped so long after a cancellation are ended with their worker. */
const cancelGraceMs = 60;

export const noThreads =
  "Real threads need shared memory, which this page does not get in this browser: one event loop and the explorer work all the same.";

/** A set of threads that is kept for the next run. */
export class Threads {
  #worker: Conversation<ThreadsContract> | undefined;
  #threads = 0;
  #stop: Uint32Array | undefined;
  #onRaces: ((races: Races) => void) | undefined;

  async race(
    spec: RaceSpec,
    signal: AbortSignal,
    onRaces: ((races: Races) => void) | undefined,
  ): Promise<Races> {
    const worker = await this.#started(spec.threads, signal);
    this.#onRaces = onRaces;
    try {
      return await this.#stoppable(signal, () =>
        worker.ask("race", { spec }, { signal, graceMs: cancelGraceMs }),
      );
    } finally {
      this.#onRaces = undefined;
    }
  }

  async price(
    what: { fix: Fix; threads: number; padded: boolean; durationMs: number },
    signal: AbortSignal,
  ): Promise<Price> {
    const worker = await this.#started(what.threads, signal);
    return this.#stoppable(signal, () =>
      worker.ask("price", what, { signal, graceMs: cancelGraceMs }),
    );
  }

  /** The worker hears nothing while its threads run: the flag is in shared memory. */
  async #stoppable<T>(signal: AbortSignal, doing: () => Promise<T>): Promise<T> {
    const stop = this.#stop;
    const cancel = () => stop && Atomics.store(stop, 0, 1);
    signal.addEventListener("abort", cancel);
    try {
      return await doing();
    } finally {
      signal.removeEventListener("abort", cancel);
    }
  }

  /** Starts the threads, or more of them. */
  async #started(threads: number, signal: AbortSignal): Promise<Conversation<ThreadsContract>> {
    if (!canShareMemory()) throw new LanesError("unavailable", noThreads);
    const needed = threads + spareThreads;
    if (needed > this.#threads) {
      this.#worker?.end(new LanesError("cancelled", "More threads are started."));
    }
    // Threads that are being ended would take cores from the next run.
    await this.#worker?.gone;
    if (!this.#worker || this.#worker.over.aborted) {
      this.#threads = needed;
      this.#worker = new Conversation(threadsWorker, {
        news: { raced: (races) => this.#onRaces?.(races) },
      });
    }
    const message = `The browser did not start ${needed} threads in ${threadsPatienceMs / 1000} s: reload the page.`;
    const patience = { ms: threadsPatienceMs, error: new LanesError("unavailable", message) };
    this.#stop = await this.#worker.ask("prepare", { threads: needed }, { signal, patience });
    return this.#worker;
  }
}
