/** The globals of a browser's worker, for a Node worker. To be imported before everything else. */
import { type Transferable as NodeTransferable, parentPort, workerData } from "node:worker_threads";

type Listener = (event: MessageEvent) => void;

Object.assign(globalThis, {
  self: globalThis,
  name: (workerData as { name: string }).name,
  addEventListener(type: string, listener: Listener) {
    if (type !== "message") return;
    parentPort?.on("message", (data) => listener(new MessageEvent("message", { data })));
  },
  postMessage(message: unknown, { transfer }: { transfer: NodeTransferable[] }) {
    parentPort?.postMessage(message, transfer);
  },
});
