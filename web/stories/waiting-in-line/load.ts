/** Puts a server under load for some seconds of real time; the service it calls is modelled. */
import { Downstream } from "../../engine/service/downstream.ts";
import { ModelClient } from "../../engine/service/model-client.ts";
import { orCancelled } from "../../spec/cancellation.ts";
import { arrivals } from "../arrivals.ts";
import { type Over, Server, type ServerMoment, type ServerSpec } from "./server.ts";

export interface LoadSpec extends ServerSpec {
  /** Average arrival rate of requests, and for how long they arrive. */
  perS: number;
  seconds: number;
  seed: number;
  /** Latency of one call. */
  latencyMs: number;
}

export interface Load {
  moments: ServerMoment[];
  over: Over[];
}

/** Reporting interval. */
const everyMs = 100;

/** Resolves when every request is over. */
export async function putUnderLoad(
  spec: LoadSpec,
  signal: AbortSignal,
  onMoment: (load: Load) => void,
): Promise<Load> {
  const downstream = new Downstream();
  let client: ModelClient | undefined;
  let server: Server | undefined;
  const timers: ReturnType<typeof setInterval>[] = [];
  try {
    const shape = { work: "http", pool: 1, queue: 0, timeoutMs: 1, runId: "load" };
    const model = await downstream.open(shape, false, signal);
    // A dead model answers no calls.
    const stop = AbortSignal.any([signal, model.lost]);
    client = new ModelClient(model.connect());
    const loaded = new Server(spec, callsOf(client, spec));
    server = loaded;
    const moments: ServerMoment[] = [];
    const quiet = new Promise<Load>((resolve) => {
      const due = arrivals(spec.perS, spec.seconds, spec.seed);
      let sent = 0;
      const send = () => {
        const { atMs } = loaded.moment();
        while (sent < due.length && (due[sent] as number) <= atMs) {
          loaded.arrive();
          sent++;
        }
        if (sent < due.length) timers[0] = setTimeout(send, (due[sent] as number) - atMs);
      };
      send();
      timers[1] = setInterval(() => {
        moments.push(loaded.moment());
        const load = { moments, over: loaded.over };
        onMoment(load);
        if (sent === due.length && loaded.quiet) resolve(load);
      }, everyMs);
    });
    return await orCancelled(quiet, stop);
  } finally {
    clearTimeout(timers[0]);
    clearInterval(timers[1]);
    server?.close();
    client?.close();
    downstream.close();
  }
}

/** Returns a function that makes a call to the model. */
function callsOf(client: ModelClient, { latencyMs, seed }: LoadSpec): () => Promise<void> {
  let next = 0;
  return () =>
    new Promise<void>((answered) => client.ask(seed + next++, latencyMs, () => answered()));
}
