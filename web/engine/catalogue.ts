/**
 * The works a task can be made of. The list itself is C++ (wasm/core/workloads/works.hpp);
 * the build writes it out as JSON so that links can be read before any Wasm has arrived.
 */
import entries from "@generated/catalogue.json";

export interface WorkEntry {
  name: string;
  bound: "cpu" | "io";
  /** A few words for a menu. */
  title: string;
  /** One sentence: what a task does. */
  summary: string;
  /** What `size` counts for this work; null where it has no size. */
  size: { min: number; max: number; default: number; unit: string; label: string } | null;
  /** What a task in flight takes, about: bytes + perUnit · size + perUnitSquared · size². */
  memory?: { bytes: number; perUnit: number; perUnitSquared: number };
  /** In the module that the page starts with (modules.ts). */
  light?: boolean;
}

export const catalogue: readonly WorkEntry[] = entries as WorkEntry[];

export function workEntry(name: string): WorkEntry | undefined {
  return catalogue.find((entry) => entry.name === name);
}
