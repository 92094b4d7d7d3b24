/** The workers of one play: the page starts them, and ends all of them together. */
import { cancellationOf, orCancelled } from "../../../spec/cancellation.ts";
import { LanesError } from "../../../spec/errors.ts";
import type { Contract } from "../../../workers/contract.ts";
import { Conversation, type ConversationOptions } from "../../../workers/conversation.ts";
import balancerWorker from "./balancer-worker.ts?worker&url";
import type {
  BalancedLoad,
  BalancerContract,
  FleetEvent,
  InstanceContract,
  Measured,
  Pictures,
  QueueContract,
  QueueService,
  Seen,
  Service,
} from "./fleet-protocol.ts";
import instanceWorker from "./instance-worker.ts?worker&url";
import queueWorker from "./queue-worker.ts?worker&url";

/**
 * Ends all workers whatever the outcome of `doing`. Rejects as soon as `signal` aborts or a worker
 * dies.
 */
export async function withCrew<Value>(
  signal: AbortSignal,
  doing: (crew: Crew) => Promise<Value>,
): Promise<Value> {
  if (signal.aborted) throw cancellationOf(signal);
  const crew = new Crew();
  try {
    return await orCancelled(doing(crew), AbortSignal.any([signal, crew.broken]));
  } finally {
    await crew.end();
  }
}

/** An instance, or a worker of an instance's pool. */
export interface Instance {
  load(computes: boolean): Promise<void>;
  measure(pictures: Pictures, times: number): Promise<Measured>;
  serve(service: Service): void;
}

export class Crew {
  readonly #workers: { end(error: LanesError): void; gone: Promise<void> }[] = [];
  readonly #broken = new AbortController();
  #over = false;

  /** Aborted when a worker dies: the others talk to it directly, so the page would not notice. */
  get broken(): AbortSignal {
    return this.#broken.signal;
  }

  instance(): Instance {
    const worker = this.#add<InstanceContract>(instanceWorker);
    return {
      load: (computes) => worker.ask("load", computes),
      measure: (pictures, times) => worker.ask("measure", { pictures, times }),
      serve: (service) => worker.tell("serve", service, [service.line, ...service.pool]),
    };
  }

  queue(): { serve(service: QueueService): void } {
    const worker = this.#add<QueueContract>(queueWorker);
    return {
      serve: (service) =>
        worker.tell("serve", service, [...service.instances, ...service.workers, service.news]),
    };
  }

  async balance(load: BalancedLoad, onSeen: (seen: Seen) => void): Promise<Seen> {
    const events: FleetEvent[] = [];
    let seen: Seen = { nowMs: 0, events };
    const worker = this.#add<BalancerContract>(balancerWorker, {
      news: {
        seen(news) {
          events.push(...news.events);
          seen = { nowMs: news.nowMs, events: [...events] };
          onSeen(seen);
        },
      },
    });
    const transfer = load.jobs ? [...load.lines, load.jobs] : load.lines;
    await worker.ask("balance", load, { transfer });
    return seen;
  }

  /** Resolves when all of them have stopped computing. */
  async end(): Promise<void> {
    this.#over = true;
    for (const worker of this.#workers) worker.end(playIsOver());
    await Promise.all(this.#workers.map(({ gone }) => gone));
  }

  #add<C extends Contract>(address: string, options?: ConversationOptions<C>): Conversation<C> {
    // The player may not have noticed the end yet.
    if (this.#over) throw playIsOver();
    const worker = new Conversation<C>(address, {
      ...options,
      whyItStopped: (reason) =>
        new LanesError("worker-died", `A worker stopped working (${reason}). Play again.`),
    });
    worker.over.addEventListener("abort", () => this.#broken.abort(worker.over.reason));
    this.#workers.push(worker);
    return worker;
  }
}

function playIsOver(): LanesError {
  return new LanesError("cancelled", "The play is over.");
}
