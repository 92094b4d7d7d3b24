/**
 * The worker that the thread pool lives in (tier `threads`). A run blocks this thread until the
 * pool is done; the page watches and cancels it through shared memory.
 */
import type { MainModule, Pool } from "@generated/wasm/lanes-threads";
import { toLanesError } from "./failure.ts";
import type { FileSource } from "./file-source.ts";
import { holdLife } from "./liveness.ts";
import { threadsMemoryMiB } from "./memory.ts";
import { loadModule } from "./modules.ts";
import type { FromWorker, ToWorker } from "./worker-protocol.ts";

let pool: Promise<Pool> | undefined;
let memoryBytes = 0;
const alive = holdLife(self.name);

function post(message: FromWorker): void {
  postMessage(message);
}

/** The pool's Web Workers are loaded before the module is ready (`poolSize`), then made threads. */
async function startPool(workers: number): Promise<Pool> {
  const wasmMemory = reserveMemory();
  memoryBytes = wasmMemory.buffer.byteLength;
  const options = { poolSize: workers, wasmMemory };
  const module = await loadModule<MainModule>("lanes-threads", options);
  return new module.Pool(workers);
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

async function handle(message: ToWorker): Promise<void> {
  if (message.type === "prepare") {
    pool ??= startPool(message.order.workers);
    const ready = await pool;
    await alive;
    post({
      type: "prepared",
      control: ready.control(),
      trouble: ready.trouble(),
      memoryBytes,
    });
  } else if (message.type === "run") {
    const ready = await pool;
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
      post({ type: "ended", result: { outcome: ready.run(full), timings: null } });
    } finally {
      for (const url of urls) URL.revokeObjectURL(url);
    }
  }
}

addEventListener("message", (event: MessageEvent<ToWorker>) => {
  handle(event.data).catch((error: unknown) => {
    const { code, message } = toLanesError(error);
    post({ type: "failed", code, message });
  });
});
