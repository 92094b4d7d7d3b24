/** Carries out specs: picks the host for each strategy, watches the event loop, makes Results. */

import { showOnDevTools } from "../monitor/devtools-track.ts";
import { type Connect, Monitor, mainLoop } from "../monitor/monitor.ts";
import { version } from "../package.json";
import { serverAnswers } from "./capabilities.ts";
import { workEntry } from "./catalogue.ts";
import { epochNow } from "./clock.ts";
import { asksDownstream, Downstream } from "./downstream.ts";
import { EventLoopHost } from "./event-loop-host.ts";
import { toLanesError } from "./failure.ts";
import type { FileSource } from "./file-source.ts";
import { Files, filesInMemoryNote, filesJustWrittenNote } from "./files.ts";
import type { Host, RunOrder } from "./host.ts";
import { memoryProblem } from "./memory.ts";
import { costOfParallelIo } from "./parallel-io.ts";
import { checkPicture } from "./picture-check.ts";
import { requestOf } from "./request.ts";
import { toResult } from "./result.ts";
import { ServiceWatch } from "./service-watch.ts";
import { siteRoot } from "./site.ts";
import {
  type Bystander,
  type Capabilities,
  type Environment,
  LanesError,
  type PictureData,
  type Result,
  type RunOptions,
  type Spec,
  type Strategy,
  type WhatIfPoint,
} from "./types.ts";
import { LoopWorkerHost, PoolHost } from "./worker-host.ts";
import { outputIntervalMs } from "./worker-protocol.ts";
import { WorkersHost } from "./workers-host.ts";

/** How often a run's progress is told. */
const progressIntervalMs = 100;

const modelledNote =
  "What this run waited for is modelled: a C++ model of the service answered in real time, no server did.";

/** Where one strategy of a spec is carried out, and which event loop is watched meanwhile. */
interface Stage {
  host: Host;
  loop: Connect;
  /** Code that has run once in this place is warm there. */
  place: string;
  tier: Environment["tier"];
  suspend: Environment["suspend"];
  /** Why this stage and not the one that was meant. */
  note?: string;
}

export class Engine {
  readonly #capabilities: Capabilities;
  readonly #monitor = new Monitor();
  readonly #mainHost = new EventLoopHost();
  readonly #loopWorker = new LoopWorkerHost();
  readonly #pool = new PoolHost();
  readonly #workers = new WorkersHost();
  readonly #files = new Files();
  readonly #downstream = new Downstream();
  readonly #warm = new Set<string>();
  /** Why this browser gives the threads no memory; empty as long as it does. */
  #threadsRefused = "";
  /** So many threads or more the browser did not start in time: it is not asked again. */
  #threadsTooMany = Number.POSITIVE_INFINITY;
  /** What a run that was cancelled meanwhile has left to finish before the next. */
  #preparing: Promise<unknown> = Promise.resolve();
  /** Runs are carried out one after another: two at once would measure each other. */
  #queue: Promise<unknown> = Promise.resolve();
  #runs = 0;

  constructor(capabilities: Capabilities) {
    this.#capabilities = capabilities;
  }

  /** Loads what every run needs. */
  async prepare(): Promise<void> {
    await Promise.all([
      this.#monitor.prepare(),
      this.#mainHost.prepare({
        work: "hash",
        suspend: "none",
        picture: undefined,
        watched: false,
      }),
    ]);
  }

  run(spec: Spec, options: RunOptions = {}): Promise<Result[]> {
    const run = this.#queue.then(() => this.#runAll(spec, options));
    this.#queue = run.catch(() => undefined);
    return run;
  }

  /** After the runs that were asked for before: the model in that worker has one use at a time. */
  whatIf(spec: Spec, limits: readonly number[], bystander?: Bystander): Promise<WhatIfPoint[]> {
    const answer = this.#queue.then(() => this.#downstream.whatIf(spec, limits, bystander));
    this.#queue = answer.catch(() => undefined);
    return answer;
  }

  generatedPicture(seed: number, width: number): Promise<ImageData> {
    return this.#mainHost.generatedPicture(seed, width);
  }

  async #runAll(spec: Spec, options: RunOptions): Promise<Result[]> {
    checkPicture(options.picture);
    const results: Result[] = [];
    const cancellation = options.signal ?? new AbortController().signal;
    throwIfCancelled(cancellation);
    for (const how of spec.how) this.#checkMemory(spec, how, options);
    if (options.bystander) await this.#checkBystander(spec);
    const files = readsFiles(spec.work) ? await this.#files.write(spec, cancellation) : null;
    try {
      await this.#runEach(spec, files, cancellation, options, results);
    } finally {
      if (files) this.#finishFirst(this.#files.remove(files));
    }
    return results;
  }

  async #runEach(
    spec: Spec,
    files: FileSource | null,
    signal: AbortSignal,
    options: RunOptions,
    results: Result[],
  ): Promise<void> {
    for (const [step, how] of spec.how.entries()) {
      const onEnded = (ended: number, elapsedMs: number) =>
        options.onProgress?.({
          how,
          step,
          steps: spec.how.length,
          ended,
          tasks: spec.tasks,
          elapsedMs,
        });
      results.push(await this.#runOne(spec, how, files, signal, onEnded, options));
    }
  }

  async #runOne(
    spec: Spec,
    how: Strategy,
    files: FileSource | null,
    signal: AbortSignal,
    onEnded: (ended: number, elapsedMs: number) => void,
    options: RunOptions,
  ): Promise<Result> {
    const { onOutput } = options;
    throwIfCancelled(signal);
    await orCancelled(this.#preparing, signal);
    const backend = await orCancelled(this.#backend(spec), signal);
    const { stage, order } = await orCancelled(
      this.#prepare(spec, how, backend, files, options),
      signal,
    );
    // Now it is known how much memory the threads were given.
    this.#checkMemory(spec, how, options);
    const showOutputs = () => {
      for (const output of stage.host.takeOutputs()) onOutput?.({ how, ...output });
    };
    const service = order.modelled ? ServiceWatch.of(this.#downstream, spec, options) : undefined;
    try {
      await orCancelled(service?.begin() ?? Promise.resolve(), signal);
    } catch (error) {
      service?.abandon();
      stage.host.release();
      throw error;
    }
    await this.#monitor.start(stage.loop);
    if (signal.aborted) this.#monitor.abandon();
    throwIfCancelled(signal);

    let hidden = document.visibilityState === "hidden";
    const onVisibility = () => {
      hidden ||= document.visibilityState === "hidden";
    };
    document.addEventListener("visibilitychange", onVisibility);
    const startMs = epochNow();
    service?.runBegins(startMs);
    onEnded(0, 0);
    const ticking = setInterval(
      () => onEnded(stage.host.endedTasks(), epochNow() - startMs),
      progressIntervalMs,
    );
    const showing = onOutput ? setInterval(showOutputs, outputIntervalMs) : undefined;
    try {
      const ran = await stage.host.run(order, startMs, signal);
      throwIfCancelled(signal);
      showOutputs();
      onEnded(spec.tasks, ran.outcome.wallMs);
      const eventLoop = await this.#monitor.stop(startMs, startMs + ran.outcome.wallMs);
      const bystander = await service?.end(ran.outcome.wallMs, signal);
      const key = `${stage.place} ${spec.work}`;
      const cold = !this.#warm.has(key);
      this.#warm.add(key);
      const result = toResult(ran, {
        spec,
        how,
        environment: this.#environment(stage, backend),
        eventLoop,
        cold,
        hidden,
        notes: this.#notes(stage, order, files),
      });
      if (how === "parallel" && workEntry(spec.work)?.bound === "io") {
        const cost = costOfParallelIo(result.spans, result.wallMs, stage.tier);
        if (cost) result.notes.push(cost);
      }
      if (bystander) result.bystander = bystander;
      showOnDevTools(result, startMs);
      return result;
    } catch (error) {
      this.#monitor.abandon();
      throw toLanesError(error);
    } finally {
      clearInterval(ticking);
      clearInterval(showing);
      service?.abandon();
      stage.host.release();
      document.removeEventListener("visibilitychange", onVisibility);
    }
  }

  /** Chooses the stage and makes its host ready; another one where threads get no memory. */
  #prepare(
    spec: Spec,
    how: Strategy,
    backend: Environment["backend"],
    files: FileSource | null,
    options: RunOptions,
  ) {
    const prepare = async () => {
      const stage = this.#stage(spec, how);
      const order: RunOrder = {
        ...this.#order(spec, how, stage.suspend, backend === "modelled", files),
        picture: pictureFor(spec, options),
        watched: options.onOutput !== undefined,
      };
      // A thread that blocks cannot be fetching: it asks the model itself.
      const fetches = spec.work === "http" && how !== "parallel";
      const model = order.modelled ? await this.#downstream.open(order, fetches) : undefined;
      try {
        await stage.host.prepare(order, model);
        return { stage, order };
      } catch (error) {
        const failure = toLanesError(error);
        if (stage.tier !== "threads" || spec.tier === "threads") throw failure;
        if (failure.code === "out-of-memory") {
          this.#threadsRefused =
            "This browser gives threads no shared memory of 32 MiB or more: separate workers were used instead.";
        } else if (failure.code !== "unavailable") throw failure;
        else this.#threadsTooMany = Math.min(this.#threadsTooMany, order.workers);
        const note = this.#threadsRefused || `${failure.message} Separate workers were used.`;
        const other = this.#stage({ ...spec, tier: "workers" }, how);
        await other.host.prepare(order, model);
        return { stage: { ...other, note }, order };
      }
    };
    const preparing = prepare();
    this.#finishFirst(preparing);
    return preparing;
  }

  #finishFirst(work: Promise<unknown>): void {
    this.#preparing = Promise.allSettled([this.#preparing, work]);
  }

  #checkMemory(spec: Spec, how: Strategy, options: RunOptions): void {
    const entry = workEntry(spec.work);
    if (!entry) return;
    const tier = how === "parallel" ? this.#tier(spec) : "none";
    const pictures = {
      given: pictureFor(spec, options),
      watched: options.onOutput !== undefined,
    };
    const problem = memoryProblem(spec, how, tier, entry, pictures, this.#pool.memoryBytes);
    if (problem) throw new LanesError("out-of-memory", problem);
  }

  async #checkBystander(spec: Spec): Promise<void> {
    // Threads that block have a model of their own.
    const shared = spec.work === "query" && !spec.how.includes("parallel");
    if (shared && (await this.#backend(spec)) === "modelled") return;
    throw new LanesError(
      "bad-spec",
      "A bystander shares a modelled database with the run: use work query, backend modelled, and any strategy but parallel.",
    );
  }

  #notes(stage: Stage, { modelled, picture }: RunOrder, files: FileSource | null): string[] {
    const notes: string[] = [];
    if (modelled) notes.push(modelledNote);
    if (picture) {
      notes.push(
        `Every task resized the same picture, ${picture.width} × ${picture.height} px, which was given to this run.`,
      );
    }
    if (stage.note) notes.push(stage.note);
    if (files) notes.push(files.folder === null ? filesInMemoryNote : filesJustWrittenNote);
    return notes;
  }

  #stage(spec: Spec, how: Strategy): Stage {
    const onMain = spec.loop === "main";
    if (how === "parallel") {
      const tier = this.#tier(spec);
      return {
        host: tier === "threads" ? this.#pool : this.#workers,
        loop: this.#loop(onMain),
        place: tier,
        tier,
        ...(tier === "workers" && this.#noteOnThreads(spec)),
        suspend: "none",
      };
    }
    const blocking = how === "sequential" && workEntry(spec.work)?.bound === "io";
    return {
      host: onMain ? this.#mainHost : this.#loopWorker,
      loop: this.#loop(onMain),
      place: `${spec.loop} ${blocking ? "suspending" : "lanes"}`,
      tier: "none",
      suspend: blocking ? this.#capabilities.suspend : "none",
    };
  }

  /** Why separate workers and not threads, where the browser has refused those before. */
  #noteOnThreads(spec: Spec): { note?: string } {
    if (this.#threadsRefused) return { note: this.#threadsRefused };
    if (spec.workers < this.#threadsTooMany) return {};
    return {
      note: `This browser did not start ${this.#threadsTooMany} threads in time: separate workers were used instead.`,
    };
  }

  #tier(spec: Spec): "threads" | "workers" {
    if (spec.tier === "threads" && !this.#capabilities.sharedMemory) {
      throw new LanesError(
        "unavailable",
        "Tier threads needs shared memory, which this page does not have because it is not cross-origin isolated: use tier workers or auto.",
      );
    }
    const none =
      !this.#capabilities.sharedMemory ||
      this.#threadsRefused !== "" ||
      spec.workers >= this.#threadsTooMany;
    return spec.tier === "workers" || (spec.tier === "auto" && none) ? "workers" : "threads";
  }

  #loop(onMain: boolean): Connect {
    return onMain ? mainLoop : (port) => this.#loopWorker.watch(port);
  }

  async #backend(spec: Spec): Promise<Environment["backend"]> {
    if (!asksDownstream(spec.work)) return "none";
    if (spec.backend === "modelled") return "modelled";
    if (await serverAnswers()) return "network";
    if (spec.backend === "network") {
      throw new LanesError(
        "unavailable",
        "Backend network needs a live server beside the page, and none answers: start one with python3 serve.py and open its address, or use backend modelled or auto.",
      );
    }
    return "modelled";
  }

  #order(
    spec: Spec,
    how: Strategy,
    suspend: RunOrder["suspend"],
    modelled: boolean,
    files: FileSource | null,
  ): Omit<RunOrder, "picture" | "watched"> {
    this.#runs++;
    return {
      ...requestOf(spec, how),
      apiBase: `${siteRoot}api/`,
      modelled,
      runId: `${Math.round(performance.timeOrigin).toString(36)}-${this.#runs}`,
      io: asksDownstream(spec.work),
      suspend,
      files,
    };
  }

  #environment(stage: Stage, backend: Environment["backend"]): Environment {
    const { engine, isolated, clockResolutionMs, reportedCores } = this.#capabilities;
    return {
      engine,
      isolated,
      tier: stage.tier,
      suspend: stage.suspend,
      backend,
      clockResolutionMs,
      reportedCores,
      version,
    };
  }
}

/** The user's own picture, for the work that takes one. */
function pictureFor(spec: Spec, options: RunOptions): PictureData | undefined {
  return spec.work === "resize" ? options.picture : undefined;
}

function readsFiles(work: string): boolean {
  return work === "file";
}

/** `doing`, or a rejection as soon as `signal` aborts; what is being done is left to itself. */
function orCancelled<T>(doing: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const cancel = () => reject(new LanesError("cancelled", "The run was cancelled."));
    if (signal.aborted) cancel();
    signal.addEventListener("abort", cancel, { once: true });
    doing.then(resolve, reject).finally(() => signal.removeEventListener("abort", cancel));
  });
}

function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new LanesError("cancelled", "The run was cancelled.");
}
