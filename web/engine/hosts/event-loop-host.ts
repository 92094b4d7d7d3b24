/**
 * Runs every strategy but `parallel` on the event loop of the importing thread: the page's main
 * thread, or a worker's (loop-worker.ts).
 */
import type { EventLoopRun, MainModule, RunOutcome, RunRequest } from "@generated/wasm/lanes";
import type { MainModule as SuspendingModule } from "@generated/wasm/lanes-jspi";
import { toLocal } from "../../base/clock.ts";
import { tellInLine } from "../../monitor/probe/responder.ts";
import { outcomes } from "../../spec/boundary.ts";
import { toLanesError } from "../../spec/failure.ts";
import { later } from "../../spec/later.ts";
import type { InstanceMemory } from "../../spec/types.ts";
import { LanesError } from "../../spec/types.ts";
import { workEntry } from "../../spec/works.ts";
import { loadModule, moduleFor } from "../../workers/modules.ts";
import { asyncReading, type FileReading } from "../files/file-source.ts";
import { fetchesAreAnswered } from "../service/downstream.ts";
import type { ModelAccess } from "../service/model-access.ts";
import { ModelClient } from "../service/model-client.ts";
import type { ModelAnswer } from "../service/model-codec.ts";
import {
  type Host,
  type HostOutcome,
  noTasks,
  type RunOrder,
  spansOf,
  type TaskCounts,
} from "./host.ts";
import type { HostOutput } from "./outputs.ts";
import { ModulePictures } from "./pictures.ts";
import { type StopWord, stopHooks } from "./stop-word.ts";

/** Properties that a module reads from its Module object (file_read.cpp, out_of_memory.cpp). */
interface Hooks {
  lanesFiles?: FileReading | undefined;
  lanesFailed?: (error: unknown) => void;
  readonly lanesStop?: StopWord | undefined;
}

/** And those that the suspending module reads (suspending_run.cpp). */
interface SuspendingHooks extends Hooks {
  lanesSignal?: AbortSignal;
  lanesCounts?: (started: number, ended: number) => void;
  /** Nothing when the run is cancelled before the answer. */
  lanesAsk?: (task: number, seed: number, ms: number) => Promise<ModelAnswer | undefined>;
}

interface Loaded<Module, Its extends Hooks> {
  module: Module;
  hooks: Its;
}
type Lanes = Loaded<MainModule, Hooks> & { pictures: ModulePictures };
type Suspending = Loaded<SuspendingModule, SuspendingHooks>;

export class EventLoopHost implements Host {
  /** By name: the small one and the one with every work, once a run has needed it. */
  #lanes = new Map<string, Promise<Lanes>>();
  #suspending: Promise<Suspending> | undefined;
  #pictures: ModulePictures | undefined;
  #counts: () => TaskCounts = () => noTasks;
  /** Of the module prepared last; undefined where that one does not say. */
  #memoryUse: (() => InstanceMemory) | undefined;

  /** For works that wait: a page that only computes does without. */
  #connections: typeof import("./connections.ts") | undefined;
  #model: ModelClient | undefined;
  #modelFetches = "";

  async prepare(
    order: Pick<RunOrder, "work" | "suspend" | "picture" | "watched">,
    model?: ModelAccess,
  ): Promise<void> {
    this.#model?.close();
    this.#model = model && new ModelClient(model.connect());
    this.#modelFetches =
      model && (await fetchesAreAnswered(model.fetchBase)) ? model.fetchBase : "";
    this.#memoryUse = undefined;
    if (workEntry(order.work)?.bound === "io") {
      this.#connections = await later("What times requests", import("./connections.ts"));
    }
    if (order.suspend !== "none") {
      await this.#loadSuspending(order.suspend);
      return;
    }
    const { module, pictures } = await this.#loadLanes(moduleFor(order.work));
    this.#pictures = pictures;
    this.#memoryUse = () => module.memoryUse();
    pictures.prepare(order);
  }

  async run(order: RunOrder, startEpochMs: number, signal: AbortSignal): Promise<HostOutcome> {
    const { io, suspend, files, picture: _picture, watched: _watched, ...others } = order;
    const { oneLock: _oneLock, ...rest } = others;
    const request: RunRequest = { ...rest, startMs: toLocal(startEpochMs) };
    // Requests that the service worker answers are ordinary fetches, too.
    if (rest.modelled && this.#modelFetches) {
      request.modelled = false;
      request.apiBase = this.#modelFetches;
    }
    const timed = io && !request.modelled ? this.#connections : undefined;
    this.#counts = () => noTasks;
    timed?.keepRequestTimings(order.tasks);
    const loaded = await (suspend === "none"
      ? this.#loadLanes(moduleFor(order.work))
      : this.#loadSuspending(suspend));
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
      // A module in which an error occurred is not reused.
      if (!(error instanceof LanesError)) this.#forgetModules();
      throw toLanesError(error);
    } finally {
      loaded.hooks.lanesFiles = undefined;
    }
    if (!timed) {
      const answers = this.#model?.answersInLine(startEpochMs) ?? [];
      return { outcome, wire: null, answers, notes: this.#modelNotes(request) };
    }
    // A cancelled run is quiet by now: nobody reads its timings, and the next run clears them.
    if (signal.aborted) return { outcome, wire: null };
    // The last request's timing entry is added in the turn after its answer.
    await new Promise((resolve) => setTimeout(resolve, 0));
    const timings = timed.requestTimings(order.runId, order.tasks, request.startMs);
    timed.clearRequestTimings();
    const spans = spansOf(outcome);
    const answers = timed.answersInLine(spans, timings);
    // A service worker answers on no wire.
    return { outcome, wire: rest.modelled ? null : timed.splitByWire(spans, timings), answers };
  }

  #modelNotes(request: RunRequest): string[] {
    if (!request.modelled || workEntry(String(request.work))?.asks !== "server") return [];
    return [
      "No service worker can answer this page’s fetches here, so the requests went to the model as messages.",
    ];
  }

  counts(): TaskCounts {
    return this.#counts();
  }

  takeOutputs(): HostOutput[] {
    return this.#pictures?.take() ?? [];
  }

  async memoryUse(): Promise<InstanceMemory[]> {
    return this.#memoryUse ? [this.#memoryUse()] : [];
  }

  release(): void {
    this.#pictures?.release();
  }

  /** Loads the module if need be. */
  async generatedPicture(seed: number, width: number): Promise<ImageData> {
    const pixels = (await this.#loadLanes("lanes")).module.generatedPixels(seed, width);
    return new ImageData(new Uint8ClampedArray(pixels), width);
  }

  #loadLanes(name: string): Promise<Lanes> {
    let loaded = this.#lanes.get(name);
    if (!loaded) {
      loaded = this.#load(name);
      this.#lanes.set(name, loaded);
      // The network may be back by the next attempt.
      loaded.catch(() => this.#lanes.delete(name));
    }
    return loaded;
  }

  async #load(name: string): Promise<Lanes> {
    const hooks: Hooks = {
      get lanesStop() {
        return stopHooks.lanesStop;
      },
    };
    const module = await loadModule<MainModule>(name, hooks);
    return { module, hooks, pictures: new ModulePictures(new module.Pictures()) };
  }

  #loadSuspending(how: "jspi" | "asyncify"): Promise<Suspending> {
    if (!this.#suspending) {
      const hooks: SuspendingHooks = {};
      const loading = loadModule<SuspendingModule>(`lanes-${how}`, hooks);
      this.#suspending = loading.then((module) => ({ module, hooks }));
      this.#suspending.catch(() => {
        this.#suspending = undefined;
      });
    }
    return this.#suspending;
  }

  #forgetModules(): void {
    this.#lanes.clear();
    this.#suspending = undefined;
    this.#pictures = undefined;
    this.#counts = () => noTasks;
  }

  async #runCoroutines(
    module: MainModule,
    request: RunRequest,
    signal: AbortSignal,
  ): Promise<RunOutcome> {
    const run: EventLoopRun = new module.EventLoopRun(request);
    const cancel = () => run.cancel();
    const model = request.modelled ? this.#model : undefined;
    try {
      if (model) {
        run.askWith((task, seed, ms) =>
          model.ask(seed, ms, ({ ok, text }) =>
            run.answer(task, outcomes.indexOf(ok ? "ok" : "failed"), text),
          ),
        );
      }
      if (this.#pictures) run.use(this.#pictures.inModule);
      run.tellInLine(tellInLine);
      const now = () => ({ started: run.startedTasks(), ended: run.endedTasks() });
      this.#counts = now;
      signal.addEventListener("abort", cancel);
      if (signal.aborted) cancel();
      await new Promise<void>((ended) => run.start(ended));
      const outcome = run.outcome();
      const last = now();
      this.#counts = () => last;
      run.delete();
      return outcome;
    } finally {
      model?.close();
      signal.removeEventListener("abort", cancel);
    }
  }

  async #runBlocking(
    { module, hooks }: Suspending,
    request: RunRequest,
    signal: AbortSignal,
  ): Promise<RunOutcome> {
    let counts = noTasks;
    this.#counts = () => counts;
    hooks.lanesSignal = signal;
    hooks.lanesCounts = (started, ended) => {
      counts = { started, ended };
    };
    hooks.lanesAsk = async (_task, seed, ms) => {
      try {
        const answer = await this.#model?.answerTo(seed, ms, signal);
        // The reason for a failure is on a line of its own, as serve.py sends it.
        return answer && { ...answer, text: answer.ok ? answer.text : `${answer.text}\n` };
      } catch {
        return undefined;
      }
    };
    return module.runBlockingRequests(request);
  }
}

function isSuspending(loaded: Lanes | Suspending): loaded is Suspending {
  return "runBlockingRequests" in loaded.module;
}
