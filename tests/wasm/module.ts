/** Loads the built single-threaded module under Node, which its own loader does not know. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { MainModule, RunOutcome, RunRequest } from "@generated/wasm/lanes";

const folder = resolve(
  process.env.LANES_SITE ?? resolve(import.meta.dirname, "../../build/site"),
  "wasm",
);

type Receive = (instance: WebAssembly.Instance) => void;

/** `options` become the module's own Module object. */
export async function loadLanes(options: object = {}): Promise<MainModule> {
  const script = await import(pathToFileURL(resolve(folder, "lanes.mjs")).href);
  const bytes = await readFile(resolve(folder, "lanes.wasm"));
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
    apiBase: "",
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
