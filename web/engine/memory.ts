/** Whether a run fits into the memory it can have, estimated before it starts. Sizes in bytes. */
import type { WorkEntry } from "./catalogue.ts";
import type { Environment, Spec, Strategy } from "./types.ts";

const mib = 1 << 20;

/** The threads' one memory (wasm/browser/CMakeLists.txt), tried largest first. */
export const threadsMemoryMiB = [64, 32] as const;

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

/** How much one task in flight takes. */
export function taskBytes(entry: WorkEntry, size: number): number {
  if (!entry.memory) return 0;
  const { bytes, perUnit, perUnitSquared } = entry.memory;
  return bytes + perUnit * size + perUnitSquared * size * size;
}

/** Most tasks in flight at one moment, each with memory of its own. */
export function tasksInFlight(spec: Spec, how: Strategy, entry: WorkEntry): number {
  switch (how) {
    case "sequential":
      return 1;
    case "parallel":
      return Math.min(spec.workers, spec.tasks);
    case "sliced":
      return spec.tasks;
    // CPU work that takes no turns ends before the next begins.
    case "concurrent":
      return entry.bound === "cpu" ? 1 : spec.tasks;
    case "bounded":
      return entry.bound === "cpu" ? 1 : Math.min(spec.limit, spec.tasks);
  }
}

/** A sentence why the run is refused; empty when it fits. */
export function memoryProblem(
  spec: Spec,
  how: Strategy,
  tier: Environment["tier"],
  entry: WorkEntry,
  threadsBytes: number = threadsMemoryMiB[0] * mib,
): string {
  const inFlight = tasksInFlight(spec, how, entry);
  const each = taskBytes(entry, spec.size);
  const separate = how === "parallel" && tier === "workers";
  const needed = separate
    ? inFlight * (each + idleWorkerBytes)
    : each * inFlight + (tier === "threads" ? stackBytes * spec.workers : 0);
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
  if (how === "parallel") {
    return tier === "threads"
      ? "use a smaller size, fewer workers, or separate workers (tier workers)"
      : "use a smaller size or fewer workers";
  }
  if (how === "bounded") return "use a smaller size or a lower limit";
  return "use a smaller size or fewer tasks";
}

function inMiB(bytes: number): string {
  return Math.ceil(bytes / mib).toLocaleString("en-US");
}
