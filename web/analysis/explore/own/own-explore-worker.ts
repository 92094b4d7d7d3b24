/**
 * A worker in the sandbox that explores the reader's own program: the same explorer as for ours, which
 * drives threads that are carried out beside it.
 */
import type { MainModule } from "@generated/wasm/lanes-sharing";
import { bare } from "../../../engine/own/inside/bare.ts";
import { instantiate } from "../../../engine/own/inside/module.ts";
import { meetPage } from "../../../engine/own/inside/page-line.ts";
import { LanesError } from "../../../spec/errors.ts";
import type { Execution } from "../../../spec/sharing/sharing.ts";
import { answering } from "../../../workers/answering.ts";
import { executionOf, exploredBy } from "../outcome.ts";
import { newsIntervalMs } from "../protocol.ts";
import { OwnThreads } from "./own-threads.ts";
import type { OwnExploreContract } from "./protocol.ts";

/** About 10 ms where threads only step. */
const stepsAtOnce = 10_000;
/** What then is not known yet is told as not within the limits. */
const mostMs = 60_000;
/** Steps between two looks at the clock. */
const stepsUnwatched = 64;

async function start(): Promise<void> {
  const { line, core } = await meetPage();
  let threads: OwnThreads | undefined;
  const prepared = () => {
    if (!threads) throw new Error("no program was prepared");
    return threads;
  };
  const page = answering<OwnExploreContract>(
    {
      async prepare({ bytes, memoryBytes, ...size }) {
        const lanes = await instantiate<MainModule>(core);
        bare(globalThis);
        threads = await OwnThreads.load(lanes, bytes, size, memoryBytes);
        threads.alive = every(stepsUnwatched, () => page.tell("alive", null));
      },
      explore({ preemptions }, signal) {
        const { sharing } = prepared();
        const run = sharing.explore(preemptions ?? -1);
        if (!run)
          throw new LanesError("out-of-memory", "There is not enough memory to explore it.");
        const tell = (progress: OwnExploreContract["news"]["explored"]) =>
          page.tell("explored", progress);
        return exploredBy(run, { stepsAtOnce, signal, tell, mostMs }, replayed);
      },
      replay: ({ schedule }) => replayed(schedule),
    },
    {},
    line,
  );
  const replayed = (schedule: string): Execution => ({
    ...executionOf(schedule, prepared().sharing.replay(schedule)),
    outcome: null,
  });
}

/** Calls `tell` about ten times a second, while it is called itself. */
function every(calls: number, tell: () => void): () => void {
  let left = calls;
  let told = performance.now();
  return () => {
    if (--left > 0) return;
    left = calls;
    if (performance.now() - told < newsIntervalMs) return;
    told = performance.now();
    tell();
  };
}

void start();
