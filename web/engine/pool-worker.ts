/**
 * The worker that the thread pool lives in (tier `threads`). A run blocks this thread until the
 * pool is done; the page watches and cancels it through shared memory.
 */
import type { MainModule, Pool } from "@generated/wasm/lanes-threads";
import { loadModule } from "./modules.ts";
import { ModulePictures } from "./pictures.ts";
import type { FromWorker, ToWorker } from "./worker-protocol.ts";

interface Started {
  pool: Pool;
  pictures: ModulePictures;
}

let started: Promise<Started> | undefined;

function post(message: FromWorker): void {
  postMessage(message);
}

/** The pool's Web Workers are loaded before the module is ready (`poolSize`), then made threads. */
async function startPool(workers: number): Promise<Started> {
  const module = await loadModule<MainModule>("lanes-threads", { poolSize: workers });
  const pool = new module.Pool(workers);
  const pictures = new ModulePictures(new module.Pictures());
  pool.use(pictures.inModule);
  return { pool, pictures };
}

function notesOn({ modelled }: { modelled: boolean }): string[] {
  if (!modelled) return [];
  return [
    "Each thread blocks on the model in the memory that all threads share: no request leaves it.",
  ];
}

async function handle(message: ToWorker): Promise<void> {
  if (message.type === "prepare") {
    started ??= startPool(message.order.workers);
    const { pool, pictures } = await started;
    pictures.prepare(message.order);
    post({ type: "prepared", control: pool.control(), outputs: pictures.inModule.outputs() });
  } else if (message.type === "run") {
    const ready = (await started)?.pool;
    if (!ready) return;
    const { io: _io, suspend: _suspend, ...request } = message.order;
    // This module's clock counts from the epoch (Emscripten's `emscripten_get_now` with pthreads).
    const full = { ...request, startMs: message.startEpochMs };
    const problem = ready.problem(full);
    if (problem) post({ type: "failed", code: "bad-spec", message: problem });
    else
      post({
        type: "ended",
        result: { outcome: ready.run(full), timings: null, notes: notesOn(full) },
      });
  } else if (message.type === "release") {
    (await started)?.pictures.release();
  }
}

addEventListener("message", (event: MessageEvent<ToWorker>) => {
  handle(event.data).catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    post({ type: "failed", code: "worker-died", message });
  });
});
