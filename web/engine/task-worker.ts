/** One worker of tier `workers`: a single-threaded module with a memory of its own. */
import type { MainModule, TaskOutcome } from "@generated/wasm/lanes";
import { epochNow, toLocal } from "./clock.ts";
import { ModelClient } from "./model-client.ts";
import { loadModule } from "./modules.ts";
import { buffersOf } from "./outputs.ts";
import { ModulePictures } from "./pictures.ts";
import { stopHooks } from "./stop-word.ts";
import type { FromTaskWorker, ToTaskWorker } from "./task-protocol.ts";

let model: ModelClient | undefined;
const lanes = loadModule<MainModule>("lanes", stopHooks).then((module) => ({
  module,
  pictures: new ModulePictures(new module.Pictures()),
}));

function post(message: FromTaskWorker, transfer: Transferable[] = []): void {
  postMessage(message, { transfer });
}

async function handle(message: ToTaskWorker): Promise<void> {
  if (message.type === "stop-word") {
    stopHooks.lanesStop = message.word;
    return;
  }
  const { module, pictures } = await lanes;
  if (message.type === "release") {
    pictures.release();
    return;
  }
  if (message.type === "prepare") {
    model?.close();
    model = message.model && new ModelClient(message.model);
    pictures.prepare(message.order);
    post({ type: "prepared" });
    return;
  }
  const { io: _io, suspend: _suspend, ...request } = message.order;
  if (request.modelled) {
    const outcome = await waitForModel(module, message);
    post({ type: "ended", task: message.task, outcome, outputs: [] });
    return;
  }
  const local = { ...request, startMs: toLocal(message.startEpochMs) };
  const outcome = module.runTask(local, message.task, pictures.inModule);
  const outputs = pictures.take();
  post({ type: "ended", task: message.task, outcome, outputs }, buffersOf(outputs));
}

/** A task that asks the model: this worker takes no other until it is answered. */
async function waitForModel(
  module: MainModule,
  { order, task, startEpochMs }: Extract<ToTaskWorker, { type: "run" }>,
): Promise<TaskOutcome> {
  const seed = (order.seed + task) >>> 0;
  const ms = module.serviceMs(seed, order.latencyMs, order.jitterPercent);
  const startedMs = epochNow() - startEpochMs;
  const [outcome, text] = await new Promise<[number, string]>((resolve) => {
    if (!model) throw new Error("this worker has no port to the model");
    model.onAnswer = (_id, how, what) => resolve([how, what]);
    model.ask(task, seed, ms);
  });
  return { outcome, text, startedMs, endedMs: epochNow() - startEpochMs };
}

addEventListener("message", (event: MessageEvent<ToTaskWorker>) => {
  handle(event.data).catch((error: unknown) => {
    post({ type: "failed", message: error instanceof Error ? error.message : String(error) });
  });
});
