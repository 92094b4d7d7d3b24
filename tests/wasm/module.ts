/** Loads the built single-threaded modules under Node, which their own loader does not know. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { MainModule, RunOutcome, RunRequest, TaskOutcome } from "@generated/wasm/lanes";

const folder = resolve(
  process.env.LANES_GENERATED ?? resolve(import.meta.dirname, "../../build/generated"),
  "wasm",
);

type Receive = (instance: WebAssembly.Instance) => void;

/** `options` become the module's own Module object. */
export function loadLanes(options: object = {}): Promise<MainModule> {
  return loadModule<MainModule>("lanes", options);
}

export async function loadModule<Module>(name: string, options: object = {}): Promise<Module> {
  const script = await import(pathToFileURL(resolve(folder, `${name}.mjs`)).href);
  const bytes = await readFile(resolve(folder, `${name}.wasm`));
  return script.default({
    ...options,
    instantiateWasm(imports: WebAssembly.Imports, receive: Receive) {
      WebAssembly.instantiate(bytes, imports).then(({ instance }) => receive(instance));
    },
  });
}

export function requestOf(change: Partial<RunRequest>): RunRequest {
  return {
    work: "hash",
    how: "sequential",
    tasks: 3,
    size: 10_000,
    workers: 1,
    limit: 2,
    seed: 1,
    latencyMs: 0,
    jitterPercent: 0,
    startMs: performance.now(),
    pool: 20,
    queue: 10_000,
    timeoutMs: 1000,
    apiBase: "",
    modelled: false,
    runId: "test",
    ...change,
  };
}

export async function runToEnd(module: MainModule, request: RunRequest): Promise<RunOutcome> {
  const run = new module.EventLoopRun(request);
  try {
    await new Promise<void>((ended) => run.start(ended));
    return run.outcome();
  } finally {
    run.delete();
  }
}

/** Runs one task as a worker of tier `workers` does, without what it does between turns. */
export function runTask(module: MainModule, request: RunRequest, task: number): TaskOutcome {
  const pictures = new module.Pictures();
  const run = new module.WorkerTask(request, task, pictures);
  while (run.advance());
  const outcome = run.outcome();
  run.delete();
  pictures.delete();
  return outcome;
}
