/** One worker of tier `workers`: a single-threaded module with a memory of its own. */
import type { MainModule, RunRequest, TaskOutcome, WorkerTask } from "@generated/wasm/lanes";
import { epochNow, toLocal } from "./clock.ts";
import { toLanesError } from "./failure.ts";
import { type BlockingReading, blockingReading } from "./file-source.ts";
import { holdLife } from "./liveness.ts";
import { ModelClient } from "./model-client.ts";
import { loadModule, moduleFor } from "./modules.ts";
import { buffersOf } from "./outputs.ts";
import { ModulePictures } from "./pictures.ts";
import type { FromTaskWorker, ToTaskWorker } from "./task-protocol.ts";

/** How the task under way reads its file. */
let reading: BlockingReading | undefined;

interface Lanes {
  module: MainModule;
  pictures: ModulePictures;
}
interface Prepared extends Lanes {
  request: Omit<RunRequest, "startMs">;
}
type Message<Type> = Extract<ToTaskWorker, { type: Type }>;

/** By name, as runs need them. */
const loaded = new Map<string, Promise<Lanes>>();
const alive = holdLife(self.name);
const turns = new MessageChannel();
let model: ModelClient | undefined;
let prepared: Prepared | undefined;
let current: WorkerTask | undefined;
/** Also where the task has not begun. */
let cancelled = false;

function post(message: FromTaskWorker, transfer: Transferable[] = []): void {
  postMessage(message, { transfer });
}

function lanesFor(work: string): Promise<Lanes> {
  const name = moduleFor(work);
  const lanes = loaded.get(name) ?? load(name);
  loaded.set(name, lanes);
  return lanes;
}

async function load(name: string): Promise<Lanes> {
  const hooks = {
    /** Looked at by file_read.cpp. */
    get lanesFiles() {
      return reading;
    },
  };
  const module = await loadModule<MainModule>(name, hooks);
  return { module, pictures: new ModulePictures(new module.Pictures()) };
}

async function handle(message: ToTaskWorker): Promise<void> {
  if (message.type === "cancel") {
    cancelled = true;
    current?.cancel();
    return;
  }
  if (message.type === "release") {
    for (const lanes of loaded.values()) (await lanes).pictures.release();
    return;
  }
  if (message.type === "prepare") {
    await prepare(message);
    return;
  }
  cancelled = false;
  if (!prepared) throw new Error("no run was prepared");
  const { module, pictures, request } = prepared;
  if (request.modelled) {
    const outcome = await waitForModel(module, request, message);
    post({ type: "ended", task: message.task, outcome, outputs: [] });
    return;
  }
  const local = { ...request, startMs: toLocal(message.startEpochMs) };
  reading = message.file ? await blockingReading(message.file, message.task) : undefined;
  current = new module.WorkerTask(local, message.task, pictures.inModule);
  if (cancelled) current.cancel();
  try {
    while (current.advance()) await nextTurn();
    const outcome = current.outcome();
    const outputs = pictures.take();
    post({ type: "ended", task: message.task, outcome, outputs }, buffersOf(outputs));
  } finally {
    current.delete();
    current = undefined;
    reading?.close();
  }
}

async function prepare({ order, model: port }: Message<"prepare">): Promise<void> {
  const { io: _io, suspend: _suspend, picture: _picture, watched: _watched, ...request } = order;
  const lanes = await lanesFor(order.work);
  await alive;
  model?.close();
  model = port && new ModelClient(port);
  lanes.pictures.prepare(order);
  prepared = { ...lanes, request };
  post({ type: "prepared" });
}

/** Lets the worker hear what was said to it, without the 4 ms that a timer takes. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    turns.port1.onmessage = () => resolve();
    turns.port2.postMessage(null);
  });
}

/** A task that asks the model: this worker takes no other until it is answered. */
async function waitForModel(
  module: MainModule,
  request: Prepared["request"],
  { task, startEpochMs }: Message<"run">,
): Promise<TaskOutcome> {
  const seed = (request.seed + task) >>> 0;
  const ms = module.serviceMs(seed, request.latencyMs, request.jitterPercent);
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
