/** Speedup against workers: the same tasks on 1, 2, 3, … of them. */

import { onThreads } from "../../spec/strategies.ts";
import { LanesError, type Result, type Spec } from "../../spec/types.ts";
import { bringsCode, type WorkEntry, workEntry } from "../../spec/works.ts";
import { fitAmdahl } from "./amdahl.ts";
import type { SweepEngine, SweepOptions, WorkerPoint, WorkerSweep } from "./points.ts";
import {
  mostSweepMs,
  oneWorkerBudgetMs,
  rounds,
  sizeFor,
  tasksFor,
  tasksWithin,
  workerSteps,
} from "./steps.ts";

/** Approximate duration on a laptop of the run that gauges this machine's speed, ms. */
const pilotMs = 250;
/** The catalogue's default sizes take about this long per task on a laptop. */
const defaultTaskMs = 300;

export async function sweepWorkers(
  lanes: SweepEngine,
  wanted: Spec,
  { signal, reportedCores, onProgress }: SweepOptions,
): Promise<WorkerSweep> {
  const entry = workEntry(wanted.work) as WorkEntry;
  const startedMs = performance.now();
  const steps = workerSteps(reportedCores);
  const most = steps.at(-1) ?? 1;
  const runs = 2 + rounds * steps.length;
  let done = 0;
  let ran: Result | undefined;
  const run = async (spec: Spec, workers: number, now: string): Promise<number> => {
    onProgress({ done, runs, now });
    const [result] = await lanes.run({ ...spec, workers }, { signal });
    if (!result) throw new LanesError("worker-died", "The run ended without a result.");
    checkUsable(result);
    done++;
    ran = result;
    return result.wallMs;
  };

  const tasks = tasksFor(wanted, most);
  const base: Spec = { ...wanted, how: [onThreads], tasks, autorun: false, ref: "" };
  const standard = {
    size: entry.size?.default ?? 0,
    tookMs: defaultTaskMs * tasksOfOnePicture(entry, tasks),
  };
  // What a size means to code that the run brings is not known: it stays, and the tasks are fewer.
  const own = bringsCode(entry);
  const pilot = own
    ? { ...base, tasks: most }
    : { ...base, size: sizeFor(pilotMs, standard, wanted.size, entry) };
  // With the maximum number of threads, so that each has compiled its code.
  await run(pilot, most, "a first run, to warm up");
  const pilotBeganMs = performance.now();
  const pilotTookMs = await run(pilot, 1, "a first run, to see how fast this machine is");
  const aroundMs = Math.max(0, performance.now() - pilotBeganMs - pilotTookMs);
  const budgetMs = oneWorkerBudgetMs(steps, reportedCores, aroundMs);
  const took = { size: pilot.size, tasks: pilot.tasks, tookMs: pilotTookMs };
  const fitting = own
    ? { tasks: tasksWithin(budgetMs, took, tasks) }
    : { size: sizeFor(budgetMs, took, wanted.size, entry) };
  const spec: Spec = { ...base, ...fitting, workers: most };

  const taken = new Map<number, number[]>(steps.map((workers) => [workers, []]));
  let round = 0;
  let roundMs = 0;
  // Measures in rounds, so that a temporary disturbance affects every point alike.
  for (; round < rounds; round++) {
    const beganMs = performance.now();
    // A round is expected to take as long as the previous one.
    if (round > 0 && beganMs - startedMs + roundMs > mostSweepMs) break;
    for (const workers of steps) {
      const now = workers === 1 ? "1 worker" : `${workers} workers`;
      taken.get(workers)?.push(await run(spec, workers, now));
    }
    roundMs = performance.now() - beganMs;
  }

  const points = pointsOf(taken);
  const upToWorkers = Math.max(2, Math.min(reportedCores, most));
  const parallelFraction = fitAmdahl(points.filter(({ workers }) => workers <= upToWorkers));
  return {
    kind: "workers",
    spec,
    points,
    reportedCores,
    ...(parallelFraction !== undefined && { fit: { parallelFraction, upToWorkers } }),
    notes: notesOf(wanted, spec, entry, round, ran),
  };
}

/** Medians, and the speedup against one worker's. */
export function pointsOf(taken: ReadonlyMap<number, readonly number[]>): WorkerPoint[] {
  const oneMs = median(taken.get(1) ?? []);
  return [...taken].map(([workers, runsMs]) => {
    const wallMs = median(runsMs);
    return { workers, runsMs: [...runsMs], wallMs, speedup: wallMs > 0 ? oneMs / wallMs : 1 };
  });
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return 0;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

function checkUsable({ valid, tasks, failures }: Result): void {
  if (!valid) {
    throw new LanesError(
      "unavailable",
      "The tab was hidden during the sweep, and browsers slow hidden tabs down: sweep again with the tab in view.",
    );
  }
  if (tasks.ok < tasks.count) {
    const [reason = ""] = Object.values(failures);
    throw new LanesError("unavailable", `Some of its tasks failed. ${reason}`.trim());
  }
}

/** Tasks that share one picture do the work of one task, whatever their number. */
function tasksOfOnePicture(entry: WorkEntry, tasks: number): number {
  return entry.shows === "bands" ? 4 : tasks;
}

function notesOf(
  wanted: Spec,
  spec: Spec,
  entry: WorkEntry,
  ranRounds: number,
  ran: Result | undefined,
): string[] {
  const notes: string[] = [];
  if (spec.tasks !== wanted.tasks || spec.size !== wanted.size) {
    const size = entry.size ? ` of ${spec.size.toLocaleString("en-US")} ${entry.size.unit}` : "";
    const numbers = `${spec.tasks.toLocaleString("en-US")} tasks${size}`.trimEnd();
    notes.push(`It ran ${numbers}, to be shared out evenly and to end in time.`);
  }
  if (ranRounds < rounds) {
    notes.push(
      `There was time for only ${ranRounds === 1 ? "one run" : `${ranRounds} runs`} per point.`,
    );
  }
  if (ran?.environment.tier === "workers") notes.push("Each worker had a memory of its own.");
  return notes;
}
