/**
 * The worker that the thread pool lives in (tier `threads`). A run blocks this thread until the
 * pool is done; the page watches and cancels it through shared memory.
 */
import type { MainModule, Pool, RunOutcome, RunRequest } from "@generated/wasm/lanes-threads";
import { outOfMemorySentence, toLanesError } from "./failure.ts";
import type { FileSource } from "./file-source.ts";
import { holdLife } from "./liveness.ts";
import { threadsMemoryMiB } from "./memory.ts";
import { loadModule } from "./modules.ts";
import { ModulePictures } from "./pictures.ts";
import { LanesError } from "./types.ts";
import type { FromWorker, ToWorker } from "./worker-protocol.ts";

interface Started {
  pool: Pool;
  pictures: ModulePictures;
  memoryBytes: number;
}

let started: Promise<Started> | undefined;
const alive = holdLife(self.name);

function post(message: FromWorker): void {
  postMessage(message);
}

/** The pool's Web Workers are loaded before the module is ready (`poolSize`), then made threads. */
async function startPool(workers: number): Promise<Started> {
  const wasmMemory = reserveMemory();
  const options = { poolSize: workers, wasmMemory };
  const module = await loadModule<MainModule>("lanes-threads", options);
  const pool = new module.Pool(workers);
  const pictures = new ModulePictures(new module.Pictures());
  pool.use(pictures.inModule);
  return { pool, pictures, memoryBytes: wasmMemory.buffer.byteLength };
}

function notesOn({ modelled }: { modelled: boolean }): string[] {
  if (!modelled) return [];
  return [
    "Each thread blocks on the model in the memory that all threads share: no request leaves it.",
  ];
}

/** The most that this browser gives, in sizes that it can also share out on phones. */
function reserveMemory(): WebAssembly.Memory {
  let refusal: unknown;
  for (const sizeMiB of threadsMemoryMiB) {
    const pages = sizeMiB * 16;
    try {
      return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    } catch (error) {
      refusal = error;
    }
  }
  throw refusal;
}

/** Threads can be handed nothing while they run, but can ask for a blob by its address. */
function giveFiles(to: Pool, files: FileSource | null): string[] {
  const urls = files?.blobs.map((blob) => URL.createObjectURL(blob)) ?? [];
  to.clearFiles();
  for (const url of urls) to.addFile(url);
  return urls;
}

/** Emscripten throws this word out of whatever waits for threads when one of them has crashed. */
const threadCrashed = "unwind";

function runPool(pool: Pool, request: RunRequest): RunOutcome {
  try {
    return pool.run(request);
  } catch (error) {
    if (error !== threadCrashed) throw error;
    // The page looks for this, too, but only now and then.
    if (Atomics.load(pool.trouble(), 0) !== 0) {
      throw new LanesError("out-of-memory", outOfMemorySentence);
    }
    throw new LanesError("worker-died", "A thread stopped working. Run it again.");
  }
}

async function handle(message: ToWorker): Promise<void> {
  if (message.type === "prepare") {
    started ??= startPool(message.order.workers);
    const { pool, pictures, memoryBytes } = await started;
    await alive;
    pictures.prepare(message.order);
    post({
      type: "prepared",
      control: pool.control(),
      trouble: pool.trouble(),
      outputs: pictures.inModule.outputs(),
      memoryBytes,
    });
  } else if (message.type === "run") {
    const ready = (await started)?.pool;
    if (!ready) return;
    const { io: _io, suspend: _suspend, files, ...request } = message.order;
    // This module's clock counts from the epoch (Emscripten's `emscripten_get_now` with pthreads).
    const full = { ...request, startMs: message.startEpochMs };
    const problem = ready.problem(full);
    if (problem) {
      post({ type: "failed", code: "bad-spec", message: problem });
      return;
    }
    const urls = giveFiles(ready, files);
    try {
      const outcome = runPool(ready, full);
      post({ type: "ended", result: { outcome, timings: null, notes: notesOn(full) } });
    } finally {
      for (const url of urls) URL.revokeObjectURL(url);
    }
  } else if (message.type === "release") {
    (await started)?.pictures.release();
  }
}

addEventListener("message", (event: MessageEvent<ToWorker>) => {
  handle(event.data).catch((error: unknown) => {
    const { code, message } = toLanesError(error);
    post({ type: "failed", code, message });
  });
});
