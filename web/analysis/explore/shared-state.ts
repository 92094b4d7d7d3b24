/** Shared state: explores schedules, carries them out, runs programs for real, measures fixes. */
import { machine } from "../../engine/machine.ts";
import { runQueue } from "../../engine/run-queue.ts";
import { LanesError } from "../../spec/errors.ts";
import { later } from "../../spec/later.ts";
import type {
  Execution,
  Exploration,
  ExplorationProgress,
  ExploreOptions,
  Price,
  PriceOptions,
  PriceSpec,
  Prices,
  RaceOptions,
  RaceResult,
  RaceSpec,
  Races,
  Sharing,
} from "../../spec/sharing/sharing.ts";
import { checkedPrices, checkedRace, checkedSharing } from "../../spec/sharing/sharing-spec.ts";
import { Conversation } from "../../workers/conversation.ts";
import { whyNothingRuns } from "../../workers/essentials.ts";
import exploreWorker from "./explore-worker.ts?worker&url";
import type { ExploreContract } from "./protocol.ts";
import { Threads } from "./threads.ts";

/** A loop that has not stopped so long after a cancellation is ended with its worker. */
const cancelGraceMs = 60;

const threads = new Threads();

let explorer: Conversation<ExploreContract> | undefined;
let asked = 0;
const onExplored = new Map<number, (progress: Omit<ExplorationProgress, "elapsedMs">) => void>();
const onRaced = new Map<number, (races: Races) => void>();

/** The worker that explores; a new one if it has died. */
function exploring(): Conversation<ExploreContract> {
  const missing = whyNothingRuns();
  if (missing) throw new LanesError("unavailable", missing);
  if (!explorer || explorer.over.aborted) {
    explorer = new Conversation(exploreWorker, {
      news: {
        explored: ({ id, progress }) => onExplored.get(id)?.(progress),
        raced: ({ id, races }) => onRaced.get(id)?.(races),
      },
    });
  }
  return explorer;
}

/** See `Lanes.explore`. */
export async function explore(
  program: Partial<Sharing>,
  options: ExploreOptions = {},
): Promise<Exploration> {
  const { spec, invariant, notes } = checkedSharing(program);
  const { signal, onProgress } = checked(options);
  const began = performance.now();
  const elapsedMs = () => performance.now() - began;
  if (spec.program === "own") {
    const { exploreOwn } = await ownPrograms();
    const { found, ...requested } = await exploreOwn(spec, signal, (progress) =>
      onProgress?.({ ...progress, elapsedMs: elapsedMs() }),
    );
    return { sharing: spec, notes, ...found, ...requested, invariant, wallMs: elapsedMs() };
  }
  const requested =
    spec.schedule === undefined ? {} : { requested: await replayOf(spec, spec.schedule, signal) };
  const id = ++asked;
  if (onProgress) {
    onExplored.set(id, (progress) => onProgress({ ...progress, elapsedMs: elapsedMs() }));
  }
  try {
    const found = await exploring().ask("explore", { sharing: spec, id }, { signal });
    return { sharing: spec, notes, ...found, ...requested, invariant, wallMs: elapsedMs() };
  } finally {
    onExplored.delete(id);
  }
}

/** See `Lanes.replay`. */
export async function replay(program: Partial<Sharing>): Promise<Execution> {
  const { spec } = checkedSharing(program);
  if (spec.schedule === undefined) {
    throw new LanesError("bad-spec", "“schedule” is missing: one letter per step, such as ABAB.");
  }
  if (spec.program === "own") return (await ownPrograms()).replayOwn(spec, spec.schedule);
  return replayOf(spec, spec.schedule);
}

/** Compiling and the sandbox, which only the reader's own program needs. */
function ownPrograms() {
  const missing = whyNothingRuns();
  if (missing) throw new LanesError("unavailable", missing);
  return later("The sandbox", import("./own/own.ts"));
}

function replayOf(sharing: Sharing, schedule: string, signal?: AbortSignal): Promise<Execution> {
  return exploring().ask("replay", { sharing, schedule }, signal ? { signal } : {});
}

/** See `Lanes.race`. */
export async function race(
  given: Partial<RaceSpec>,
  options: RaceOptions = {},
): Promise<RaceResult> {
  const { spec, entry, notes } = checkedRace(given);
  const { signal, onProgress, onWait } = checked(options);
  return alone(signal, onWait, async () => {
    const began = performance.now();
    const races =
      spec.on === "threads"
        ? await threads.race(spec, signal, onProgress)
        : await raceOnLoop(spec, signal, onProgress);
    const { invariant } = entry;
    return { spec, notes, ...races, invariant, wallMs: performance.now() - began };
  });
}

async function raceOnLoop(
  spec: RaceSpec,
  signal: AbortSignal,
  onProgress: RaceOptions["onProgress"],
): Promise<Races> {
  const id = ++asked;
  if (onProgress) onRaced.set(id, onProgress);
  try {
    return await exploring().ask("race", { spec, id }, { signal, graceMs: cancelGraceMs });
  } finally {
    onRaced.delete(id);
  }
}

/** See `Lanes.prices`. */
export async function prices(
  given: Partial<PriceSpec> = {},
  options: PriceOptions = {},
): Promise<Prices> {
  const { spec, notes } = checkedPrices(given, navigator.hardwareConcurrency || 1);
  const { signal, onPrice, onWait } = checked(options);
  const wanted = spec.fixes.flatMap((fix) =>
    spacingsOf(fix).flatMap((padded) => spec.threads.map((count) => ({ fix, padded, count }))),
  );
  return alone(signal, onWait, async () => {
    const measured: Price[] = [];
    for (const { count, ...what } of wanted) {
      const { durationMs } = spec;
      const price = await threads.price({ ...what, threads: count, durationMs }, signal);
      measured.push(price);
      onPrice?.(price, measured.length, wanted.length);
    }
    return { spec, notes, prices: measured };
  });
}

/** Cells of their own can lie next to each other, or apart. */
function spacingsOf(fix: PriceSpec["fixes"][number]): boolean[] {
  return fix === "sharded" ? [false, true] : [false];
}

/** Runs and measurements want the machine to themselves. */
function alone<T>(
  signal: AbortSignal,
  onWait: ((page: string) => void) | undefined,
  doing: () => Promise<T>,
): Promise<T> {
  return runQueue.inTurn(signal, () => machine().during(signal, onWait, doing));
}

/** Options come from programs. */
function checked<Options extends ExploreOptions | RaceOptions | PriceOptions>(
  options: Options,
): Options & { signal: AbortSignal } {
  if (typeof options !== "object" || options === null) {
    throw new LanesError("bad-spec", "Options are an object such as { signal }.");
  }
  const { signal = new AbortController().signal } = options;
  if (typeof signal?.addEventListener !== "function") {
    throw new LanesError("bad-spec", "“signal” must be an AbortSignal.");
  }
  for (const [name, value] of Object.entries(options)) {
    if (name.startsWith("on") && value !== undefined && typeof value !== "function") {
      throw new LanesError("bad-spec", `“${name}” must be a function.`);
    }
  }
  return { ...options, signal };
}
