/** Estimates, before a run starts, whether it fits into the memory available. Sizes in bytes. */

import { mostOutputBytes, pictureHeightOfWidth, threadsMemoryMiB } from "../../spec/boundary.ts";
import { holdsTheLoop, strategyEntry } from "../../spec/strategies.ts";
import type { Environment, PictureData, Spec, Strategy } from "../../spec/types.ts";
import type { WorkEntry } from "../../spec/works.ts";

const mib = 1 << 20;

/** The largest size of the memory that the threads share. */
export const mostThreadsBytes = Math.max(...threadsMemoryMiB) * mib;

/** Thread stacks are 64 KiB each (Emscripten's default); the rest is code, data and bookkeeping. */
const stackBytes = 64 * 1024;
const threadsFixedBytes = 4 * mib;

/**
 * The limit for one single-threaded module: Emscripten's default maximum is 2 GiB, of which a
 * quarter is reserved for heap fragmentation.
 */
const moduleBytes = 1536 * mib;

/**
 * The limit for all modules of a page together. Browsers do not report it; phones kill pages well
 * below the 4 GiB that desktop browsers allow a tab.
 */
const pageBytes = 2048 * mib;

/** An idle worker with its own module: 16 MiB of memory, plus the engine's. */
export const idleWorkerBytes = 20 * mib;

/** The pictures of a run (RunOptions). */
export interface RunPictures {
  /** The user's own. */
  given?: PictureData | undefined;
  /** The outputs are kept for display. */
  watched?: boolean;
}

/**
 * Approximate size of the output a work leaves for display: the part of its memory that scales with
 * the picture's area. `mandelbrot` shows at most 3 MiB for all its tasks together, which is not
 * counted.
 */
function outputBytes(entry: WorkEntry, size: number): number {
  return entry.bound === "cpu" ? (entry.memory?.perUnitSquared ?? 0) * size * size : 0;
}

/** The width of a generated picture that takes as much memory per task as the user's own. */
function widthLike({ width, height }: PictureData): number {
  return Math.max(width, Math.sqrt((width * height) / pictureHeightOfWidth));
}

/** How much one task in flight takes. */
export function taskBytes(entry: WorkEntry, size: number): number {
  if (!entry.memory) return 0;
  const { bytes, perUnit, perUnitSquared } = entry.memory;
  return bytes + perUnit * size + perUnitSquared * size * size;
}

/** The most tasks in flight at one moment, each with its own memory. */
export function tasksInFlight(spec: Spec, how: Strategy, entry: WorkEntry): number {
  // CPU work that does not yield finishes one task before it starts the next.
  if (entry.bound === "cpu" && holdsTheLoop(how)) return 1;
  return strategyEntry(how).inFlight(spec);
}

/** A sentence saying why the run is refused; empty when it fits. */
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
  // Each module has its own copy; there, outputs are handed over task by task.
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
