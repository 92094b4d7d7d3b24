/** Explores the reader's own program: compiles it, and has it carried out in a sandbox made for it. */
import { afterPatience } from "../../../base/patience.ts";
import { mostMemoryBytes } from "../../../engine/own/code.ts";
import { codeOf } from "../../../engine/own/code-of.ts";
import { Sandbox } from "../../../engine/own/sandbox.ts";
import { scripts, startedBy } from "../../../engine/own/sandbox-scripts.ts";
import { cancellationOf } from "../../../spec/cancellation.ts";
import { LanesError } from "../../../spec/errors.ts";
import type { Execution, ExplorationProgress, Sharing } from "../../../spec/sharing/sharing.ts";
import type { Conversation } from "../../../workers/conversation.ts";
import type { Found } from "../protocol.ts";
import { checkedExecution, checkedFound, checkedProgress } from "./checked-found.ts";
import type { OwnExploreContract } from "./protocol.ts";

/** A thread that computes for so long without reaching a step is taken not to end. */
const silentMs = 20_000;
const silent = `A thread of your program computed for ${silentMs / 1000} s without reaching a step: it was ended.`;

type Worker = Conversation<OwnExploreContract>;

export function exploreOwn(
  sharing: Sharing,
  signal: AbortSignal,
  onProgress: (progress: Omit<ExplorationProgress, "elapsedMs">) => void,
): Promise<{ found: Found; requested?: Execution }> {
  return inSandbox(sharing, signal, onProgress, async (worker) => {
    const { schedule, preemptions } = sharing;
    const requested = schedule === undefined ? {} : { requested: await replayed(worker, schedule) };
    const found = checkedFound(await worker.ask("explore", { preemptions }));
    return { found, ...requested };
  });
}

export function replayOwn(sharing: Sharing, schedule: string): Promise<Execution> {
  return inSandbox(
    sharing,
    new AbortController().signal,
    () => undefined,
    (worker) => replayed(worker, schedule),
  );
}

async function replayed(worker: Worker, schedule: string): Promise<Execution> {
  return checkedExecution(await worker.ask("replay", { schedule }));
}

/** The sandbox is gone when this settles. Aborting `signal` ends it wherever it is. */
async function inSandbox<T>(
  { code = "", threads, times }: Sharing,
  signal: AbortSignal,
  onProgress: (progress: Omit<ExplorationProgress, "elapsedMs">) => void,
  doing: (worker: Worker) => Promise<T>,
): Promise<T> {
  const [{ code: compiled }, started] = await Promise.all([
    codeOf({ lang: "cpp", code }, signal),
    startedBy(scripts.explorer, "lanes-sharing"),
  ]);
  if (compiled.lang !== "wasm") throw new Error("C++ was not compiled to Wasm");
  const sandbox = await Sandbox.open(signal);
  let clear = () => {};
  const alive = () => {
    clear();
    clear = afterPatience(silentMs, () => sandbox.end(new LanesError("task-threw", silent)));
  };
  try {
    const worker = sandbox.start<OwnExploreContract>(started, {
      alive,
      explored: (progress) => {
        alive();
        onProgress(checkedProgress(progress));
      },
    });
    alive();
    const { bytes } = compiled;
    await worker.ask("prepare", { bytes, threads, times, memoryBytes: mostMemoryBytes });
    return await doing(worker);
  } catch (error) {
    if (signal.aborted) throw cancellationOf(signal);
    throw error;
  } finally {
    clear();
    sandbox.end(new LanesError("cancelled", "The exploration is over."));
  }
}
