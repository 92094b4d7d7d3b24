/**
 * Runs a spec under Node, with the same modules, and gives Results as the page does. Node's own event
 * loop is the one under test; `parallel` has tier `workers`; what tasks wait for is modelled.
 */
import { availableParallelism } from "node:os";
import { MessageChannel } from "node:worker_threads";
import type { MainModule, RunOutcome, RunRequest, TaskOutcome } from "@generated/wasm/lanes";
import { workEntry } from "../../engine/catalogue.ts";
import { clockResolution, epochNow, toLocal } from "../../engine/clock.ts";
import { ModelClient } from "../../engine/model-client.ts";
import { requestOf } from "../../engine/request.ts";
import { toResult } from "../../engine/result.ts";
import { reportOf } from "../../engine/service-watch.ts";
import type {
  Bystander,
  BystanderReport,
  BystanderRequest,
  EventLoopReport,
  Result,
  Spec,
  Strategy,
} from "../../engine/types.ts";
import { answerProbes } from "../../monitor/responder.ts";
import { version } from "../../package.json";
import { busyNote, wasBusy } from "./busy.ts";
import type { FromModel, ToModel } from "./model-worker.ts";
import { loadModule } from "./modules.ts";
import type { ToTask } from "./task-worker.ts";
import type { FromWatch, ToWatch } from "./watch-worker.ts";
import { NodeWorker } from "./worker.ts";

type Order = Omit<RunRequest, "startMs">;
type TaskWorker = NodeWorker<ToTask, TaskOutcome>;

/** The bystander is alone with the service before and after the run, ms. */
const aloneMs = 300;
/** Runs that had to share the cores with others are made anew, but not for longer than this, ms. */
const patienceMs = 3000;
const note = "Measured under Node when this page was built.";

/**
 * What event_loop.cpp asks for turns where there is one. Its other way, a message to itself, is none
 * under Node, which hears out a port of up to 1,000 messages before it hears anything else.
 * https://github.com/nodejs/node/blob/main/src/node_messaging.cc (MessagePort::OnMessage)
 */
Object.assign(globalThis, {
  scheduler: { postTask: (turn: () => void) => void setImmediate(turn) },
});

/** One Result a strategy. Rejects where a run cannot start. */
export async function measure(spec: Spec, bystander?: Bystander): Promise<Result[]> {
  const module = await loadModule<MainModule>("lanes");
  const watch = new NodeWorker<ToWatch, FromWatch>("watch-worker");
  const crew: TaskWorker[] = [];
  if (spec.how.includes("parallel")) {
    for (let i = 0; i < Math.min(spec.workers, spec.tasks); i++) {
      crew.push(new NodeWorker("task-worker"));
    }
  }
  const entry = workEntry(spec.work);
  const modelled = entry?.bound === "io";
  const results: Result[] = [];
  let patience = patienceMs;
  try {
    for (const how of spec.how) {
      const order = orderOf(spec, how, modelled);
      if (!modelled) await warm(module, crew, order);
      const attempt = async () => {
        const loop = new MessageChannel();
        answerProbes(loop.port1 as unknown as MessagePort);
        await watch.ask({ type: "start", port: loop.port2 }, [loop.port2]);
        const cpu = process.cpuUsage();
        const ran = await (modelled
          ? runModelled(module, order, bystander)
          : how === "parallel"
            ? runOnWorkers(module, order, crew)
            : runOnLoop(module, order));
        const { startMs, outcome } = ran;
        const busy = !modelled && wasBusy(outcome, process.cpuUsage(cpu));
        const endMs = startMs + outcome.wallMs;
        const eventLoop = (await watch.ask({ type: "stop", startMs, endMs })) as EventLoopReport;
        return { ...ran, eventLoop, busy };
      };
      let ran = await attempt();
      while (ran.busy && patience > 0) {
        const another = await attempt();
        patience -= another.outcome.wallMs;
        if (!another.busy || another.outcome.wallMs < ran.outcome.wallMs) ran = another;
      }
      const { outcome, eventLoop } = ran;
      const result = toResult(
        { outcome, timings: null },
        {
          spec,
          how,
          environment: environmentOf(how, modelled),
          eventLoop,
          cold: false,
          hidden: false,
          notes: ran.busy ? [note, busyNote] : [note],
        },
      );
      if (ran.bystander) result.bystander = ran.bystander;
      results.push(result);
    }
  } finally {
    await Promise.all([watch, ...crew].map((worker) => worker.end()));
  }
  return results;
}

interface Ran {
  outcome: RunOutcome;
  /** On the shared clock. */
  startMs: number;
  bystander?: BystanderReport;
}

async function runOnLoop(module: MainModule, order: Order, model?: ModelClient): Promise<Ran> {
  const startMs = epochNow();
  const run = new module.EventLoopRun({ ...order, startMs: toLocal(startMs) });
  try {
    const problem = run.problem();
    if (problem) throw new Error(problem);
    if (model) {
      model.onAnswer = (task, outcome, text) => run.answer(task, outcome, text);
      run.askWith((task, seed, ms) => model.ask(task, seed, ms));
    }
    await new Promise<void>((ended) => run.start(ended));
    return { outcome: run.outcome(), startMs };
  } finally {
    run.delete();
  }
}

async function runModelled(module: MainModule, order: Order, shared?: Bystander): Promise<Ran> {
  const worker = new NodeWorker<ToModel, FromModel>("model-worker");
  const { port1, port2 } = new MessageChannel();
  const client = new ModelClient(port1 as unknown as MessagePort);
  const { work, pool, queue, timeoutMs, seed, latencyMs, jitterPercent } = order;
  const start: ToModel = {
    type: "start",
    shape: { work: String(work), pool, queue, timeoutMs },
    port: port2,
    ...(shared && { bystander: { ...shared, seed, latencyMs, jitterPercent } }),
  };
  try {
    await worker.ask(start, [port2]);
    if (shared) await after(aloneMs);
    const ran = await runOnLoop(module, order, client);
    if (shared) await after(aloneMs);
    const told = await worker.ask({ type: "stop" });
    if (shared) ran.bystander = reportOf(requestsOf(told, ran.startMs), ran.outcome.wallMs);
    return ran;
  } finally {
    client.close();
    await worker.end();
  }
}

async function runOnWorkers(module: MainModule, order: Order, crew: TaskWorker[]): Promise<Ran> {
  const startMs = epochNow();
  const books = new module.WorkersRun({ ...order, startMs: toLocal(startMs) });
  try {
    const problem = books.problem();
    if (problem) throw new Error(problem);
    let next = 0;
    const work = async (worker: TaskWorker, lane: number) => {
      while (next < order.tasks) {
        const task = next++;
        books.add(task, lane, await worker.ask({ request: order, task, startEpochMs: startMs }));
      }
    };
    await Promise.all(crew.map(work));
    return { outcome: books.outcome(), startMs };
  } finally {
    books.delete();
  }
}

/** A tenth of a task wherever the run will compute, so that it measures no compiling. */
async function warm(module: MainModule, crew: TaskWorker[], order: Order): Promise<void> {
  const least = workEntry(String(order.work))?.size?.min ?? 0;
  const little = { ...order, tasks: 1, size: Math.max(least, Math.round(order.size / 10)) };
  if (order.how !== "parallel") {
    await runOnLoop(module, little);
    return;
  }
  const startEpochMs = epochNow();
  await Promise.all(crew.map((worker) => worker.ask({ request: little, task: 0, startEpochMs })));
}

function orderOf(spec: Spec, how: Strategy, modelled: boolean): Order {
  return { ...requestOf(spec, how), apiBase: "", modelled, runId: "preview" };
}

function environmentOf(how: Strategy, modelled: boolean): Result["environment"] {
  return {
    engine: `Node.js ${process.versions.node.split(".")[0]}`,
    isolated: false,
    tier: how === "parallel" ? "workers" : "none",
    suspend: "none",
    backend: modelled ? "modelled" : "none",
    clockResolutionMs: clockResolution(),
    reportedCores: availableParallelism(),
    version,
  };
}

const answers = ["answered", "refused", "timed out"] as const;

function requestsOf(told: FromModel, startMs: number): BystanderRequest[] {
  const requests: BystanderRequest[] = [];
  for (let i = 0; i < told.length; i += 3) {
    const [sent, ended, how] = told.slice(i, i + 3) as [number, number, 0 | 1 | 2];
    requests.push({ sentMs: sent - startMs, endedMs: ended - startMs, answer: answers[how] });
  }
  return requests;
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
