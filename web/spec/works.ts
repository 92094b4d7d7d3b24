/**
 * The works a task can be made of. The list itself is C++ (wasm/core/workloads/works.hpp);
 * the build writes it out as JSON so that links can be read before any Wasm has arrived.
 */
import entries from "@generated/catalogue.json";

/** What a work's size counts, its range, and how the cost of a task grows with it. */
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
  /** What `size` counts for this work; null where it has no size. */
  size: Size | null;
  /** Whom a task asks and waits for; whatever asks nobody computes. */
  asks: "nobody" | "server" | "database" | "files";
  /** What there is to look at: one picture, of which each task makes a band; or one by each task. */
  shows: "nothing" | "bands" | "pair";
  /** What a task in flight takes, about: bytes + perUnit · size + perUnitSquared · size². */
  memory?: { bytes: number; perUnit: number; perUnitSquared: number };
  /** In the module that the page starts with (modules.ts). */
  light?: boolean;
}

export const catalogue: readonly WorkEntry[] = entries as WorkEntry[];

export function workEntry(name: string): WorkEntry | undefined {
  return catalogue.find((entry) => entry.name === name);
}

/** It asks a service, which can be modelled, and whose latency can be asked for. */
export function asksService(entry: WorkEntry | undefined): boolean {
  return entry?.asks === "server" || asksDatabase(entry);
}

/** The service has a pool of connections, before which requests queue. */
export function asksDatabase(entry: WorkEntry | undefined): boolean {
  return entry?.asks === "database";
}

/** What all tasks of a run cost together, in units of the work's own. */
export function costOf(
  { tasks, size }: { tasks: number; size: number },
  entry: WorkEntry | undefined,
): number {
  const each = Math.max(1, entry?.size?.growth === "square" ? size * size : size);
  // Tasks that share one picture make it no larger by being more.
  return (entry?.shows === "bands" ? 1 : tasks) * each;
}

/** The size of a task that costs `factor` times as much as one of `size`: neither whole nor in range. */
export function sizeOfCost(size: number, factor: number, entry: WorkEntry | undefined): number {
  return size * (entry?.size?.growth === "square" ? Math.sqrt(factor) : factor);
}

/** What is run where nothing else was asked for. */
export const firstWork: string = catalogue[0]?.name ?? "";
