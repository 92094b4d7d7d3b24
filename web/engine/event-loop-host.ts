/**
 * Carries out runs on the event loop of the thread that imports it: the page's main thread, or a
 * worker's (loop-worker.ts). Every strategy but `parallel`.
 */
import type { EventLoopRun, MainModule, RunOutcome, RunRequest } from "@generated/wasm/lanes";
import type { MainModule as SuspendingModule } from "@generated/wasm/lanes-jspi";
import { toLocal } from "./clock.ts";
import { clearRequestTimings, keepRequestTimings, requestTimings } from "./connections.ts";
import { toLanesError } from "./failure.ts";
import { asyncReading, type FileReading } from "./file-source.ts";
import type { Host, HostOutcome, RunOrder } from "./host.ts";
import { loadModule } from "./modules.ts";
import { type StopWord, stopHooks } from "./stop-word.ts";
import { LanesError } from "./types.ts";

/** Properties of its Module object that a module looks at (file_read.cpp, out_of_memory.cpp). */
interface Hooks {
  lanesFiles?: FileReading | undefined;
  lanesFailed?: (error: unknown) => void;
  readonly lanesStop?: StopWord | undefined;
}

/** And those of the suspending module (suspending_run.cpp). */
interface SuspendingHooks extends Hooks {
  lanesSignal?: AbortSignal;
  lanesEnded?: (count: number) => void;
}

interface Loaded<Module, Its extends Hooks> {
  module: Module;
  hooks: Its;
}
type Lanes = Loaded<MainModule, Hooks>;
type Suspending = Loaded<SuspendingModule, SuspendingHooks>;

export class EventLoopHost implements Host {
  #lanes: Promise<Lanes> | undefined;
  #suspending: Promise<Suspending> | undefined;
  #endedTasks: () => number = () => 0;

  async prepare(order: Pick<RunOrder, "suspend">): Promise<void> {
    await (order.suspend === "none" ? this.#loadLanes() : this.#loadSuspending(order.suspend));
  }

  async run(order: RunOrder, startEpochMs: number, signal: AbortSignal): Promise<HostOutcome> {
    const { io, suspend, files, ...rest } = order;
    const request: RunRequest = { ...rest, startMs: toLocal(startEpochMs) };
    this.#endedTasks = () => 0;
    if (io) keepRequestTimings(order.tasks);
    const loaded = await (suspend === "none" ? this.#loadLanes() : this.#loadSuspending(suspend));
    loaded.hooks.lanesFiles = files ? asyncReading(files) : undefined;
    const failed = new Promise<never>((_, reject) => {
      loaded.hooks.lanesFailed = reject;
    });
    let outcome: RunOutcome;
    try {
      outcome = await Promise.race([
        failed,
        isSuspending(loaded)
          ? this.#runBlocking(loaded, request, signal)
          : this.#runCoroutines(loaded.module, request, signal),
      ]);
    } catch (error) {
      // A module in which something has gone wrong is not used again.
      if (!(error instanceof LanesError)) this.#forgetModules();
      throw toLanesError(error);
    } finally {
      loaded.hooks.lanesFiles = undefined;
    }
    // A cancelled run is quiet now: nobody reads its timings, and the next run clears them.
    if (!io || signal.aborted) return { outcome, timings: null };
    // The timing of the last request is filed in the turn after its answer.
    await new Promise((resolve) => setTimeout(resolve, 0));
    const timings = requestTimings(order.runId, order.tasks, request.startMs);
    clearRequestTimings();
    return { outcome, timings };
  }

  endedTasks(): number {
    return this.#endedTasks();
  }

  #loadLanes(): Promise<Lanes> {
    const hooks: Hooks = {
      get lanesStop() {
        return stopHooks.lanesStop;
      },
    };
    this.#lanes ??= loadModule<MainModule>("lanes", hooks).then((module) => ({ module, hooks }));
    return this.#lanes;
  }

  #loadSuspending(how: "jspi" | "asyncify"): Promise<Suspending> {
    const hooks: SuspendingHooks = {};
    this.#suspending ??= loadModule<SuspendingModule>(`lanes-${how}`, hooks).then((module) => ({
      module,
      hooks,
    }));
    return this.#suspending;
  }

  #forgetModules(): void {
    this.#lanes = undefined;
    this.#suspending = undefined;
    this.#endedTasks = () => 0;
  }

  async #runCoroutines(
    module: MainModule,
    request: RunRequest,
    signal: AbortSignal,
  ): Promise<RunOutcome> {
    const run: EventLoopRun = new module.EventLoopRun(request);
    const cancel = () => run.cancel();
    try {
      const problem = run.problem();
      if (problem) throw new LanesError("bad-spec", problem);
      this.#endedTasks = () => run.endedTasks();
      signal.addEventListener("abort", cancel);
      await new Promise<void>((ended) => run.start(ended));
      const outcome = run.outcome();
      const ended = run.endedTasks();
      this.#endedTasks = () => ended;
      run.delete();
      return outcome;
    } finally {
      signal.removeEventListener("abort", cancel);
    }
  }

  async #runBlocking(
    { module, hooks }: Suspending,
    request: RunRequest,
    signal: AbortSignal,
  ): Promise<RunOutcome> {
    let ended = 0;
    this.#endedTasks = () => ended;
    hooks.lanesSignal = signal;
    hooks.lanesEnded = (count) => {
      ended = count;
    };
    return module.runBlockingRequests(request);
  }
}

function isSuspending(loaded: Lanes | Suspending): loaded is Suspending {
  return "runBlockingRequests" in loaded.module;
}
