/** One worker of tier `workers`: a single-threaded module with a memory of its own. */
import type { MainModule } from "@generated/wasm/lanes";
import { toLocal } from "./clock.ts";
import { toLanesError } from "./failure.ts";
import { blockingReading, type FileReading } from "./file-source.ts";
import { holdLife } from "./liveness.ts";
import { loadModule } from "./modules.ts";
import { stopHooks } from "./stop-word.ts";
import type { FromTaskWorker, ToTaskWorker } from "./task-protocol.ts";

/** What the module looks at when it reads files (file_read.cpp). */
const hooks: typeof stopHooks & { lanesFiles?: FileReading | undefined } = stopHooks;
const lanes = loadModule<MainModule>("lanes", hooks);
const alive = holdLife(self.name);

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
    await alive;
    post({ type: "prepared" });
    return;
  }
  const { io: _io, suspend: _suspend, ...request } = message.order;
  const local = { ...request, startMs: toLocal(message.startEpochMs) };
  const reading = message.file ? await blockingReading(message.file, message.task) : undefined;
  hooks.lanesFiles = reading;
  try {
    post({ type: "ended", task: message.task, outcome: module.runTask(local, message.task) });
  } finally {
    reading?.close();
  }
}

addEventListener("message", (event: MessageEvent<ToTaskWorker>) => {
  handle(event.data).catch((error: unknown) => {
    const { code, message } = toLanesError(error);
    post({ type: "failed", code, message });
  });
});
