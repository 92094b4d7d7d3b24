/** How long a run will freeze the page, said before it does. */
import type { WorkEntry } from "../engine/catalogue.ts";
import type { Result, Spec, Strategy } from "../engine/types.ts";

/** The catalogue's default sizes are chosen for about this much a task on a laptop. */
const defaultTaskMs = 300;
/** That many tasks of CPU work. */
const defaultTasks = 4;

/** A link may start a run by itself only when it freezes the page for less than this. */
export const autorunMaxFreezeMs = 2000;

const freezing: readonly Strategy[] = ["sequential", "concurrent", "bounded"];

/** Does this strategy hold the page's own thread until all its work is done? */
export function freezesPage(spec: Spec, how: Strategy, entry: WorkEntry | undefined): boolean {
  return entry?.bound === "cpu" && spec.loop === "main" && freezing.includes(how);
}

/**
 * ms; 0 where nothing freezes. From the newest of `measured` that did this work on one thread, else
 * from the default size. Pictures grow with the square of their width, everything else with size.
 */
export function estimateFreezeMs(
  spec: Spec,
  how: Strategy,
  entry: WorkEntry | undefined,
  measured: readonly Result[],
): number {
  if (!freezesPage(spec, how, entry)) return 0;
  const known = measured.find(
    (result) =>
      result.spec.work === spec.work &&
      freezing.includes(result.how) &&
      result.valid &&
      result.tasks.cancelled === 0 &&
      result.wallMs > 0,
  );
  const units = unitsOf(spec, entry);
  if (known) return (known.wallMs / unitsOf(known.spec, entry)) * units;
  const size = entry?.size?.default ?? spec.size;
  return (defaultTaskMs * defaultTasks * units) / unitsOf({ tasks: defaultTasks, size }, entry);
}

export function mayAutorun(
  spec: Spec,
  entry: WorkEntry | undefined,
  measured: readonly Result[],
): boolean {
  const total = spec.how.reduce(
    (sum, how) => sum + estimateFreezeMs(spec, how, entry, measured),
    0,
  );
  return spec.autorun && total < autorunMaxFreezeMs;
}

/** Tasks that share one picture make it no larger by being more. */
function unitsOf({ tasks, size }: Pick<Spec, "tasks" | "size">, entry: WorkEntry | undefined) {
  return (entry?.name === "mandelbrot" ? 1 : tasks) * cost(size, entry);
}

function cost(size: number, entry: WorkEntry | undefined): number {
  return Math.max(1, entry?.size?.unit === "px" ? size * size : size);
}
