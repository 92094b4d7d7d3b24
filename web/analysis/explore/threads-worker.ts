/**
 * The worker that real threads live in. Each batch of runs, and each measurement, blocks it; the
 * page stops it through a word of shared memory.
 */
import type { MainModule, ThreadRaces } from "@generated/wasm/lanes-sharing-threads";
import { throwIfCancelled } from "../../spec/cancellation.ts";
import { LanesError } from "../../spec/errors.ts";
import { answering } from "../../workers/answering.ts";
import { loadModule } from "../../workers/modules.ts";
import { reserveSharedMemory } from "../../workers/shared-memory.ts";
import { newsIntervalMs, type ThreadsContract } from "./protocol.ts";
import { noRaces, racesOf, together } from "./races.ts";

let starting: Promise<ThreadRaces> | undefined;

/** The Web Workers that become threads are loaded before the module is ready (`poolSize`). */
async function start(threads: number): Promise<ThreadRaces> {
  const options = { poolSize: threads, wasmMemory: reserveSharedMemory() };
  const module = await loadModule<MainModule>("lanes-sharing-threads", options);
  return new module.ThreadRaces(threads);
}

/** When a thread crashes, Emscripten throws this string from whatever waits for the threads. */
const threadCrashed = "unwind";

async function inThreads<T>(doing: (races: ThreadRaces) => T): Promise<T> {
  if (!starting) throw new Error("no threads were started");
  const races = await starting;
  try {
    return doing(races);
  } catch (error) {
    if (error !== threadCrashed) throw error;
    throw new LanesError("worker-died", "A thread stopped working. Run it again.");
  }
}

const page = answering<ThreadsContract>(
  {
    async prepare({ threads }) {
      starting ??= start(threads);
      return (await starting).control();
    },
    async race({ spec }, signal) {
      const { runs, program, fix, threads, times } = spec;
      await inThreads(release);
      let until = noRaces;
      while (until.runs < runs) {
        const left = runs - until.runs;
        const batch = await inThreads((races) =>
          races.race({ program, fix, threads, times }, left, newsIntervalMs),
        );
        until = together(until, racesOf(batch));
        page.tell("raced", until);
        // Lets messages in.
        await new Promise((later) => setTimeout(later));
        throwIfCancelled(signal);
      }
      return until;
    },
    async price({ fix, threads, padded, durationMs }, signal) {
      await inThreads(release);
      const request = { program: "counter", fix, threads, times: 1 };
      const price = await inThreads((races) => races.price(request, padded, durationMs));
      await new Promise((later) => setTimeout(later));
      throwIfCancelled(signal);
      const { operationsPerS, fairness, waitP50Ms, waitP99Ms, waitLongestMs } = price;
      const waitMs = { p50: waitP50Ms, p99: waitP99Ms, longest: waitLongestMs };
      return { fix, padded, threads, operationsPerS, waitMs, fairness };
    },
  },
  {},
);

/** Takes back an earlier request to stop. */
function release(races: ThreadRaces): void {
  Atomics.store(races.control(), 0, 0);
}
