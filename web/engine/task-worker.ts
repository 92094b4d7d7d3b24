/** One worker of tier `workers`: a single-threaded module with a memory of its own. */
import type { MainModule } from "@generated/wasm/lanes";
import { toLocal } from "./clock.ts";
import { loadModule } from "./modules.ts";
import { buffersOf } from "./outputs.ts";
import { ModulePictures } from "./pictures.ts";
import { stopHooks } from "./stop-word.ts";
import type { FromTaskWorker, ToTaskWorker } from "./task-protocol.ts";

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
    pictures.prepare(message.order);
    post({ type: "prepared" });
    return;
  }
  const { io: _io, suspend: _suspend, ...request } = message.order;
  const local = { ...request, startMs: toLocal(message.startEpochMs) };
  const outcome = module.runTask(local, message.task, pictures.inModule);
  const outputs = pictures.take();
  post({ type: "ended", task: message.task, outcome, outputs }, buffersOf(outputs));
}

addEventListener("message", (event: MessageEvent<ToTaskWorker>) => {
  handle(event.data).catch((error: unknown) => {
    post({ type: "failed", message: error instanceof Error ? error.message : String(error) });
  });
});
