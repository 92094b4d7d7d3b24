/** What the module of the explorer tells, as the page has it: in every worker that explores. */
import type {
  ExplorationRun,
  MainModule,
  RacesOutcome,
  ReplayOutcome,
} from "@generated/wasm/lanes-sharing";
import { throwIfCancelled } from "../../spec/cancellation.ts";
import { LanesError } from "../../spec/errors.ts";
import type { Execution, ExplorationProgress } from "../../spec/sharing/sharing.ts";
import { type Found, newsIntervalMs } from "./protocol.ts";
import { waitingOf } from "./races.ts";

export interface Advancing {
  /** Between two looks at the messages: about 10 ms. */
  stepsAtOnce: number;
  signal: AbortSignal;
  tell(progress: Omit<ExplorationProgress, "elapsedMs">): void;
  /** Stops it there: what is known is its result. */
  mostMs?: number;
}

/** Advances `run` to its end, lets messages in meanwhile, and deletes it. Rejects if cancelled. */
export async function exploredBy(
  run: ExplorationRun,
  { stepsAtOnce, signal, tell, mostMs = Number.POSITIVE_INFINITY }: Advancing,
  carryOut: (schedule: string) => Execution,
): Promise<Found> {
  try {
    const began = performance.now();
    let told = began;
    let late = false;
    while (!late && !run.advance(stepsAtOnce)) {
      const now = performance.now();
      if (now - told < newsIntervalMs / 5) continue;
      if (now - told >= newsIntervalMs) {
        told = now;
        tell(run.news());
      }
      late = now - began > mostMs;
      await nextTurn();
      throwIfCancelled(signal);
    }
    return found(run.outcome(), carryOut);
  } finally {
    run.delete();
  }
}

function found(
  outcome: ReturnType<ExplorationRun["outcome"]>,
  carryOut: (schedule: string) => Execution,
): Found {
  const { interleavings, failing, deadlocks, explored, schedule, fewest } = outcome;
  const bound = outcome.bound as Found["bound"] | "cancelled";
  const result: Found = {
    verdict: outcome.verdict as Found["verdict"],
    // Only its time is ever used up before its end.
    bound: bound === "cancelled" ? "limits" : bound,
    switchesCleared: outcome.switchesCleared < 0 ? null : outcome.switchesCleared,
    explored,
  };
  for (const [name, number] of Object.entries({ interleavings, failing, deadlocks })) {
    if (number >= 0) Object.assign(result, { [name]: number });
  }
  if (schedule) result.shortest = { ...carryOut(String(schedule)), fewest };
  return result;
}

/** Throws a LanesError with a sentence if the schedule was impossible or cut off. */
export function executionOf(schedule: string, { problem, ...went }: ReplayOutcome): Execution {
  if (problem) throw new LanesError("bad-spec", String(problem));
  const ending = went.ending as Execution["ending"];
  return {
    schedule,
    steps: went.steps as Execution["steps"],
    switches: went.switches,
    threads: went.threads,
    ending,
    outcome: ending === "deadlock" ? null : went.outcome,
    waiting: waitingOf(went.waiting as RacesOutcome["firstDeadlock"]),
    objects: went.objects as Execution["objects"],
  };
}

/** A module whose memory has grown beyond this is dropped: it never gives any back. */
const mostKeptBytes = 64 << 20;

export function isOutgrown(module: MainModule): boolean {
  return module.memoryUse().reservedBytes > mostKeptBytes;
}

/** Lets messages in. A timer would be throttled to 4 ms. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
}
