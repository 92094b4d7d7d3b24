// shown: parallel
import { once } from "node:events";
import { Worker } from "node:worker_threads";

/** Each worker, which is a thread with an event loop of its own, takes the next task when free. */
async function shareOut(tasks, workers) {
  const answers = [];
  let next = 0;
  const serve = async () => {
    const worker = new Worker(new URL("./worker.mjs", import.meta.url));
    while (next < tasks.length) {
      const task = next++;
      worker.postMessage(tasks[task]);
      [answers[task]] = await once(worker, "message");
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: workers }, serve));
  return answers;
}
// shown end

// shown: parallel cpu
export function hashAll(seeds, size, workers) {
  return shareOut(
    seeds.map((seed) => ({ seed, size })),
    workers,
  );
}
// shown end

// shown: parallel io
/** It works, and pays for threads that only wait. */
export function getAll(urls, workers) {
  return shareOut(
    urls.map((url) => ({ url })),
    workers,
  );
}
// shown end
