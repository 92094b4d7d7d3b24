/** One worker of tier `workers`: a single-threaded module with a memory of its own. */
import type { MainModule, TaskOutcome } from "@generated/wasm/lanes";
import { epochNow, toLocal } from "./clock.ts";
import { toLanesError } from "./failure.ts";
import { blockingReading, type FileReading } from "./file-source.ts";
import { holdLife } from "./liveness.ts";
import { ModelClient } from "./model-client.ts";
import { loadModule } from "./modules.ts";
import { buffersOf } from "./outputs.ts";
import { ModulePictures } from "./pictures.ts";
import { stopHooks } from "./stop-word.ts";
import type { FromTaskWorker, ToTaskWorker } from "./task-protocol.ts";

/** What the module looks at when it reads files (file_read.cpp). */
const hooks: typeof stopHooks & { lanesFiles?: FileReading | undefined } = stopHooks;
const lanes = loadModule<MainModule>("lanes", hooks).then((module) => ({
  module,
  pictures: new ModulePictures(new module.Pictures()),
}));
const alive = holdLife(self.name);
let model: ModelClient | undefined;

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
    await alive;
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
  const reading = message.file ? await blockingReading(message.file, message.task) : undefined;
  hooks.lanesFiles = reading;
  try {
    const outcome = module.runTask(local, message.task, pictures.inModule);
    const outputs = pictures.take();
    post({ type: "ended", task: message.task, outcome, outputs }, buffersOf(outputs));
  } finally {
    reading?.close();
  }
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
  const endedMs = epochNow() - startEpochMs;
  return {
    outcome,
    text,
    startedMs,
    endedMs,
    // Queued until it started, then waiting.
    kind: Uint8Array.of(0, 1),
    spanStartMs: Float64Array.of(0, startedMs),
    spanEndMs: Float64Array.of(startedMs, endedMs),
  };
}

addEventListener("message", (event: MessageEvent<ToTaskWorker>) => {
  handle(event.data).catch((error: unknown) => {
    const { code, message } = toLanesError(error);
    post({ type: "failed", code, message });
  });
});
