/** The pthread pool in its worker, seen from the page. */
import { LanesError } from "../../spec/errors.ts";
import { outOfMemorySentence } from "../../spec/failure.ts";
import type { InstanceMemory } from "../../spec/types.ts";
import { Conversation } from "../../workers/conversation.ts";
import {
  type Host,
  type HostOutcome,
  noTasks,
  type RunOrder,
  type TaskCounts,
  withoutPicture,
} from "./host.ts";
import { mostThreadsBytes } from "./memory.ts";
import { type HostOutput, OutputReader } from "./outputs.ts";
import poolWorker from "./pool-worker.ts?worker&url";
import { cancelPatienceMs, type PoolContract, type PoolMemory } from "./worker-protocol.ts";

/** How often the page polls for a thread that has run out of memory; no message reports it. */
const troubleIntervalMs = 50;

/**
 * 64 threads start in two seconds on two cores. Firefox 153 may never start them during a WebDriver
 * session (tests/browser/elsewhere/undriven.test.ts).
 */
const threadsPatienceMs = 30_000;

/** The pthread pool (tier `threads`). */
export class PoolHost implements Host {
  #pool: Conversation<PoolContract> | undefined;
  #workers = 0;
  /** Shared memory of the pool that the next run was prepared in. */
  #memory: PoolMemory | undefined;
  /** False once the run is released: its outputs are then ignored. */
  #shown = false;
  #reader = new OutputReader();
  /** Size of the threads' shared memory; the maximum until a pool has been started. */
  memoryBytes = mostThreadsBytes;

  /** Starts the pool, or a larger one when `order` needs more workers. */
  async prepare(order: RunOrder): Promise<void> {
    if (order.workers > this.#workers) {
      this.#pool?.end(new LanesError("cancelled", "The pool is being replaced by a larger one."));
    }
    // An ended pool would take cores from the next run until it is gone.
    await this.#pool?.gone;
    if (!this.#pool || this.#pool.over.aborted) {
      this.#memory = undefined;
      this.#pool = new Conversation(poolWorker, { whyItStopped: (why) => this.#whyItStopped(why) });
      this.#workers = order.workers;
    }
    const message = `The browser did not start ${order.workers} threads in ${threadsPatienceMs / 1000} s: use fewer workers, or separate ones (tier workers).`;
    const error = new LanesError("unavailable", message);
    const patience = { ms: threadsPatienceMs, error };
    this.#memory = await this.#pool.ask("prepare", { order }, { patience });
    this.memoryBytes = this.#memory.bytes;
    this.#reader = new OutputReader();
    this.#shown = true;
  }

  async run(order: RunOrder, startEpochMs: number, signal: AbortSignal): Promise<HostOutcome> {
    const pool = this.#pool;
    if (!pool || !this.#memory) throw new Error("no run was prepared");
    const { control } = this.#memory;
    Atomics.store(control, 1, 0);
    // The pool blocks its worker, which therefore gets no messages: the flag is in shared memory.
    const cancel = () => Atomics.store(control, 0, 1);
    signal.addEventListener("abort", cancel);
    const looking = setInterval(() => {
      if (this.#outOfMemory()) pool.end(new LanesError("out-of-memory", outOfMemorySentence));
    }, troubleIntervalMs);
    try {
      return await pool.ask(
        "run",
        { order: withoutPicture(order), startEpochMs },
        { signal, graceMs: cancelPatienceMs },
      );
    } finally {
      clearInterval(looking);
      signal.removeEventListener("abort", cancel);
    }
  }

  counts(): TaskCounts {
    if (!this.#memory) return noTasks;
    const { control } = this.#memory;
    // In this order no task is read as ended that was not read as started.
    const ended = Atomics.load(control, 1);
    return { started: Atomics.load(control, 2), ended };
  }

  /** The pool blocks its worker: outputs are read from shared memory. */
  takeOutputs(): HostOutput[] {
    return this.#memory && this.#shown ? this.#reader.take(this.#memory.outputs) : [];
  }

  async memoryUse(): Promise<InstanceMemory[]> {
    return (await this.#pool?.ask("memoryUse", undefined)) ?? [];
  }

  release(): void {
    this.#shown = false;
    this.#pool?.tell("release", undefined);
  }

  /** A thread that runs out of memory sets the flag before its error arrives here. */
  #whyItStopped(reason: string): LanesError {
    if (this.#outOfMemory()) return new LanesError("out-of-memory", outOfMemorySentence);
    return new LanesError("worker-died", `A worker stopped working (${reason}). Run again.`);
  }

  #outOfMemory(): boolean {
    return this.#memory !== undefined && Atomics.load(this.#memory.trouble, 0) !== 0;
  }
}
