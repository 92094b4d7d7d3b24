/** Whether a run fits into the memory it can have, estimated before it starts. Sizes in bytes. */

import { mostOutputBytes, pictureHeightOfWidth, threadsMemoryMiB } from "../../spec/boundary.ts";
import { holdsTheLoop, strategyEntry } from "../../spec/strategies.ts";
import type { Environment, PictureData, Spec, Strategy } from "../../spec/types.ts";
import type { WorkEntry } from "../../spec/works.ts";

const mib = 1 << 20;

/** The most that the threads' one memory can be. */
export const mostThreadsBytes = Math.max(...threadsMemoryMiB) * mib;

/** Thread stacks are 64 KiB each (Emscripten's default); the rest is code, data and books. */
const stackBytes = 64 * 1024;
const threadsFixedBytes = 4 * mib;

/**
 * What one single-threaded module may grow to: Emscripten's default limit is 2 GiB, of which a
 * quarter is left to the fragments between allocations.
 */
const moduleBytes = 1536 * mib;

/**
 * What all modules of a page may take together. No browser says; phones end pages well below the
 * 4 GiB that desktop browsers allow a tab.
 */
const pageBytes = 2048 * mib;

/** A worker with a module of its own, doing nothing: its 16 MiB of memory and its engine. */
export const idleWorkerBytes = 20 * mib;

/** What a run's pictures are (RunOptions). */
export interface RunPictures {
  /** The user's own. */
  given?: PictureData | undefined;
  /** The outputs are kept to be looked at. */
  watched?: boolean;
}

/**
 * What a work leaves to look at, about: the part of its memory that goes with the picture's area.
 * Of `mandelbrot` at most 3 MiB are shown, of all its tasks together, which is not counted.
 */
function outputBytes(entry: WorkEntry, size: number): number {
  return entry.bound === "cpu" ? (entry.memory?.perUnitSquared ?? 0) * size * size : 0;
}

/** The width of a generated picture that takes a task as much memory as the user's own. */
function widthLike({ width, height }: PictureData): number {
  return Math.max(width, Math.sqrt((width * height) / pictureHeightOfWidth));
}

/** How much one task in flight takes. */
export function taskBytes(entry: WorkEntry, size: number): number {
  if (!entry.memory) return 0;
  const { bytes, perUnit, perUnitSquared } = entry.memory;
  return bytes + perUnit * size + perUnitSquared * size * size;
}

/** Most tasks in flight at one moment, each with memory of its own. */
export function tasksInFlight(spec: Spec, how: Strategy, entry: WorkEntry): number {
  // CPU work that takes no turns ends before the next begins.
  if (entry.bound === "cpu" && holdsTheLoop(how)) return 1;
  return strategyEntry(how).inFlight(spec);
}

/** A sentence why the run is refused; empty when it fits. */
export function memoryProblem(
  spec: Spec,
  how: Strategy,
  tier: Environment["tier"],
  entry: WorkEntry,
  { given, watched }: RunPictures = {},
  threadsBytes: number = mostThreadsBytes,
): string {
  const inFlight = tasksInFlight(spec, how, entry);
  const size = given ? widthLike(given) : spec.size;
  const separate = strategyEntry(how).threads && tier === "workers";
  const input = given?.data.byteLength ?? 0;
  const kept = watched ? Math.min(spec.tasks * outputBytes(entry, size), mostOutputBytes) : 0;
  // A module of its own means a copy of its own; there outputs are handed over task by task.
  const each = taskBytes(entry, size) + (separate ? input : 0);
  const needed = separate
    ? inFlight * (each + idleWorkerBytes)
    : each * inFlight + input + kept + (tier === "threads" ? stackBytes * spec.workers : 0);
  const has =
    tier === "threads" ? threadsBytes - threadsFixedBytes : separate ? pageBytes : moduleBytes;
  if (needed <= has && (!separate || each <= moduleBytes)) return "";
  const alone = each > (separate ? moduleBytes : has);
  const advice = alone ? "use a smaller size" : adviceFor(how, tier);
  return (
    `This run would need about ${inMiB(needed)} MiB for ${inFlight === 1 ? "a task" : `${inFlight} tasks`} in flight, ` +
    `and can have ${inMiB(has)} MiB here: ${advice}.`
  );
}

function adviceFor(how: Strategy, tier: Environment["tier"]): string {
  const { threads, number } = strategyEntry(how);
  if (threads) {
    return tier === "threads"
      ? "use a smaller size, fewer workers, or separate workers (tier workers)"
      : "use a smaller size or fewer workers";
  }
  if (number === "limit") return "use a smaller size or a lower limit";
  return "use a smaller size or fewer tasks";
}

function inMiB(bytes: number): string {
  return Math.ceil(bytes / mib).toLocaleString("en-US");
}
