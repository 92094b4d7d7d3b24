/**
 * The simple test: work that a faster network speeds up is I/O-bound; work that a faster CPU speeds
 * up is CPU-bound. A page can make neither faster, so the test does the reverse: it halves the
 * waiting, then the computing, and compares the wall times. Pure except for `runSimpleTest`, which
 * gets the run function as a parameter.
 */

import type { Estimate } from "../../spec/estimate.ts";
import { inTurn, strategyEntry } from "../../spec/strategies.ts";
import type { Result, RunOptions, SimpleTest, Spec, Strategy, Verdict } from "../../spec/types.ts";
import {
  asksService,
  bringsCode,
  sizeOfCost,
  type WorkEntry,
  workEntry,
} from "../../spec/works.ts";
import { sharesOf } from "./shares.ts";

/** Target for the estimated duration of one run. */
const mostRunMs = 4000;

/** Halving the bottleneck saves nearly half the time; this much counts as proof. */
const tellingPart = 0.35;
/** Two identical runs may differ by this much. */
const noisePart = 0.12;

export interface Plan {
  spec: Spec;
  /**
   * The same spec with half the waiting, or half the computing; null where that cannot be halved
   * alone.
   */
  waitingHalved: Spec | null;
  computingHalved: Spec | null;
  /** Half of both, where they are inseparable (a file's bytes are read and hashed; one's own code). */
  bothHalved: Spec | null;
  /** Deviations from the caller's spec. */
  notes: string[];
}

/**
 * The spec to run. `taskMs`: the estimated time of a computing task, which limits the numbers used.
 */
export function planOf(wanted: Spec, entry: WorkEntry, taskMs: number): Plan {
  const notes: string[] = [];
  const how: Strategy = wanted.how.find((name) => !strategyEntry(name).threads) ?? inTurn;
  const short = shortened(wanted, how, entry, taskMs);
  if (
    short.tasks !== wanted.tasks ||
    short.size !== wanted.size ||
    short.latency !== wanted.latency
  ) {
    notes.push(`To keep it short the test runs ${describeNumbers(short, entry)}.`);
  }
  if (wanted.loop === "main" && entry.bound === "cpu") {
    notes.push("It runs on a worker’s event loop, so that this page can be used meanwhile.");
  }
  const spec: Spec = { ...short, how: [how], loop: entry.bound === "cpu" ? "worker" : wanted.loop };
  const smaller = { ...spec, size: halfSize(spec.size, entry) };
  if (bringsCode(entry)) {
    notes.push(
      "What your code computes and what it waits for cannot be halved apart: the verdict comes from where the time went.",
    );
    return { spec, waitingHalved: null, computingHalved: null, bothHalved: smaller, notes };
  }
  const less = { ...spec, latency: Math.round(spec.latency / 2) };
  if (asksService(entry)) {
    notes.push("These tasks compute nothing that could be halved: that run is the same again.");
    return { spec, waitingHalved: less, computingHalved: spec, bothHalved: null, notes };
  }
  if (entry.bound === "cpu") {
    notes.push(
      "These tasks wait for nothing that could be halved, so that run is the same as before.",
    );
    return { spec, waitingHalved: less, computingHalved: smaller, bothHalved: null, notes };
  }
  notes.push(
    "A page cannot make a disk faster, and half the bytes are half the reading and half the hashing: the verdict comes from where the time went.",
  );
  return { spec, waitingHalved: null, computingHalved: null, bothHalved: smaller, notes };
}

/** The size that costs half as much. */
function halfSize(size: number, entry: WorkEntry): number {
  return Math.max(entry.size?.min ?? 0, Math.round(sizeOfCost(size, 1 / 2, entry)));
}

/** Reduces the tasks or, if even one takes too long, the size. */
function shortened(spec: Spec, how: Strategy, entry: WorkEntry, taskMs: number): Spec {
  // Nothing is known of it beforehand.
  if (bringsCode(entry)) return spec;
  if (asksService(entry)) {
    const atOnce = strategyEntry(how).inFlight(spec);
    const latency = Math.min(spec.latency, mostRunMs);
    const rounds = Math.max(1, Math.floor(mostRunMs / Math.max(1, latency)));
    return { ...spec, latency, tasks: Math.min(spec.tasks, Math.max(1, rounds * atOnce)) };
  }
  if (taskMs > mostRunMs) {
    const size = Math.floor(sizeOfCost(spec.size, mostRunMs / taskMs, entry));
    return { ...spec, tasks: 1, size: Math.max(entry.size?.min ?? 1, size) };
  }
  const tasks = Math.max(1, Math.floor(mostRunMs / Math.max(taskMs, 0.1)));
  return { ...spec, tasks: Math.min(spec.tasks, tasks) };
}

function describeNumbers(spec: Spec, entry: WorkEntry): string {
  const tasks = `${spec.tasks.toLocaleString("en-US")} ${spec.tasks === 1 ? "task" : "tasks"}`;
  if (asksService(entry)) return `${tasks} of ${spec.latency.toLocaleString("en-US")} ms`;
  return `${tasks} of ${spec.size.toLocaleString("en-US")} ${entry.size?.unit ?? ""}`.trim();
}

export interface Judgement {
  verdict: Verdict;
  sentence: string;
}

/**
 * `saved`: the fraction of the wall time that each halving saved, 0–1; negative if it took longer.
 */
export function judgeBySavings(saved: { waiting: number; computing: number }): Judgement {
  const { waiting, computing } = saved;
  const facts = `halving the waiting took ${percent(waiting)} off, halving the computing ${percent(computing)}`;
  if (waiting >= tellingPart && computing < noisePart) {
    return { verdict: "io-bound", sentence: `I/O-bound: ${facts}.` };
  }
  if (computing >= tellingPart && waiting < noisePart) {
    return { verdict: "cpu-bound", sentence: `CPU-bound: ${facts}.` };
  }
  if (waiting >= noisePart && computing >= noisePart) {
    return { verdict: "mixed", sentence: `Both: ${facts}.` };
  }
  return {
    verdict: "unclear",
    sentence: `No clear answer: ${facts}. Give it more work, or close what else is running, and try again.`,
  };
}

/** Where waiting and computing are inseparable. */
export function judgeByShares(shares: { waiting: number; computing: number }): Judgement {
  const facts = `${percent(shares.waiting)} of the time it waited, ${percent(shares.computing)} it computed`;
  // Halving a part of the run saves half of that part, so the thresholds apply to twice the saving.
  if (shares.waiting >= 2 * tellingPart) {
    return { verdict: "io-bound", sentence: `I/O-bound: ${facts}.` };
  }
  if (shares.computing >= 2 * tellingPart) {
    return { verdict: "cpu-bound", sentence: `CPU-bound: ${facts}.` };
  }
  if (shares.waiting >= 2 * noisePart && shares.computing >= 2 * noisePart) {
    return { verdict: "mixed", sentence: `Both: ${facts}.` };
  }
  return { verdict: "unclear", sentence: `No clear answer: ${facts}.` };
}

/** Rounded; a negative saving is shown as zero. */
function percent(part: number): string {
  return `${Math.max(0, Math.round(part * 100))} %`;
}

type RunOne = (spec: Spec, options: RunOptions) => Promise<Result>;

/** Runs the test; `run` is `lanes.run` with one strategy, `estimate` is `lanes.estimate`. */
export async function runSimpleTest(
  wanted: Spec,
  { signal, onProgress }: RunOptions,
  run: RunOne,
  estimate: (spec: Spec) => Promise<readonly Estimate[]>,
): Promise<SimpleTest> {
  const entry = workEntry(wanted.work) as WorkEntry;
  const [task] = await estimate({ ...wanted, tasks: 1, how: [inTurn] });
  const { spec, notes, ...halves } = planOf(wanted, entry, task?.wallMs ?? 0);
  const planned = [spec, halves.waitingHalved, halves.computingHalved, halves.bothHalved];
  const steps = planned.filter((one) => one !== null).length;
  let step = 0;
  const runStep = (one: Spec) =>
    run(one, {
      ...(signal && { signal }),
      onProgress: (progress) => onProgress?.({ ...progress, step, steps }),
    });
  const next = async (one: Spec | null) => {
    if (!one) return null;
    const result = await runStep(one);
    step++;
    return result;
  };

  let asIs = await runStep(spec);
  // This run includes compilation, so its wall time is not used as the baseline.
  if (asIs.cold) asIs = await runStep(spec);
  step++;
  const waitingHalved = await next(halves.waitingHalved);
  const computingHalved = await next(halves.computingHalved);
  const bothHalved = await next(halves.bothHalved);

  const saved = (result: Result | null) => (result ? 1 - result.wallMs / asIs.wallMs : null);
  const shares = sharesOf(asIs.spans, asIs.wallMs);
  const savedByWaiting = saved(waitingHalved);
  const savedByComputing = saved(computingHalved);
  const results = [asIs, waitingHalved, computingHalved, bothHalved].filter((one) => one !== null);
  const judgement = unusable(results) ?? judge(savedByWaiting, savedByComputing, shares);
  return {
    spec,
    how: asIs.how,
    asIs,
    waitingHalved,
    computingHalved,
    bothHalved,
    savedByWaiting,
    savedByComputing,
    savedByBoth: saved(bothHalved),
    waitingShare: shares.waiting,
    computingShare: shares.computing,
    ...judgement,
    notes,
  };
}

function judge(
  waiting: number | null,
  computing: number | null,
  shares: { waiting: number; computing: number },
): Judgement {
  return waiting === null || computing === null
    ? judgeByShares(shares)
    : judgeBySavings({ waiting, computing });
}

/** No verdict without meaningful times. */
function unusable(results: readonly Result[]): Judgement | undefined {
  if (results.some(({ tasks }) => tasks.ok < tasks.count)) {
    return { verdict: "unclear", sentence: "No answer: some of its tasks failed." };
  }
  if (results.some(({ valid }) => !valid)) {
    return {
      verdict: "unclear",
      sentence: "No answer: the tab was hidden meanwhile, and browsers slow hidden tabs down.",
    };
  }
  if (results.some(({ disturbed }) => disturbed !== "")) {
    return {
      verdict: "unclear",
      sentence:
        "No answer: something else was using this machine, too, so the times cannot be compared. Test it again.",
    };
  }
  return undefined;
}
