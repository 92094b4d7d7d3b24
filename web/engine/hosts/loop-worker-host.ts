/** An event loop in a worker of its own, seen from the page. */
import { LanesError } from "../../spec/errors.ts";
import type { InstanceMemory } from "../../spec/types.ts";
import { Conversation } from "../../workers/conversation.ts";
import type { ModelAccess } from "../service/model-access.ts";
import {
  type Host,
  type HostOutcome,
  noTasks,
  type RunOrder,
  type TaskCounts,
  withoutPicture,
} from "./host.ts";
import loopWorker from "./loop-worker.ts?worker&url";
import type { HostOutput } from "./outputs.ts";
import { makeStopWord } from "./stop-word.ts";
import { cancelPatienceMs, type LoopContract } from "./worker-protocol.ts";

/**
 * A terminated worker that is still computing would take a core from the next run, so that run
 * waits for it to end, but no longer than this. WebKitGTK 2.50 without shared memory was measured
 * to go on computing a chain of hashes for a minute.
 */
const gonePatienceMs = 5000;

const crowded =
  "A run that was cancelled before was still computing in its worker when this one began: the browser had not stopped it, and it took a share of the machine.";

/** An event loop in its own worker, for `loop=worker`. The worker is started when first needed. */
export class LoopWorkerHost implements Host {
  readonly #stop = makeStopWord();
  #worker: Conversation<LoopContract> | undefined;
  /** The worker that the next run was prepared in. */
  #prepared: Conversation<LoopContract> | undefined;
  /** A cancelled run's worker is still computing. */
  #crowded = false;
  #counts = noTasks;
  #outputs: HostOutput[] = [];

  async prepare(order: RunOrder, model?: ModelAccess): Promise<void> {
    const before = this.#worker;
    this.#crowded = before?.over.aborted === true && !(await before.goneWithin(gonePatienceMs));
    const worker = this.#alive();
    const port = model?.connect();
    const sent = model && port ? { port, fetchBase: model.fetchBase } : undefined;
    await worker.ask(
      "prepare",
      { order, ...(sent && { model: sent }) },
      { transfer: port ? [port] : [] },
    );
    this.#prepared = worker;
  }

  async run(order: RunOrder, startEpochMs: number, signal: AbortSignal): Promise<HostOutcome> {
    if (!this.#prepared) throw new Error("no run was prepared");
    this.#counts = noTasks;
    this.#outputs = [];
    // A loop that yields gets the message; one that computes without yielding polls the stop word.
    const stop = this.#stop;
    const sayStop = () => stop && Atomics.store(stop, 0, 1);
    if (stop) Atomics.store(stop, 0, 0);
    signal.addEventListener("abort", sayStop);
    try {
      const outcome = await this.#prepared.ask(
        "run",
        { order: withoutPicture(order), startEpochMs },
        { signal, graceMs: cancelPatienceMs },
      );
      return this.#crowded ? { ...outcome, notes: [...(outcome.notes ?? []), crowded] } : outcome;
    } finally {
      signal.removeEventListener("abort", sayStop);
    }
  }

  /**
   * Gives the watchdog a direct line to this event loop. The signal aborts when the loop is gone.
   */
  watch(port: MessagePort): AbortSignal {
    const worker = this.#alive();
    worker.tell("watch", port, [port]);
    return worker.over;
  }

  counts(): TaskCounts {
    return this.#counts;
  }

  takeOutputs(): HostOutput[] {
    return this.#outputs.splice(0);
  }

  async memoryUse(): Promise<InstanceMemory[]> {
    return (await this.#prepared?.ask("memoryUse", undefined)) ?? [];
  }

  release(): void {
    this.#worker?.tell("release", undefined);
  }

  /** Ends the worker; the host is not used again. */
  end(): void {
    this.#worker?.end(new LanesError("cancelled", "This worker is not needed any more."));
  }

  #alive(): Conversation<LoopContract> {
    if (!this.#worker || this.#worker.over.aborted) {
      this.#worker = new Conversation<LoopContract>(loopWorker, {
        news: {
          progress: (counts) => {
            this.#counts = counts;
          },
          outputs: (outputs) => this.#outputs.push(...outputs),
        },
      });
      if (this.#stop) this.#worker.tell("stopWord", this.#stop);
    }
    return this.#worker;
  }
}
