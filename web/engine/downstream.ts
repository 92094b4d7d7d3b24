/**
 * The `modelled` backend, seen from the page: a worker that holds the downstream model, ports to
 * it for whoever runs tasks, and, for `http`, a service worker that answers real fetches by it.
 */
import type { BystanderRequest } from "@generated/wasm/lanes-downstream";
import type {
  AnswerFetches,
  FromDownstream,
  ToDownstream,
  Watched,
} from "./downstream-protocol.ts";
import downstreamWorker from "./downstream-worker.ts?worker&url";
import type { RunOrder } from "./host.ts";
import { siteRoot } from "./site.ts";
import { siteWorker } from "./site-worker.ts";
import { startWorker } from "./start-worker.ts";
import { type Bystander, LanesError, type Spec, type WhatIfPoint } from "./types.ts";

/** The works that ask a downstream service. */
export function asksDownstream(work: string): boolean {
  return work === "http" || work === "query";
}

/** Where the service worker answers. */
const modelBase = `${siteRoot}model/`;

/** A service worker that has not said that it answers within this time will not. */
const servicePatienceMs = 5000;

/** What a modelled run needs to reach the model. */
export interface ModelAccess {
  /** A new port to the model (model-client.ts). */
  connect: () => MessagePort;
  /** Prefix of the addresses that the service worker answers; "" when there is none. */
  fetchBase: string;
}

export class Downstream {
  #worker: Worker | undefined;

  /** Starts a fresh model for `order`. `fetches`: its requests are to be real fetches if possible. */
  async open(
    order: Pick<RunOrder, "work" | "pool" | "queue" | "timeoutMs" | "runId">,
    fetches: boolean,
  ): Promise<ModelAccess> {
    const worker = this.#start();
    const { work, pool, queue, timeoutMs } = order;
    await this.#ask(worker, { type: "start", shape: { work, pool, queue, timeoutMs } });
    const connect = () => {
      const { port1, port2 } = new MessageChannel();
      const message: ToDownstream = { type: "connect", port: port2 };
      worker.postMessage(message, [port2]);
      return port1;
    };
    const served = fetches && (await answerFetches(order.runId, connect));
    return { connect, fetchBase: served ? modelBase : "" };
  }

  /** Tells `onWatched` about the service every `everyMs`. Returns what asks for the last word. */
  watch(
    everyMs: number,
    bystander: BystanderRequest | undefined,
    onWatched: (watched: Watched) => void,
  ): () => void {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }: MessageEvent<Watched>) => {
      if (data.last) port1.close();
      onWatched(data);
    };
    const message: ToDownstream = {
      type: "watch",
      port: port2,
      everyMs,
      ...(bystander && { bystander }),
    };
    this.#start().postMessage(message, [port2]);
    return () => port1.postMessage("end");
  }

  /** One point of the model's curve for each of `limits`. */
  async whatIf(
    spec: Spec,
    limits: readonly number[],
    bystander?: Bystander,
  ): Promise<WhatIfPoint[]> {
    if (!asksDownstream(spec.work)) {
      throw new LanesError("bad-spec", "Only http and query ask a service that can be modelled.");
    }
    // Only a database has a pool (downstream_spec.hpp).
    const pooled = spec.work === "query";
    const questions = limits.map((limit) => ({
      pool: pooled ? spec.pool : spec.tasks,
      queue: pooled ? spec.queue : 0,
      timeoutMs: pooled ? spec.timeout : 1,
      tasks: spec.tasks,
      limit: Math.max(1, Math.round(limit)),
      seed: spec.seed,
      latencyMs: spec.latency,
      jitterPercent: spec.jitter,
      bystanderEveryMs: pooled ? (bystander?.everyMs ?? 0) : 0,
      bystanderTimeoutMs: bystander?.timeoutMs ?? 0,
    }));
    const answer = await this.#ask(this.#start(), { type: "what-if", questions });
    if (answer.type !== "played") throw new LanesError("worker-died", "The model did not answer.");
    return answer.outcomes.map(({ client, bystander: other, wallMs, throughputPerS }, i) => {
      const { answered, refused, timedOut, p99Ms } = client;
      const limit = questions[i]?.limit ?? 1;
      const point = { limit, wallMs, throughputPerS, answered, refused, timedOut, p99Ms };
      return bystander ? { ...point, bystander: other } : point;
    });
  }

  /** Ends its worker, and with it the model and all that wait for it. */
  close(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }

  #start(): Worker {
    this.#worker ??= startWorker(downstreamWorker);
    return this.#worker;
  }

  #ask(worker: Worker, message: ToDownstream): Promise<FromDownstream> {
    return new Promise((resolve, reject) => {
      const fail = (reason: string) => {
        worker.terminate();
        this.#worker = undefined;
        reject(
          new LanesError("worker-died", `The downstream model stopped (${reason}). Run again.`),
        );
      };
      worker.onmessage = ({ data }: MessageEvent<FromDownstream>) =>
        data.type === "failed" ? fail(data.message) : resolve(data);
      worker.onerror = (event) => {
        event.preventDefault();
        fail(event.message || "it could not be loaded");
      };
      worker.postMessage(message);
    });
  }
}

/**
 * True when this page's fetches below `modelBase` are answered by the service worker. Tried, never
 * guessed: it may be missing (no secure context), refused (third-party storage, sandbox) or broken.
 */
async function answerFetches(run: string, connect: () => MessagePort): Promise<boolean> {
  try {
    const { active } = await siteWorker();
    return await withinPatience(introduce(active, run, connect()).then(controlled));
  } catch {
    return false;
  }
}

/** Gives the service worker its port to the model; resolves when it has taken it. */
function introduce(service: ServiceWorker | null, run: string, model: MessagePort): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  const message: AnswerFetches = { type: "answer-fetches", run };
  service?.postMessage(message, [model, port2]);
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
  });
}

/** Resolves when it answers this page: the news of its claim goes another way than its words. */
async function controlled(): Promise<boolean> {
  const { serviceWorker } = navigator;
  if (serviceWorker.controller) return true;
  return new Promise((resolve) => {
    serviceWorker.addEventListener("controllerchange", () => resolve(true), { once: true });
  });
}

async function withinPatience(answer: Promise<boolean>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), servicePatienceMs);
  });
  try {
    return await Promise.race([answer, patience]);
  } finally {
    clearTimeout(timer);
  }
}

/** True when the service worker answers the fetches of the thread that calls this. */
export async function fetchesAreAnswered(fetchBase: string): Promise<boolean> {
  if (fetchBase === "") return false;
  try {
    const response = await fetch(`${fetchBase}health`, { cache: "no-store" });
    return response.ok && (await response.text()) === "modelled";
  } catch {
    return false;
  }
}
