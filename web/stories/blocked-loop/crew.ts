/** The workers of one play: the page starts them, and they live and die together. */
import { lifeName, whenDead, whenGone, workerDied } from "../../engine/liveness.ts";
import { LanesError } from "../../engine/types.ts";
import type {
  FleetEvent,
  FromBalancer,
  FromInstance,
  Measured,
  Pictures,
  Seen,
  ToBalancer,
  ToInstance,
} from "./fleet-protocol.ts";

/** A browser that starts no worker in this time does not start it at all. */
const startPatienceMs = 30_000;

/** Whatever comes of `doing`, no worker is left afterwards. */
export async function withCrew<Value>(
  signal: AbortSignal,
  doing: (crew: Crew) => Promise<Value>,
): Promise<Value> {
  let crew: Crew | undefined;
  let stop = () => {};
  try {
    return await new Promise<Value>((resolve, reject) => {
      stop = () => reject(new LanesError("cancelled", "The play was cancelled."));
      signal.throwIfAborted();
      signal.addEventListener("abort", stop);
      crew = new Crew(reject);
      doing(crew).then(resolve, reject);
    });
  } finally {
    signal.removeEventListener("abort", stop);
    await crew?.end();
  }
}

/** An instance, or a worker of an instance's pool. */
export interface Instance {
  load(computes: boolean): Promise<void>;
  measure(pictures: Pictures, times: number): Promise<Measured>;
  serve(order: Omit<Extract<ToInstance, { type: "serve" }>, "type">): void;
}

export class Crew {
  readonly #workers: { worker: Worker; name: string }[] = [];
  readonly #watch = new AbortController();
  readonly #fail: (error: Error) => void;

  constructor(fail: (error: Error) => void) {
    this.#fail = fail;
  }

  instance(): Instance {
    const { worker, name } = this.#add(
      (name) =>
        // The bundler wants to see the whole call.
        new Worker(new URL("./instance-worker.ts", import.meta.url), { type: "module", name }),
    );
    const ask = (message: ToInstance) =>
      new Promise<FromInstance>((resolve) => {
        worker.onmessage = ({ data }: MessageEvent<FromInstance>) => {
          if (data.type === "failed") this.#fail(new LanesError("worker-died", data.message));
          else resolve(data);
        };
        worker.postMessage(message);
      });
    return {
      load: async (computes) => {
        await this.#soon(ask({ type: "load", computes }));
        this.#watchLife(name);
      },
      measure: async (pictures, times) =>
        (await ask({ type: "measure", pictures, times })) as FromInstance & Measured,
      serve: (order) =>
        worker.postMessage({ type: "serve", ...order } satisfies ToInstance, [
          order.line,
          ...order.pool,
        ]),
    };
  }

  balance(order: ToBalancer, onSeen: (seen: Seen) => void): Promise<Seen> {
    const { worker, name } = this.#add(
      (name) =>
        new Worker(new URL("./balancer-worker.ts", import.meta.url), { type: "module", name }),
    );
    const events: FleetEvent[] = [];
    let heard = false;
    return new Promise((resolve) => {
      worker.onmessage = ({ data }: MessageEvent<FromBalancer>) => {
        if (!heard) this.#watchLife(name);
        heard = true;
        events.push(...data.events);
        const seen = { nowMs: data.nowMs, events: [...events] };
        onSeen(seen);
        if (data.over) resolve(seen);
      };
      worker.postMessage(order, order.lines);
    });
  }

  /** Resolves when all of them are gone and compute no more. */
  async end(): Promise<void> {
    this.#watch.abort();
    const names = this.#workers.map(({ worker, name }) => {
      worker.terminate();
      return name;
    });
    this.#workers.length = 0;
    await Promise.all(names.map(whenGone));
  }

  #add(start: (name: string) => Worker): { worker: Worker; name: string } {
    const name = lifeName();
    const worker = start(name);
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      const reason = event.message || "it could not be loaded";
      this.#fail(
        new LanesError("worker-died", `A worker stopped working (${reason}). Play again.`),
      );
    });
    this.#workers.push({ worker, name });
    return { worker, name };
  }

  #watchLife(name: string): void {
    whenDead(name, this.#watch.signal, () => this.#fail(new LanesError("worker-died", workerDied)));
  }

  async #soon<Value>(what: Promise<Value>): Promise<Value> {
    const timer = setTimeout(() => {
      const message = `The browser did not start the instances in ${startPatienceMs / 1000} s.`;
      this.#fail(new LanesError("unavailable", message));
    }, startPatienceMs);
    const { signal } = this.#watch;
    signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
    try {
      return await what;
    } finally {
      clearTimeout(timer);
    }
  }
}
