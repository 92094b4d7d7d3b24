/** One worker of tier `workers`: a single-threaded module with its own memory. */
import type { MainModule, RunRequest, TaskOutcome, WorkerTask } from "@generated/wasm/lanes";
import { epochNow, toLocal } from "../../base/clock.ts";
import { outcomes, spanKinds } from "../../spec/boundary.ts";
import { answering, handingOver } from "../../workers/answering.ts";
import { loadModule, moduleFor } from "../../workers/modules.ts";
import { type BlockingReading, blockingReading } from "../files/file-source.ts";
import { ModelClient } from "../service/model-client.ts";
import { buffersOf } from "./outputs.ts";
import { ModulePictures } from "./pictures.ts";
import type { TaskContract } from "./task-protocol.ts";

/** How the current task reads its file. */
let reading: BlockingReading | undefined;

interface Lanes {
  module: MainModule;
  pictures: ModulePictures;
}
interface Prepared extends Lanes {
  request: Omit<RunRequest, "startMs">;
  /** The Web Lock that every turn needs; "" where there is none. */
  lock: string;
}
type Ask<Name extends keyof TaskContract["asks"]> = Parameters<TaskContract["asks"][Name]>[0];

/** Modules by name, loaded on demand. */
const loaded = new Map<string, Promise<Lanes>>();
const turns = new MessageChannel();
let model: ModelClient | undefined;
let prepared: Prepared | undefined;

function lanesFor(work: string): Promise<Lanes> {
  const name = moduleFor(work);
  const lanes = loaded.get(name) ?? load(name);
  loaded.set(name, lanes);
  return lanes;
}

async function load(name: string): Promise<Lanes> {
  const hooks = {
    /** Read by file_read.cpp. */
    get lanesFiles() {
      return reading;
    },
  };
  const module = await loadModule<MainModule>(name, hooks);
  return { module, pictures: new ModulePictures(new module.Pictures()) };
}

async function prepare({ order, model: port }: Ask<"prepare">): Promise<void> {
  const { io: _io, suspend: _suspend, picture: _picture, watched: _watched, ...rest } = order;
  const { oneLock, ...request } = rest;
  const lanes = await lanesFor(order.work);
  model?.close();
  model = port && new ModelClient(port);
  lanes.pictures.prepare(order);
  prepared = { ...lanes, request, lock: oneLock ? order.runId : "" };
}

async function run(ask: Ask<"run">, signal: AbortSignal) {
  if (!prepared) throw new Error("no run was prepared");
  const { module, pictures, request, lock } = prepared;
  if (request.modelled) {
    return { outcome: await waitForModel(module, request, ask, signal), outputs: [] };
  }
  const local = { ...request, startMs: toLocal(ask.startEpochMs) };
  reading = ask.file ? await blockingReading(ask.file, ask.task) : undefined;
  const task = new module.WorkerTask(local, ask.task, pictures.inModule);
  const cancel = () => task.cancel();
  if (signal.aborted) cancel();
  signal.addEventListener("abort", cancel);
  try {
    if (lock) while (await turnUnder(lock, task));
    else while (task.advance()) await nextTurn();
    const outcome = task.outcome();
    const outputs = pictures.take();
    return handingOver({ outcome, outputs }, buffersOf(outputs));
  } finally {
    signal.removeEventListener("abort", cancel);
    task.delete();
    reading?.close();
  }
}

/** A turn of the task while this worker holds the lock. Web Locks are had in the order asked for. */
async function turnUnder(lock: string, task: WorkerTask): Promise<boolean> {
  task.block();
  return navigator.locks.request(lock, () => task.advance());
}

/** Lets the worker process pending messages, without a timer's 4 ms delay. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    turns.port1.onmessage = () => resolve();
    turns.port2.postMessage(null);
  });
}

/** A task that asks the model: this worker takes no other until the answer arrives. */
async function waitForModel(
  module: MainModule,
  request: Prepared["request"],
  { task, startEpochMs }: Ask<"run">,
  signal: AbortSignal,
): Promise<TaskOutcome> {
  const seed = (request.seed + task) >>> 0;
  const ms = module.serviceMs(seed, request.latencyMs, request.jitterPercent);
  const startedMs = epochNow() - startEpochMs;
  if (!model) throw new Error("this worker has no port to the model");
  const { ok, text } = await model.answerTo(seed, ms, signal);
  const endedMs = epochNow() - startEpochMs;
  return {
    outcome: outcomes.indexOf(ok ? "ok" : "failed"),
    text,
    startedMs,
    endedMs,
    computedMs: 0,
    lostMs: 0,
    kind: Uint8Array.of(spanKinds.indexOf("queued"), spanKinds.indexOf("waiting")),
    spanStartMs: Float64Array.of(0, startedMs),
    spanEndMs: Float64Array.of(startedMs, endedMs),
  };
}

async function release(): Promise<void> {
  for (const lanes of loaded.values()) (await lanes).pictures.release();
}

function memoryUse() {
  if (!prepared) throw new Error("no run was prepared");
  return prepared.module.memoryUse();
}

answering<TaskContract>({ prepare, run, memoryUse }, { release });
