/**
 * The `modelled` backend, seen from the page: a worker with the downstream model, ports to it for
 * the threads that run tasks and, for `http`, a service worker that answers real fetches from it.
 */
import type { BystanderRequest } from "@generated/wasm/lanes-downstream";
import { listOf } from "../../base/format.ts";
import { fetchText, withinPatience } from "../../base/patience.ts";
import { siteRoot } from "../../base/site.ts";
import { siteWorker } from "../../offline/site-worker.ts";
import { LanesError } from "../../spec/errors.ts";
import type { Bystander, Spec, WhatIfPoint } from "../../spec/types.ts";
import { asksService, catalogue, workEntry } from "../../spec/works.ts";
import { Conversation } from "../../workers/conversation.ts";
import type { AnswerFetches, DownstreamContract, Watched } from "./downstream-protocol.ts";
import downstreamWorker from "./downstream-worker.ts?worker&url";
import type { ModelAccess, ServiceOrder } from "./model-access.ts";

/** Does this work ask a service that can be modelled? */
export function asksDownstream(work: string): boolean {
  return asksService(workEntry(work));
}

const modelledWorks = catalogue.filter(asksService).map(({ name }) => name);

/** Where the service worker answers. */
const modelBase = `${siteRoot}model/`;

/** How long the service worker may take to say that it is ready, ms. */
const servicePatienceMs = 30_000;

export interface OpenModel extends ModelAccess {
  /**
   * Aborted, with the LanesError that says why, when the model is gone and will answer nothing
   * more.
   */
  lost: AbortSignal;
}

export class Downstream {
  #worker: Conversation<DownstreamContract> | undefined;

  /** Starts a fresh model for `order`. `fetches`: use real fetches for its requests if possible. */
  async open(order: ServiceOrder, fetches: boolean, signal?: AbortSignal): Promise<OpenModel> {
    const worker = this.#alive();
    const { work, pool, queue, timeoutMs } = order;
    const database = workEntry(work)?.asks === "database";
    await worker.ask("start", { database, pool, queue, timeoutMs }, signal && { signal });
    const connect = () => {
      const { port1, port2 } = new MessageChannel();
      worker.tell("connect", port2, [port2]);
      return port1;
    };
    const served = fetches && (await answerFetches(order.runId, connect));
    return { connect, fetchBase: served ? modelBase : "", lost: worker.over };
  }

  /**
   * Reports the service to `onWatched` every `everyMs`. Returns a function that requests the final
   * report.
   */
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
    const wanted = { port: port2, everyMs, ...(bystander && { bystander }) };
    this.#worker?.tell("watch", wanted, [port2]);
    return () => port1.postMessage("end");
  }

  /** One point of the model's curve for each of `limits`. */
  async whatIf(
    spec: Spec,
    limits: readonly number[],
    bystander?: Bystander,
  ): Promise<WhatIfPoint[]> {
    if (!asksDownstream(spec.work)) {
      throw new LanesError(
        "bad-spec",
        `Only ${listOf(modelledWorks)} ask a service that can be modelled.`,
      );
    }
    const pooled = workEntry(spec.work)?.asks === "database";
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
    const outcomes = await this.#alive().ask("whatIf", questions);
    return outcomes.map(({ client, bystander: other, wallMs, throughputPerS }, i) => {
      const { answered, refused, timedOut, p99Ms } = client;
      const limit = questions[i]?.limit ?? 1;
      const point = { limit, wallMs, throughputPerS, answered, refused, timedOut, p99Ms };
      return bystander ? { ...point, bystander: other } : point;
    });
  }

  /** Ends the worker, and with it the model and everything that waits for it. */
  close(): void {
    this.#worker?.end(new LanesError("cancelled", "The model is not needed any more."));
  }

  #alive(): Conversation<DownstreamContract> {
    if (!this.#worker || this.#worker.over.aborted) {
      this.#worker = new Conversation(downstreamWorker, {
        whyItStopped: (reason) =>
          new LanesError("worker-died", `The downstream model stopped (${reason}). Run again.`),
      });
    }
    return this.#worker;
  }
}

/**
 * True when the service worker answers this page's fetches below `modelBase`. Always tested: it may
 * be missing (no secure context), refused (third-party storage, sandbox) or broken.
 */
async function answerFetches(run: string, connect: () => MessagePort): Promise<boolean> {
  try {
    const { active } = await siteWorker();
    if (!active) return false;
    const answers = introduce(active, run, connect()).then(controlled);
    await withinPatience(answers, servicePatienceMs);
    return true;
  } catch {
    return false;
  }
}

/** Gives the service worker its port to the model; resolves when it has acknowledged the port. */
function introduce(service: ServiceWorker, run: string, model: MessagePort): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  const message: AnswerFetches = { type: "answer-fetches", run };
  service.postMessage(message, [model, port2]);
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
  });
}

/** Resolves when it controls this page: its claim and its messages arrive on different channels. */
async function controlled(): Promise<void> {
  const { serviceWorker } = navigator;
  if (serviceWorker.controller) return;
  await new Promise((resolve) => {
    serviceWorker.addEventListener("controllerchange", resolve, { once: true });
  });
}

/** True when the service worker answers the fetches of the thread that calls this. */
export async function fetchesAreAnswered(fetchBase: string): Promise<boolean> {
  if (fetchBase === "") return false;
  return (await fetchText(`${fetchBase}health`, servicePatienceMs)) === "modelled";
}
