/**
 * A fleet for one play: a balancer, instances, and where they have pools the pools' workers. All of
 * them are started for the play and gone after it. No memory is shared: everything is a message.
 */
import { lifeName, whenDead, whenGone, workerDied } from "../../engine/liveness.ts";
import { LanesError } from "../../engine/types.ts";
import type { Rules } from "./balancer.ts";
import type {
  FleetEvent,
  FromBalancer,
  FromInstance,
  Pictures,
  ToBalancer,
  ToInstance,
  Way,
} from "./fleet-protocol.ts";

export interface PlaySpec {
  way: Way;
  instances: number;
  /** Workers of each instance's pool. */
  poolWorkers: number;
  rules: Rules;
  pictures: Pictures;
  /** When requests arrive, ms since the start. */
  dueMs: number[];
}

/** What was seen of a play so far, in the order it became known. */
export interface Seen {
  nowMs: number;
  events: readonly FleetEvent[];
}

/** A browser that starts no worker in this time does not start it at all. */
const startPatienceMs = 30_000;

/** Resolves when every request is over and every worker is gone. */
export async function playFleet(
  spec: PlaySpec,
  signal: AbortSignal,
  onSeen: (seen: Seen) => void,
): Promise<Seen> {
  return withCrew(signal, async (crew) => {
    const { way, pictures, rules, dueMs } = spec;
    const pooled = way === "pool" ? spec.poolWorkers : 0;
    const instances = Array.from({ length: spec.instances }, () => crew.instance());
    const pools = instances.map(() => Array.from({ length: pooled }, () => crew.instance()));
    await Promise.all([
      ...instances.map((instance) => instance.load(way !== "pool")),
      ...pools.flat().map((worker) => worker.load(true)),
    ]);
    const lines = instances.map((instance, i) => {
      const line = new MessageChannel();
      const pool = (pools[i] ?? []).map((worker) => {
        const { port1, port2 } = new MessageChannel();
        // In turns, so that it hears of a closed connection.
        worker.serve({ way: "slices", pictures, line: port2, pool: [] });
        return port1;
      });
      instance.serve({ way, pictures, line: line.port2, pool });
      return line.port1;
    });
    return crew.balance({ rules, dueMs, lines }, onSeen);
  });
}

/** What this machine can do. */
export interface Pace {
  /** A picture so wide takes so long on a free core. */
  widthPx: number;
  resizeMs: number;
  /** Resizes of such pictures a second, by as many workers at once as were asked for. */
  perS: number;
}

/** Of a picture whose resize is short everywhere: alone, then some times by all workers at once. */
const probe = { pictures: { widthPx: 2048, seed: 0 }, times: 4, rounds: 3 };

/**
 * Measures, in two or three seconds, how wide a picture is whose resize takes `resizeMs` on a free
 * core, and how many of them `workers` workers resize in a second together. The quickest counts:
 * whatever else the machine does makes it slower, never faster.
 */
export async function calibrate(
  { resizeMs, workers, range }: { resizeMs: number; workers: number; range: [number, number] },
  signal: AbortSignal,
): Promise<Pace> {
  return withCrew(signal, async (crew) => {
    const all = Array.from({ length: workers }, () => crew.instance());
    await Promise.all(all.map((instance) => instance.load(true)));
    const [first] = all;
    if (!first) throw new LanesError("bad-spec", "A fleet has at least one instance.");
    const probeMs = quickest(await first.measure(probe.pictures, probe.times));
    // Its time goes with a picture's area.
    const fitting = probe.pictures.widthPx * Math.sqrt(resizeMs / probeMs);
    const widthPx = Math.min(range[1], Math.max(range[0], Math.round(fitting / 16) * 16));
    const fittedMs = quickest(await first.measure({ widthPx, seed: 0 }, 2));
    let cores = 1;
    for (let round = 0; round < probe.rounds; round++) {
      const times = await Promise.all(
        all.map((instance) => instance.measure(probe.pictures, probe.times)),
      );
      const startMs = Math.min(...times.map(({ startEpochMs }) => startEpochMs));
      // Until the first has nothing left to do all of them compute.
      const endMs = Math.min(...times.map(({ endEpochMs }) => endEpochMs.at(-1) ?? startMs));
      const inARow = (doneBy(times, endMs) * probeMs) / (endMs - startMs);
      cores = Math.min(workers, Math.max(cores, inARow));
    }
    return { widthPx, resizeMs: fittedMs, perS: (cores * 1000) / fittedMs };
  });
}

type Measured = Extract<FromInstance, { type: "measured" }>;

function durations({ startEpochMs, endEpochMs }: Measured): number[] {
  return endEpochMs.map((endMs, i) => endMs - (endEpochMs[i - 1] ?? startEpochMs));
}

function quickest(measured: Measured): number {
  return Math.min(...durations(measured));
}

/** Resizes done until then; of one that was under way, the part of its time that had passed. */
function doneBy(all: readonly Measured[], epochMs: number): number {
  let done = 0;
  for (const { startEpochMs, endEpochMs } of all) {
    for (const [i, endMs] of endEpochMs.entries()) {
      const fromMs = endEpochMs[i - 1] ?? startEpochMs;
      done += Math.min(1, Math.max(0, (epochMs - fromMs) / (endMs - fromMs)));
    }
  }
  return done;
}

interface Instance {
  load(computes: boolean): Promise<void>;
  measure(pictures: Pictures, times: number): Promise<Measured>;
  serve(order: Omit<Extract<ToInstance, { type: "serve" }>, "type">): void;
}

/** Workers that live and die together. */
class Crew {
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
        (await ask({ type: "measure", pictures, times })) as Measured,
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

/** Whatever comes of `doing`, no worker is left afterwards. */
async function withCrew<Value>(
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
