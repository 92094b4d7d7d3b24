/**
 * The works a task can be made of. The list itself is C++ (wasm/core/workloads/works.hpp);
 * the build writes it out as JSON so that links can be read before any Wasm has arrived.
 */
import entries from "@generated/catalogue.json";

/** What a work's size measures, its range, and how the cost of a task grows with it. */
export interface Size {
  min: number;
  max: number;
  default: number;
  unit: string;
  label: string;
  growth: "linear" | "square";
}

export interface WorkEntry {
  name: string;
  bound: "cpu" | "io";
  /** A few words for a menu. */
  title: string;
  /** One sentence: what a task does. */
  summary: string;
  /** What `size` means for this work; null if it has no size. */
  size: Size | null;
  /** What a task sends requests to and waits for; with "nobody", tasks only compute. */
  asks: "nobody" | "server" | "database" | "files";
  /** What is displayed: one picture, of which each task makes a band; or a picture per task. */
  shows: "nothing" | "bands" | "pair";
  /** Approximate bytes of a task in flight: bytes + perUnit · size + perUnitSquared · size². */
  memory?: { bytes: number; perUnit: number; perUnitSquared: number };
  /** Contained in the small module, which the page loads first (workers/modules.ts). */
  light?: boolean;
  /** Its tasks run code that the run brings (`Spec.code`), in a sandbox and never by themselves. */
  bringsCode?: boolean;
}

export const catalogue: readonly WorkEntry[] = entries as WorkEntry[];

export function workEntry(name: string): WorkEntry | undefined {
  return catalogue.find((entry) => entry.name === name);
}

/** True if its tasks wait for a service, which can be modelled and has a configurable latency. */
export function asksService(entry: WorkEntry | undefined): boolean {
  return entry?.asks === "server" || asksDatabase(entry);
}

/** True if that service has a connection pool, for which requests queue. */
export function asksDatabase(entry: WorkEntry | undefined): boolean {
  return entry?.asks === "database";
}

/** True if its tasks run code that the run brings: nothing is known of it before it has run. */
export function bringsCode(entry: WorkEntry | undefined): boolean {
  return entry?.bringsCode === true;
}

/** The cost of all tasks of a run together, in a unit specific to the work. */
export function costOf(
  { tasks, size }: { tasks: number; size: number },
  entry: WorkEntry | undefined,
): number {
  const each = Math.max(1, entry?.size?.growth === "square" ? size * size : size);
  // Tasks that share one picture divide its work: more of them do not add to it.
  return (entry?.shows === "bands" ? 1 : tasks) * each;
}

/** The size that costs `factor` times as much as `size`; not rounded, not limited to the range. */
export function sizeOfCost(size: number, factor: number, entry: WorkEntry | undefined): number {
  return size * (entry?.size?.growth === "square" ? Math.sqrt(factor) : factor);
}

/** The default work. */
export const firstWork: string = catalogue[0]?.name ?? "";
