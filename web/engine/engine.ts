/** Carries out specs: picks the host for each strategy, watches the event loop, makes Results. */

import { type Connect, Monitor, mainLoop } from "../monitor/monitor.ts";
import { version } from "../package.json";
import { serverAnswers } from "./capabilities.ts";
import { workEntry } from "./catalogue.ts";
import { epochNow } from "./clock.ts";
import { asksDownstream, Downstream } from "./downstream.ts";
import { EventLoopHost } from "./event-loop-host.ts";
import type { Host, RunOrder } from "./host.ts";
import { checkPicture } from "./picture-check.ts";
import { toResult } from "./result.ts";
import { siteRoot } from "./site.ts";
import {
  type Capabilities,
  type Environment,
  LanesError,
  type Result,
  type RunOptions,
  type Spec,
  type Strategy,
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
}

export class Engine {
  readonly #capabilities: Capabilities;
  readonly #monitor = new Monitor();
  readonly #mainHost = new EventLoopHost();
  readonly #loopWorker = new LoopWorkerHost();
  readonly #pool = new PoolHost();
  readonly #workers = new WorkersHost();
  readonly #downstream = new Downstream();
  readonly #warm = new Set<string>();
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
      this.#mainHost.prepare({ suspend: "none", picture: undefined, watched: false }),
    ]);
  }

  run(spec: Spec, options: RunOptions = {}): Promise<Result[]> {
    const run = this.#queue.then(() => this.#runAll(spec, options));
    this.#queue = run.catch(() => undefined);
    return run;
  }

  generatedPicture(seed: number, width: number): Promise<ImageData> {
    return this.#mainHost.generatedPicture(seed, width);
  }

  async #runAll(spec: Spec, options: RunOptions): Promise<Result[]> {
    const { signal, onProgress } = options;
    checkPicture(options.picture);
    const results: Result[] = [];
    for (const [step, how] of spec.how.entries()) {
      const onEnded = (ended: number, elapsedMs: number) =>
        onProgress?.({
          how,
          step,
          steps: spec.how.length,
          ended,
          tasks: spec.tasks,
          elapsedMs,
        });
      results.push(
        await this.#runOne(spec, how, signal ?? new AbortController().signal, onEnded, options),
      );
    }
    return results;
  }

  async #runOne(
    spec: Spec,
    how: Strategy,
    signal: AbortSignal,
    onEnded: (ended: number, elapsedMs: number) => void,
    { onOutput, picture: given }: RunOptions,
  ): Promise<Result> {
    throwIfCancelled(signal);
    const stage = this.#stage(spec, how);
    const backend = await this.#backend(spec);
    const picture = spec.work === "resize" ? given : undefined;
    const order: RunOrder = {
      ...this.#order(spec, how, stage.suspend, backend === "modelled"),
      picture,
      watched: onOutput !== undefined,
    };
    const showOutputs = () => {
      for (const output of stage.host.takeOutputs()) onOutput?.({ how, ...output });
    };
    // A thread that blocks cannot be fetching: it asks the model itself.
    const fetches = spec.work === "http" && how !== "parallel";
    const model = order.modelled ? await this.#downstream.open(order, fetches) : undefined;
    await stage.host.prepare(order, model);
    await this.#monitor.start(stage.loop);
    throwIfCancelled(signal);

    let hidden = document.visibilityState === "hidden";
    const onVisibility = () => {
      hidden ||= document.visibilityState === "hidden";
    };
    document.addEventListener("visibilitychange", onVisibility);
    const startMs = epochNow();
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
      const key = `${stage.place} ${spec.work}`;
      const cold = !this.#warm.has(key);
      this.#warm.add(key);
      return toResult(ran, {
        spec,
        how,
        environment: this.#environment(stage, backend),
        eventLoop,
        cold,
        hidden,
        notes: [
          ...(backend === "modelled" ? [modelledNote] : []),
          ...(picture
            ? [
                `Every task resized the same picture, ${picture.width} × ${picture.height} px, which was given to this run.`,
              ]
            : []),
        ],
      });
    } catch (error) {
      this.#monitor.abandon();
      throw error;
    } finally {
      clearInterval(ticking);
      clearInterval(showing);
      stage.host.release();
      document.removeEventListener("visibilitychange", onVisibility);
    }
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

  #tier(spec: Spec): "threads" | "workers" {
    if (spec.tier === "threads" && !this.#capabilities.sharedMemory) {
      throw new LanesError(
        "unavailable",
        "Tier threads needs shared memory, which this page does not have because it is not cross-origin isolated: use tier workers or auto.",
      );
    }
    return spec.tier === "workers" || !this.#capabilities.sharedMemory ? "workers" : "threads";
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
  ): Omit<RunOrder, "picture" | "watched"> {
    this.#runs++;
    return {
      work: spec.work,
      how,
      tasks: spec.tasks,
      size: spec.size,
      workers: spec.workers,
      limit: spec.limit,
      seed: spec.seed,
      latencyMs: spec.latency,
      jitterPercent: spec.jitter,
      pool: spec.pool,
      queue: spec.queue,
      timeoutMs: spec.timeout,
      apiBase: `${siteRoot}api/`,
      modelled,
      runId: `${Math.round(performance.timeOrigin).toString(36)}-${this.#runs}`,
      io: workEntry(spec.work)?.bound === "io",
      suspend,
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

function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new LanesError("cancelled", "The run was cancelled.");
}
