import { parentPort } from "node:worker_threads";
import { get, hashChain } from "./work.mjs";

// shown: parallel cpu
// worker.mjs
parentPort.on("message", async ({ seed, size, url }) => {
  parentPort.postMessage(url ? await get(url) : hashChain(seed, size));
});
// shown end
