/** The worker that explores schedules, and runs programs on its event loop. */
import type { MainModule, SharingRequest } from "@generated/wasm/lanes-sharing";
import { throwIfCancelled } from "../../spec/cancellation.ts";
import type { Execution, Sharing } from "../../spec/sharing/sharing.ts";
import { answering } from "../../workers/answering.ts";
import { loadModule } from "../../workers/modules.ts";
import { executionOf, exploredBy, isOutgrown } from "./outcome.ts";
import { type ExploreContract, newsIntervalMs } from "./protocol.ts";
import { racesOf } from "./races.ts";

/** About 10 ms. */
const stepsAtOnce = 40_000;

let loading: Promise<MainModule> | undefined;
const loaded = () => {
  loading ??= loadModule<MainModule>("lanes-sharing");
  return loading;
};

const page = answering<ExploreContract>(
  {
    async explore({ sharing, id }, signal) {
      const module = await loaded();
      const run = new module.ExplorationRun(requestOf(sharing), sharing.preemptions ?? -1);
      try {
        return await exploredBy(
          run,
          {
            stepsAtOnce,
            signal,
            tell: (progress) => page.tell("explored", { id, progress }),
          },
          (schedule) => replayed(module, sharing, schedule),
        );
      } finally {
        if (isOutgrown(module)) loading = undefined;
      }
    },
    async replay({ sharing, schedule }) {
      return replayed(await loaded(), sharing, schedule);
    },
    async race({ spec, id }, signal) {
      const module = await loaded();
      const races = new module.LoopRaces(requestOf(spec));
      const stop = () => races.stop();
      signal.addEventListener("abort", stop);
      const until = () => racesOf(races.outcome());
      const ticking = setInterval(() => page.tell("raced", { id, races: until() }), newsIntervalMs);
      try {
        await new Promise<void>((ended) => races.start(spec.runs, spec.seed, ended));
        throwIfCancelled(signal);
        return until();
      } finally {
        clearInterval(ticking);
        signal.removeEventListener("abort", stop);
        // Its coroutine, which called back, has yet to end.
        setTimeout(() => races.delete());
      }
    },
  },
  {},
);

function requestOf({ program, fix, threads, times }: Omit<Sharing, "schedule">): SharingRequest {
  return { program, fix, threads, times };
}

function replayed(module: MainModule, sharing: Sharing, schedule: string): Execution {
  return executionOf(schedule, module.replay(requestOf(sharing), schedule));
}
