/** Runs specs: picks a host for each strategy, watches the event loop, builds Results. */

import { epochNow } from "../base/clock.ts";
import { Monitor } from "../monitor/monitor.ts";
import { allEnded, cancellationOf, orCancelled, throwIfCancelled } from "../spec/cancellation.ts";
import { LanesError } from "../spec/errors.ts";
import { computes, type Estimate, estimatesOf } from "../spec/estimate.ts";
import { toLanesError } from "../spec/failure.ts";
import { later } from "../spec/later.ts";
import { allAtOnce, inSlices, strategyEntry } from "../spec/strategies.ts";
import type {
  Bystander,
  Capabilities,
  Environment,
  Result,
  RunOptions,
  Spec,
  Strategy,
  WhatIfPoint,
} from "../spec/types.ts";
import { bringsCode, firstWork, type WorkEntry, workEntry } from "../spec/works.ts";
import { whyNothingRuns } from "../workers/essentials.ts";
import { asksOf, backendOf, checkBystander } from "./backend.ts";
import type { FileSource } from "./files/file-source.ts";
import type { RunOrder, TaskCounts } from "./hosts/host.ts";
import { LoopWorkerHost } from "./hosts/loop-worker-host.ts";
import { memoryProblem } from "./hosts/memory.ts";
import { machine, type Turn } from "./machine.ts";
import { Paces } from "./pace.ts";
import { costOfParallelIo } from "./parallel-io.ts";
import { checkPicture } from "./picture-check.ts";
import { checkOneLock, environmentOf, notesOn, orderOf, pictureFor } from "./plan.ts";
import { toResult } from "./result.ts";
import { runQueue } from "./run-queue.ts";
import { Downstream, type OpenModel } from "./service/downstream.ts";
import { ServiceWatch } from "./service/service-watch.ts";
import { type Stage, Stages } from "./stages.ts";
import { type Watchers, watchedRun } from "./watched-run.ts";

/** A stage that is ready, and the order it will run. */
interface Prepared {
  stage: Stage;
  order: RunOrder;
  model: OpenModel | undefined;
}

export class Engine {
  readonly #capabilities: Capabilities;
  readonly #monitor = new Monitor();
  readonly #stages: Stages;
  readonly #downstream = new Downstream();
  readonly #paces = new Paces();
  readonly #warm = new Set<string>();
  /** Work that a cancelled run left in progress; the next run waits for it. */
  #preparing: Promise<void> = Promise.resolve();
  #runs = 0;

  constructor(capabilities: Capabilities) {
    this.#capabilities = capabilities;
    this.#stages = new Stages(capabilities);
  }

  /** Loads what every run needs. Rejects ("unavailable") where nothing can run. */
  async prepare(): Promise<void> {
    const missing = whyNothingRuns();
    if (missing) throw new LanesError("unavailable", missing);
    await Promise.all([
      this.#monitor.prepare(),
      this.#stages.mainHost.prepare({
        work: firstWork,
        suspend: "none",
        picture: undefined,
        watched: false,
      }),
    ]);
  }

  run(spec: Spec, options: RunOptions = {}): Promise<Result[]> {
    const signal = options.signal ?? new AbortController().signal;
    return runQueue.inTurn(signal, () =>
      machine().during(signal, options.onWait, (turn) => this.#runAll(spec, options, signal, turn)),
    );
  }

  /** Queued behind earlier runs: the model's worker serves one user at a time. */
  whatIf(spec: Spec, limits: readonly number[], bystander?: Bystander): Promise<WhatIfPoint[]> {
    const { signal } = new AbortController();
    return runQueue.inTurn(signal, () => this.#downstream.whatIf(spec, limits, bystander));
  }

  /** Measures the work's pace (pace.ts) if it is not known yet. */
  async estimate(spec: Spec): Promise<Estimate[]> {
    const entry = workEntry(spec.work);
    const { signal } = new AbortController();
    const known = () => this.#paces.of(spec.work);
    if (entry && computes(entry) && !bringsCode(entry) && known() === undefined) {
      // An earlier call may have measured it while this one was queued.
      await runQueue.inTurn(signal, async () => {
        if (known() === undefined) {
          await machine().during(signal, undefined, () => this.#measure(spec, entry));
        }
      });
    }
    return estimatesOf(
      spec,
      entry,
      known() ?? { main: 0, worker: 0 },
      this.#capabilities.reportedCores,
    );
  }

  /**
   * Runs one task at a time, in a temporary worker or in slices on the page's thread: nothing
   * freezes, and nothing is left running.
   */
  async #measure(spec: Spec, entry: WorkEntry): Promise<void> {
    const { signal } = new AbortController();
    const apart = new LoopWorkerHost();
    const hosts = { main: this.#stages.mainHost, worker: apart };
    await this.#preparing;
    try {
      await this.#paces.measure(entry, async (size, loop) => {
        const task: Spec = { ...spec, tasks: 1, size, loop };
        const how = loop === "main" ? inSlices : allAtOnce;
        const files = entry.asks === "files" ? await this.#write(task, signal) : null;
        const stage = this.#stages.stageFor(task, how);
        const order = orderOf(task, how, ++this.#runs, stage, "none", files, {});
        const host = hosts[loop];
        try {
          await host.prepare(order);
          const { outcome } = await host.run(order, epochNow(), signal);
          return entry.bound === "cpu" ? outcome.computedMs : outcome.wallMs;
        } finally {
          host.release();
          if (files) this.#finishFirst(removeFiles(files));
        }
      });
    } catch (error) {
      throw toLanesError(error);
    } finally {
      apart.end();
    }
  }

  generatedPicture(seed: number, width: number): Promise<ImageData> {
    return this.#stages.mainHost.generatedPicture(seed, width);
  }

  async #runAll(
    spec: Spec,
    options: RunOptions,
    signal: AbortSignal,
    turn: Turn,
  ): Promise<Result[]> {
    checkPicture(options.picture);
    checkOneLock(spec, options);
    const results: Result[] = [];
    throwIfCancelled(signal);
    for (const how of spec.how) this.#checkMemory(spec, how, options);
    if (options.bystander) await orCancelled(checkBystander(spec), signal);
    const files = asksOf(spec) === "files" ? await this.#write(spec, signal) : null;
    try {
      await this.#runEach(spec, files, signal, options, turn, results);
    } finally {
      if (files) this.#finishFirst(removeFiles(files));
    }
    return results;
  }

  /** If the run is cancelled while its files are being written, they are removed afterwards. */
  async #write(spec: Spec, signal: AbortSignal): Promise<FileSource> {
    const writing = writeFiles(spec, signal);
    try {
      return await orCancelled(writing, signal);
    } catch (error) {
      this.#finishFirst(writing.then(removeFiles));
      throw error;
    }
  }

  async #runEach(
    spec: Spec,
    files: FileSource | null,
    signal: AbortSignal,
    options: RunOptions,
    turn: Turn,
    results: Result[],
  ): Promise<void> {
    for (const [step, how] of spec.how.entries()) {
      const onProgress = ({ started, ended }: TaskCounts, elapsedMs: number) =>
        options.onProgress?.({
          how,
          step,
          steps: spec.how.length,
          started,
          ended,
          tasks: spec.tasks,
          elapsedMs,
        });
      await options.onBegin?.(how);
      const result = await this.#runOne(spec, how, files, signal, onProgress, options, turn);
      results.push(result);
      options.onResult?.(result);
    }
  }

  async #runOne(
    spec: Spec,
    how: Strategy,
    files: FileSource | null,
    signal: AbortSignal,
    onProgress: Watchers["onProgress"],
    options: RunOptions,
    turn: Turn,
  ): Promise<Result> {
    throwIfCancelled(signal);
    await orCancelled(this.#preparing, signal);
    const backend = await orCancelled(backendOf(spec), signal);
    const preparing = this.#prepare(spec, how, backend, files, options, signal);
    let prepared: Prepared;
    try {
      prepared = await orCancelled(preparing, signal);
    } catch (error) {
      this.#finishFirst(preparing.then(({ stage }) => stage.host.release()));
      throw error;
    }
    const { stage, order, model } = prepared;
    // Where it does not arrive, DevTools show what they show of any page.
    const devTools = await import("../monitor/devtools-track.ts").catch(() => undefined);
    // A dead model never answers, so losing it stops the run.
    const stop = model ? AbortSignal.any([signal, model.lost]) : signal;
    const service = order.modelled ? ServiceWatch.of(this.#downstream, spec, options) : undefined;
    try {
      // Only now do we know how much memory the threads got.
      this.#checkMemory(spec, how, options);
      await service?.begin(stop);
      await this.#monitor.start(stage.loop, stop, strategyEntry(how).threads);
      const { onOutput } = options;
      const watched = await watchedRun(
        stage.host,
        order,
        {
          monitor: this.#monitor,
          service,
          onProgress,
          onOutput: onOutput && ((output) => onOutput({ how, ...output })),
        },
        stop,
      );
      const key = `${stage.place} ${spec.work}`;
      const cold = !this.#warm.has(key);
      this.#warm.add(key);
      const { ran, eventLoop, instrument, startMs, hidden, stoodStillMs, bystander } = watched;
      const result = toResult(ran, {
        spec,
        how,
        environment: environmentOf(
          this.#capabilities,
          stage,
          ran.asked ? "modelled" : backend,
          instrument,
        ),
        eventLoop,
        cold,
        hidden,
        stoodStillMs,
        overlapped: turn.overlapped(startMs, startMs + ran.outcome.wallMs),
        notes: notesOn(stage, { ...order, modelled: order.modelled || ran.asked === true }),
      });
      if (ran.printed) result.printed = ran.printed;
      if (strategyEntry(how).threads && workEntry(spec.work)?.bound === "io") {
        const cost = costOfParallelIo(result.spans, result.wallMs, stage.tier);
        if (cost) result.notes.push(cost);
      }
      if (bystander) result.bystander = bystander;
      options.onMemory?.(await stage.host.memoryUse());
      // Threads that wait for each other's lock are no measure of the work.
      if (!order.picture && !order.oneLock && !order.code) this.#paces.learn(result);
      devTools?.showOnDevTools(result, startMs);
      return result;
    } catch (error) {
      this.#monitor.abandon();
      throw stop.aborted ? cancellationOf(stop) : toLanesError(error);
    } finally {
      service?.abandon();
      stage.host.release();
    }
  }

  /**
   * Chooses the stage and prepares its host, falling back to another where threads get no memory.
   * Later runs wait for this, even if this run is cancelled meanwhile.
   */
  #prepare(
    spec: Spec,
    how: Strategy,
    backend: Environment["backend"],
    files: FileSource | null,
    options: RunOptions,
    signal: AbortSignal,
  ): Promise<Prepared> {
    const prepare = async () => {
      const stage = this.#stages.stageFor(spec, how);
      const order = orderOf(spec, how, ++this.#runs, stage, backend, files, options);
      // A blocked thread cannot fetch: it asks the model directly.
      const fetches = asksOf(spec) === "server" && !strategyEntry(how).threads;
      const model = order.modelled
        ? await this.#downstream.open(order, fetches, signal)
        : undefined;
      try {
        await stage.host.prepare(order, model, signal);
        return { stage, order, model };
      } catch (error) {
        const other = this.#stages.instead(stage, spec, how, toLanesError(error));
        await other.host.prepare(order, model);
        return { stage: other, order, model };
      }
    };
    const preparing = prepare();
    this.#finishFirst(preparing);
    return preparing;
  }

  #finishFirst(work: Promise<unknown>): void {
    this.#preparing = allEnded(this.#preparing, work);
  }

  #checkMemory(spec: Spec, how: Strategy, options: RunOptions): void {
    const entry = workEntry(spec.work);
    if (!entry) return;
    const tier = strategyEntry(how).threads ? this.#stages.tierOf(spec) : "none";
    const pictures = {
      given: pictureFor(spec, options),
      watched: options.onOutput !== undefined,
    };
    const problem = memoryProblem(spec, how, tier, entry, pictures, this.#stages.poolMemoryBytes);
    if (problem) throw new LanesError("out-of-memory", problem);
  }
}

async function writeFiles(spec: Spec, signal: AbortSignal): Promise<FileSource> {
  const { files } = await later("What writes the files", import("./files/files.ts"));
  return files.write(spec, signal);
}

async function removeFiles(written: FileSource): Promise<void> {
  const { files } = await later("What removes the files", import("./files/files.ts"));
  await files.remove(written);
}
