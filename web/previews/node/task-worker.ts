/** One worker of tier `workers`: a single-threaded module with a memory of its own. */
import { parentPort } from "node:worker_threads";
import type { MainModule, Pictures, RunRequest, TaskOutcome } from "@generated/wasm/lanes";
import { toLocal } from "../../engine/clock.ts";
import { loadModule } from "./modules.ts";

/** A task of a run that begins at `startEpochMs`. */
export interface ToTask {
  request: Omit<RunRequest, "startMs">;
  task: number;
  startEpochMs: number;
}

const loading = loadModule<MainModule>("lanes");
let pictures: Pictures | undefined;

parentPort?.on("message", async ({ request, task, startEpochMs }: ToTask) => {
  const module = await loading;
  pictures ??= new module.Pictures();
  const run = new module.WorkerTask({ ...request, startMs: toLocal(startEpochMs) }, task, pictures);
  while (run.advance());
  const outcome: TaskOutcome = run.outcome();
  run.delete();
  parentPort?.postMessage(outcome);
});
