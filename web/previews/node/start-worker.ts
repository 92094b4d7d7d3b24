/** workers/start-worker.ts under Node: starts the scripts that are built beside this one. */
import { resolve } from "node:path";
import { Worker as NodeThread, type Transferable as NodeTransferable } from "node:worker_threads";

/** `address`: the script's name (vite.config.ts). */
export function startWorker(address: string, name = ""): Worker {
  const script = resolve(import.meta.dirname, `${address}.mjs`);
  const thread = new NodeThread(script, { workerData: { name } });
  const worker = new EventTarget() as Worker;
  thread.on("message", (data) => worker.dispatchEvent(new MessageEvent("message", { data })));
  thread.on("error", ({ message }) => {
    worker.dispatchEvent(Object.assign(new Event("error"), { message }));
  });
  worker.postMessage = (message: unknown, transfer: unknown) =>
    thread.postMessage(message, transfer as NodeTransferable[]);
  worker.terminate = () => void thread.terminate();
  return worker;
}

export function originIsOpaque(): boolean {
  return false;
}
