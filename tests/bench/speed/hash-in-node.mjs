/**
 * The article's CPU demo as a Node program: `createHash` in a loop, four tasks, run sequentially,
 * with Promise.all, and on worker threads. Prints one JSON line with wall times and digests.
 *
 *   node hash-in-node.mjs [tasks] [links] [workers]
 */
import { createHash } from "node:crypto";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

function chain(seed, links) {
  let text = String(seed);
  for (let link = 0; link < links; link++) text = createHash("sha256").update(text).digest("hex");
  return text;
}

/** A pool of worker threads, each taking the next task when it has ended its last. */
async function inParallel(tasks, links, pool) {
  const digests = [];
  let next = 0;
  await Promise.all(
    pool.map(async (worker) => {
      while (next < tasks) {
        const task = next++;
        worker.postMessage({ seed: 1 + task, links });
        digests[task] = await new Promise((resolve) => worker.once("message", resolve));
      }
    }),
  );
  return digests;
}

async function timed(work) {
  const from = performance.now();
  const value = await work();
  return { ms: performance.now() - from, value };
}

async function main(tasks, links, workers) {
  const seeds = Array.from({ length: tasks }, (_, task) => 1 + task);
  const sequential = await timed(() => seeds.map((seed) => chain(seed, links)));
  const together = await timed(() => Promise.all(seeds.map(async (seed) => chain(seed, links))));
  const pool = Array.from(
    { length: workers },
    () => new Worker(import.meta.filename, { workerData: "worker" }),
  );
  await Promise.all(pool.map((worker) => new Promise((online) => worker.once("online", online))));
  const parallel = await timed(() => inParallel(tasks, links, pool));
  await Promise.all(pool.map((worker) => worker.terminate()));
  console.log(
    JSON.stringify({
      sequentialMs: sequential.ms,
      promiseAllMs: together.ms,
      parallelMs: parallel.ms,
      digests: sequential.value,
      same:
        String(together.value) === String(sequential.value) &&
        String(parallel.value) === String(sequential.value),
    }),
  );
}

if (isMainThread) {
  const [tasks = 4, links = 2_000_000, workers = 2] = process.argv.slice(2).map(Number);
  await main(tasks, links, workers);
} else if (workerData === "worker") {
  parentPort?.on("message", ({ seed, links }) => parentPort?.postMessage(chain(seed, links)));
}
