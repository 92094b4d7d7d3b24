/**
 * The worker that the thread pool lives in (tier `threads`). A run blocks this thread until the
 * pool is done; the page watches and cancels it through shared memory.
 */
import type { MainModule, Pool } from "@generated/wasm/lanes-threads";
import { loadModule } from "./modules.ts";
import type { FromWorker, ToWorker } from "./worker-protocol.ts";

let pool: Promise<Pool> | undefined;

function post(message: FromWorker): void {
  postMessage(message);
}

/** The pool's Web Workers are loaded before the module is ready (`poolSize`), then made threads. */
async function startPool(workers: number): Promise<Pool> {
  const module = await loadModule<MainModule>("lanes-threads", { poolSize: workers });
  return new module.Pool(workers);
}

function notesOn({ modelled }: { modelled: boolean }): string[] {
  if (!modelled) return [];
  return [
    "Each thread blocks on the model in the memory that all threads share: no request leaves it.",
  ];
}

async function handle(message: ToWorker): Promise<void> {
  if (message.type === "prepare") {
    pool ??= startPool(message.order.workers);
    post({ type: "prepared", control: (await pool).control() });
  } else if (message.type === "run") {
    const ready = await pool;
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
  }
}

addEventListener("message", (event: MessageEvent<ToWorker>) => {
  handle(event.data).catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    post({ type: "failed", code: "worker-died", message });
  });
});
