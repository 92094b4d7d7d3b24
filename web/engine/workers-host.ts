/**
 * Tier `workers`: parallelism without shared memory, for pages that are not cross-origin isolated.
 * Each worker has a single-threaded module of its own; the page hands the tasks out one by one.
 */
import type { MainModule } from "@generated/wasm/lanes";
import { toLocal } from "./clock.ts";
import type { ModelAccess } from "./downstream.ts";
import type { FileSource } from "./file-source.ts";
import type { Host, HostOutcome, RunOrder } from "./host.ts";
import { lifeName, whenDead, workerDied } from "./liveness.ts";
import { loadModule, moduleFor } from "./modules.ts";
import type { HostOutput } from "./outputs.ts";
import { startWorker } from "./start-worker.ts";
import type { FromTaskWorker, TaskOrder, ToTaskWorker } from "./task-protocol.ts";
import taskWorker from "./task-worker.ts?worker&url";
import { LanesError } from "./types.ts";
import { cancelPatienceMs } from "./worker-protocol.ts";

/** Warm workers are ended when no run has needed them for this long. */
const idleMs = 60_000;

const byMessage =
  "Without shared memory a worker cannot block on the model: each waits for its answer as a message, and takes no other task meanwhile.";
type Ended = Extract<FromTaskWorker, { type: "ended" }>;

/** A worker that does one thing at a time. */
class TaskWorker {
  readonly #name = lifeName();
  readonly #worker = startWorker(taskWorker, this.#name);
  readonly #watch = new AbortController();
  #watched = false;
  #settle: { resolve(message: FromTaskWorker): void; reject(error: Error): void } | undefined;
  dead = false;

  constructor() {
    this.#worker.addEventListener("message", ({ data }: MessageEvent<FromTaskWorker>) => {
      if (data.type === "failed") this.end(new LanesError(data.code, data.message));
      else this.#settle?.resolve(data);
    });
    this.#worker.addEventListener("error", (event) => {
      event.preventDefault();
      const reason = event.message || "it could not be loaded";
      this.end(new LanesError("worker-died", `A worker stopped working (${reason}). Run again.`));
    });
  }

  async prepare(order: TaskOrder, model?: MessagePort): Promise<void> {
    await this.#ask({ type: "prepare", order, model }, model ? [model] : []);
    if (this.#watched) return;
    this.#watched = true;
    whenDead(this.#name, this.#watch.signal, () =>
      this.end(new LanesError("worker-died", workerDied)),
    );
  }

  release(): void {
    if (!this.dead) this.#post({ type: "release" });
  }

  /** A task of the order that was prepared last. */
  async run(task: number, startEpochMs: number, file: FileSource | null): Promise<Ended> {
    if (this.dead) throw new LanesError("worker-died", workerDied);
    const answer = await this.#ask({ type: "run", task, startEpochMs, file });
    if (answer.type !== "ended") throw new LanesError("worker-died", "A worker lost its way.");
    return answer;
  }

  /** A task that computes or reads ends within a turn; one that waits for an answer does not. */
  cancel(): void {
    if (!this.dead) this.#post({ type: "cancel" });
  }

  end(error: LanesError): void {
    this.dead = true;
    this.#watch.abort();
    this.#worker.terminate();
    this.#settle?.reject(error);
  }

  #ask(message: ToTaskWorker, transfer: Transferable[] = []): Promise<FromTaskWorker> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#post(message, transfer);
    });
  }

  #post(message: ToTaskWorker, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }
}

export class WorkersHost implements Host {
  #workers: TaskWorker[] = [];
  #ended = 0;
  #outputs: HostOutput[] = [];
  #idle: ReturnType<typeof setTimeout> | undefined;
  /** For the book-keeping, by name. */
  #lanes = new Map<string, Promise<MainModule>>();

  async prepare(order: RunOrder, model?: ModelAccess): Promise<void> {
    clearTimeout(this.#idle);
    this.#outputs = [];
    this.#workers = this.#workers.filter((worker) => !worker.dead);
    const wanted = Math.min(order.workers, order.tasks);
    while (this.#workers.length < wanted) this.#workers.push(new TaskWorker());
    const { files: _files, ...light } = order;
    await Promise.all([
      this.#loadLanes(order.work),
      ...this.#workers.map((worker) => worker.prepare(light, model?.connect())),
    ]);
  }

  async run(order: RunOrder, startEpochMs: number, signal: AbortSignal): Promise<HostOutcome> {
    this.#ended = 0;
    const module = await this.#loadLanes(order.work);
    const { files, io: _io, suspend: _suspend, picture: _picture, ...rest } = order;
    const { watched: _watched, ...request } = rest;
    const books = new module.WorkersRun({ ...request, startMs: toLocal(startEpochMs) });
    const crew = this.#workers.slice(0, order.workers);
    const cancelled = new LanesError("cancelled", "The run was cancelled.");
    let impatience: ReturnType<typeof setTimeout> | undefined;
    const cancel = () => {
      for (const worker of crew) worker.cancel();
      // A worker that is blocked hears nothing: it is ended, and replaced for the next run.
      impatience = setTimeout(() => this.#end(cancelled), cancelPatienceMs);
    };
    signal.addEventListener("abort", cancel);
    try {
      const problem = books.problem();
      if (problem) throw new LanesError("bad-spec", problem);
      let next = 0;
      const work = async (worker: TaskWorker, lane: number) => {
        while (next < order.tasks && !signal.aborted) {
          const task = next++;
          const file = files && { folder: files.folder, blobs: [files.blobs[task] as Blob] };
          const { outcome, outputs } = await worker.run(task, startEpochMs, file);
          books.add(task, lane, outcome);
          this.#outputs.push(...outputs);
          this.#ended++;
        }
      };
      await Promise.all(crew.map(work));
      if (signal.aborted) throw cancelled;
      return { outcome: books.outcome(), timings: null, notes: order.modelled ? [byMessage] : [] };
    } catch (error) {
      // One worker's failure is the run's: the others must not go on with it.
      if (error !== cancelled) this.#end(new LanesError("cancelled", "The run has failed."));
      throw error;
    } finally {
      clearTimeout(impatience);
      signal.removeEventListener("abort", cancel);
      books.delete();
      this.#idle = setTimeout(() => this.#end(cancelled), idleMs);
    }
  }

  endedTasks(): number {
    return this.#ended;
  }

  takeOutputs(): HostOutput[] {
    return this.#outputs.splice(0);
  }

  release(): void {
    for (const worker of this.#workers) worker.release();
  }

  #loadLanes(work: string): Promise<MainModule> {
    const name = moduleFor(work);
    const module = this.#lanes.get(name) ?? loadModule<MainModule>(name);
    this.#lanes.set(name, module);
    return module;
  }

  #end(error: LanesError): void {
    for (const worker of this.#workers) worker.end(error);
    this.#workers = [];
  }
}
