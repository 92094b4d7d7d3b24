/** One worker of tier `workers`: a single-threaded module with a memory of its own. */
import type { MainModule } from "@generated/wasm/lanes";
import { toLocal } from "./clock.ts";
import { loadModule } from "./modules.ts";
import { stopHooks } from "./stop-word.ts";
import type { FromTaskWorker, ToTaskWorker } from "./task-protocol.ts";

const lanes = loadModule<MainModule>("lanes", stopHooks);

function post(message: FromTaskWorker): void {
  postMessage(message);
}

async function handle(message: ToTaskWorker): Promise<void> {
  if (message.type === "stop-word") {
    stopHooks.lanesStop = message.word;
    return;
  }
  const module = await lanes;
  if (message.type === "prepare") {
    post({ type: "prepared" });
    return;
  }
  const { io: _io, suspend: _suspend, ...request } = message.order;
  const local = { ...request, startMs: toLocal(message.startEpochMs) };
  post({ type: "ended", task: message.task, outcome: module.runTask(local, message.task) });
}

addEventListener("message", (event: MessageEvent<ToTaskWorker>) => {
  handle(event.data).catch((error: unknown) => {
    post({ type: "failed", message: error instanceof Error ? error.message : String(error) });
  });
});
