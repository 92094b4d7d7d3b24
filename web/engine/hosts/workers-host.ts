/**
 * Tier `workers`: parallelism without shared memory, for pages that are not cross-origin isolated.
 * Each worker has its own single-threaded module; the page hands out the tasks one by one.
 */
import type { MainModule } from "@generated/wasm/lanes";
import { toLocal } from "../../base/clock.ts";
import { cancellationOf } from "../../spec/cancellation.ts";
import { LanesError } from "../../spec/errors.ts";
import { toLanesError } from "../../spec/failure.ts";
import type { InstanceMemory } from "../../spec/types.ts";
import { Conversation } from "../../workers/conversation.ts";
import { loadModule, moduleFor } from "../../workers/modules.ts";
import type { ModelAccess } from "../service/model-access.ts";
import { type Host, type HostOutcome, noTasks, type RunOrder, type TaskCounts } from "./host.ts";
import type { HostOutput } from "./outputs.ts";
import type { TaskContract } from "./task-protocol.ts";
import taskWorker from "./task-worker.ts?worker&url";
import { cancelPatienceMs } from "./worker-protocol.ts";

/** Warm workers are ended when idle for this long. */
const idleMs = 60_000;

const byMessage =
  "Without shared memory a worker cannot block on the model: each waits for its answer as a message, and takes no other task meanwhile.";

const byWebLock =
  "Without shared memory there are no threads that could share a lock: separate workers took turns, by a Web Lock that one of them holds at a time.";

/** Rejects where this page may have no Web Locks. */
async function checkLock(name: string): Promise<void> {
  try {
    await navigator.locks.request(name, () => undefined);
  } catch {
    throw new LanesError(
      "unavailable",
      "One lock for all needs shared memory or Web Locks, and this page has neither: open it by itself, on its own address.",
    );
  }
}

/**
 * A worker keeps every module it has loaded, each with its own memory. Chromium reserves the
 * maximum size for each: a page there gets only about a hundred memories.
 */
const mostWithTwoModules = 16;

type TaskWorker = Conversation<TaskContract>;

export class WorkersHost implements Host {
  #workers: TaskWorker[] = [];
  #counts = noTasks;
  /** Those of the last run. */
  #crew: TaskWorker[] = [];
  #outputs: HostOutput[] = [];
  /** The module that the workers loaded last. */
  #module = "";
  #idle: ReturnType<typeof setTimeout> | undefined;
  /** Modules by name, for the bookkeeping. */
  #lanes = new Map<string, Promise<MainModule>>();

  async prepare(order: RunOrder, model?: ModelAccess): Promise<void> {
    if (order.oneLock) await checkLock(order.runId);
    clearTimeout(this.#idle);
    this.#outputs = [];
    const module = moduleFor(order.work);
    if (this.#module !== module && this.#workers.length > mostWithTwoModules) {
      this.#end(new LanesError("cancelled", "The workers are being replaced for another work."));
    }
    this.#module = module;
    // Ended workers would take cores from the next run until they are gone.
    await Promise.all(this.#workers.map(({ gone }) => gone));
    this.#workers = this.#workers.filter(({ over }) => !over.aborted);
    const wanted = Math.min(order.workers, order.tasks);
    while (this.#workers.length < wanted) this.#workers.push(new Conversation(taskWorker));
    const { files: _files, ...light } = order;
    const prepare = (worker: TaskWorker) => {
      const port = model?.connect();
      return worker.ask("prepare", { order: light, model: port }, { transfer: port ? [port] : [] });
    };
    try {
      await Promise.all([this.#loadLanes(order.work), ...this.#workers.map(prepare)]);
    } catch (error) {
      // The other workers may hold the memory that this one could not get.
      this.#end(toLanesError(error));
      throw error;
    }
  }

  async run(order: RunOrder, startEpochMs: number, signal: AbortSignal): Promise<HostOutcome> {
    this.#counts = { ...noTasks };
    const module = await this.#loadLanes(order.work);
    const { files, io: _io, suspend: _suspend, picture: _picture, ...rest } = order;
    const { watched: _watched, oneLock, ...request } = rest;
    const books = new module.WorkersRun({ ...request, startMs: toLocal(startEpochMs) });
    const crew = this.#workers.slice(0, order.workers);
    this.#crew = crew;
    try {
      let next = 0;
      // shown: parallel workers
      const work = async (worker: TaskWorker, lane: number) => {
        while (next < order.tasks && !signal.aborted) {
          const task = next++;
          this.#counts.started++;
          const file = files && { folder: files.folder, blobs: [files.blobs[task] as Blob] };
          // A blocked worker gets no messages: it is terminated, and replaced for the next run.
          const { outcome, outputs } = await worker.ask(
            "run",
            { task, startEpochMs, file },
            { signal, graceMs: cancelPatienceMs },
          );
          books.add(task, lane, outcome);
          this.#outputs.push(...outputs);
          this.#counts.ended++;
        }
      };
      // shown end
      // If one worker fails, the run fails: the others must stop.
      const fail = (error: unknown) => {
        if (!signal.aborted) this.#end(toLanesError(error));
        throw error;
      };
      const ends = await Promise.allSettled(crew.map((one, i) => work(one, i).catch(fail)));
      if (signal.aborted) throw cancellationOf(signal);
      for (const end of ends) if (end.status === "rejected") throw end.reason;
      const notes = [...(order.modelled ? [byMessage] : []), ...(oneLock ? [byWebLock] : [])];
      return { outcome: books.outcome(), wire: null, notes };
    } finally {
      books.delete();
    }
  }

  counts(): TaskCounts {
    return this.#counts;
  }

  takeOutputs(): HostOutput[] {
    return this.#outputs.splice(0);
  }

  memoryUse(): Promise<InstanceMemory[]> {
    return Promise.all(this.#crew.map((worker) => worker.ask("memoryUse", undefined)));
  }

  release(): void {
    for (const worker of this.#workers) worker.tell("release", undefined);
    clearTimeout(this.#idle);
    const idle = new LanesError("cancelled", "The worker had nothing to do.");
    this.#idle = setTimeout(() => this.#end(idle), idleMs);
  }

  #loadLanes(work: string): Promise<MainModule> {
    const name = moduleFor(work);
    let module = this.#lanes.get(name);
    if (!module) {
      module = loadModule<MainModule>(name);
      this.#lanes.set(name, module);
      // The network may be back by the next attempt.
      module.catch(() => this.#lanes.delete(name));
    }
    return module;
  }

  #end(error: LanesError): void {
    for (const worker of this.#workers) worker.end(error);
  }
}
