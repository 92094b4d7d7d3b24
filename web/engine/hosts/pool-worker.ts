/**
 * The worker that the thread pool lives in (tier `threads`). A run blocks this thread until the
 * pool is done; the page watches and cancels it through shared memory.
 */
import type { MainModule, Pool, RunOutcome, RunRequest } from "@generated/wasm/lanes-threads";
import { outOfMemorySentence } from "../../spec/failure.ts";
import { type InstanceMemory, LanesError } from "../../spec/types.ts";
import { answering } from "../../workers/answering.ts";
import { loadModule } from "../../workers/modules.ts";
import { reserveSharedMemory } from "../../workers/shared-memory.ts";
import type { FileSource } from "../files/file-source.ts";
import { ModulePictures } from "./pictures.ts";
import type { PoolContract } from "./worker-protocol.ts";

interface Started {
  pool: Pool;
  pictures: ModulePictures;
  memoryBytes: number;
  memoryUse(): InstanceMemory;
}

let started: Promise<Started> | undefined;

/**
 * The pool's Web Workers are loaded before the module is ready (`poolSize`), and become threads
 * later.
 */
async function startPool(workers: number): Promise<Started> {
  const wasmMemory = reserveSharedMemory();
  const options = { poolSize: workers, wasmMemory };
  const module = await loadModule<MainModule>("lanes-threads", options);
  const pool = new module.Pool(workers);
  const pictures = new ModulePictures(new module.Pictures());
  pool.use(pictures.inModule);
  const memoryUse = () => module.memoryUse();
  return { pool, pictures, memoryBytes: wasmMemory.buffer.byteLength, memoryUse };
}

function notesOn({ modelled }: { modelled: boolean }): string[] {
  if (!modelled) return [];
  return [
    "Each thread blocks on the model in the memory that all threads share: no request leaves it.",
  ];
}

/** Running threads get no messages, but can fetch a blob by its URL. */
function giveFiles(to: Pool, files: FileSource | null): string[] {
  const urls = files?.blobs.map((blob) => URL.createObjectURL(blob)) ?? [];
  to.clearFiles();
  for (const url of urls) to.addFile(url);
  return urls;
}

/** When a thread crashes, Emscripten throws this string from whatever waits for the threads. */
const threadCrashed = "unwind";

function runPool(pool: Pool, request: RunRequest): RunOutcome {
  try {
    return pool.run(request);
  } catch (error) {
    if (error !== threadCrashed) throw error;
    // The page polls this, too, but only every so often.
    if (Atomics.load(pool.trouble(), 0) !== 0) {
      throw new LanesError("out-of-memory", outOfMemorySentence);
    }
    throw new LanesError("worker-died", "A thread stopped working. Run it again.");
  }
}

answering<PoolContract>(
  {
    async prepare({ order }) {
      started ??= startPool(order.workers);
      const { pool, pictures, memoryBytes } = await started;
      pictures.prepare(order);
      return {
        control: pool.control(),
        trouble: pool.trouble(),
        outputs: pictures.inModule.outputs(),
        bytes: memoryBytes,
      };
    },
    async memoryUse() {
      return started ? [(await started).memoryUse()] : [];
    },
    async run({ order, startEpochMs }) {
      if (!started) throw new Error("no pool was started");
      const { pool } = await started;
      const { io: _io, suspend: _suspend, files, oneLock, ...request } = order;
      pool.shareOneLock(oneLock);
      // This module's clock counts from the epoch (Emscripten's `emscripten_get_now` with pthreads).
      const full = { ...request, startMs: startEpochMs };
      const urls = giveFiles(pool, files);
      try {
        return { outcome: runPool(pool, full), wire: null, notes: notesOn(full) };
      } finally {
        for (const url of urls) URL.revokeObjectURL(url);
      }
    },
  },
  {
    async release() {
      (await started)?.pictures.release();
    },
  },
);
