/**
 * Runs a spec under Node, on the page's own hosts and modules (vite.config.ts supplies their
 * workers), and returns Results as the page does. The loop under test is Node's own event loop;
 * threads are workers; what tasks wait for is modelled.
 */
import { availableParallelism } from "node:os";
import { MessageChannel } from "node:worker_threads";
import { clockResolution, epochNow } from "../../base/clock.ts";
import { EventLoopHost } from "../../engine/hosts/event-loop-host.ts";
import type { Host, RunOrder } from "../../engine/hosts/host.ts";
import { WorkersHost } from "../../engine/hosts/workers-host.ts";
import { requestOf } from "../../engine/request.ts";
import { toResult } from "../../engine/result.ts";
import { Downstream } from "../../engine/service/downstream.ts";
import { ServiceWatch } from "../../engine/service/service-watch.ts";
import { answerProbes } from "../../monitor/probe/responder.ts";
import { version } from "../../package.json";
import { strategyEntry } from "../../spec/strategies.ts";
import type { Bystander, EventLoopReport, Result, Spec, Strategy } from "../../spec/types.ts";
import { workEntry } from "../../spec/works.ts";
import { wasBusy } from "./busy.ts";
import type { FromWatch, ToWatch } from "./watch-worker.ts";
import { NodeWorker } from "./worker.ts";

const note = "Measured under Node, for a preview.";

const loop = new EventLoopHost();
const workers = new WorkersHost();
const downstream = new Downstream();
const watch = new NodeWorker<ToWatch, FromWatch>("watch-worker");

/**
 * event_loop.cpp schedules its turns with this if it exists. Its fallback, messages to itself, does
 * not yield under Node, which handles up to 1,000 messages of a port before any other event.
 * https://github.com/nodejs/node/blob/main/src/node_messaging.cc (MessagePort::OnMessage)
 */
Object.assign(globalThis, {
  scheduler: { postTask: (turn: () => void) => void setImmediate(turn) },
});

/** Never aborted. */
const { signal } = new AbortController();

/** One Result per strategy, each run once. Rejects if a run cannot start. */
export async function measureSpec(spec: Spec, bystander?: Bystander): Promise<Result[]> {
  const results: Result[] = [];
  for (const how of spec.how) {
    const order = orderOf(spec, how);
    const host = strategyEntry(how).threads ? workers : loop;
    if (!order.modelled) await warm(host, order);
    const ran = await attempt(host, order, spec, bystander);
    const result = toResult(
      { outcome: ran.outcome, wire: null, answers: ran.answers },
      {
        spec,
        how,
        environment: environmentOf(how, order.modelled),
        eventLoop: ran.eventLoop,
        cold: false,
        hidden: false,
        stoodStillMs: 0,
        overlapped: "",
        notes: [note],
      },
    );
    if (ran.busy) result.disturbed = "other-work";
    if (ran.bystander) result.bystander = ran.bystander;
    results.push(result);
  }
  return results;
}

async function attempt(host: Host, order: RunOrder, spec: Spec, bystander?: Bystander) {
  const model = order.modelled ? await downstream.open(order, false) : undefined;
  const options = bystander && { bystander };
  const service = options && ServiceWatch.of(downstream, spec, options);
  await host.prepare(order, model);
  await service?.begin(signal);
  const probed = new MessageChannel();
  answerProbes(probed.port1 as unknown as MessagePort);
  await watch.ask({ type: "start", port: probed.port2 }, [probed.port2]);
  const cpu = process.cpuUsage();
  const startMs = epochNow();
  service?.runBegins(startMs);
  const { outcome, answers = [] } = await host.run(order, startMs, signal);
  const busy = !order.modelled && wasBusy(outcome, process.cpuUsage(cpu));
  const endMs = startMs + outcome.wallMs;
  const eventLoop = (await watch.ask({ type: "stop", startMs, endMs })) as EventLoopReport;
  return {
    outcome,
    answers,
    eventLoop,
    busy,
    bystander: await service?.end(outcome.wallMs, signal),
  };
}

/** Runs a tenth of a task on every thread that the run will use, so that the code is compiled. */
async function warm(host: Host, order: RunOrder): Promise<void> {
  const least = workEntry(order.work)?.size?.min ?? 0;
  const tasks = host === workers ? Math.min(order.workers, order.tasks) : 1;
  const little = { ...order, tasks, size: Math.max(least, Math.round(order.size / 10)) };
  await host.prepare(order);
  await host.run(little, epochNow(), signal);
}

function orderOf(spec: Spec, how: Strategy): RunOrder {
  const modelled = workEntry(spec.work)?.bound === "io";
  return {
    ...requestOf(spec, how),
    apiBase: "",
    modelled,
    runId: "preview",
    io: modelled,
    suspend: "none",
    files: null,
    picture: undefined,
    watched: false,
    oneLock: false,
  };
}

function environmentOf(how: Strategy, modelled: boolean): Result["environment"] {
  return {
    engine: `Node.js ${process.versions.node.split(".")[0]}`,
    isolated: false,
    tier: strategyEntry(how).threads ? "workers" : "none",
    suspend: "none",
    backend: modelled ? "modelled" : "none",
    clockResolutionMs: clockResolution(),
    reportedCores: availableParallelism(),
    version,
    instrument: null,
  };
}
