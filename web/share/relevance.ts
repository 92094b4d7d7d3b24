/** Which keys of a spec make a difference to which run: what to ask for, and what to compare. */
import type { WorkEntry } from "../engine/catalogue.ts";
import type { Spec, Strategy } from "../engine/types.ts";
import type { NumberKey } from "./grammar.ts";

/** The numbers that a run of this work under this strategy depends on. */
export function numbersOf(entry: WorkEntry | undefined, how: Strategy): NumberKey[] {
  const keys: NumberKey[] = ["tasks"];
  if (entry?.size) keys.push("size");
  if (how === "parallel") keys.push("workers");
  if (how === "bounded") keys.push("limit");
  if (entry?.name === "http" || entry?.name === "query") keys.push("latency", "jitter");
  if (entry?.name === "query") keys.push("pool", "queue", "timeout");
  keys.push("seed");
  return keys;
}

/** Equal for two specs when a run of the one is a run of the other. */
export function runKey(spec: Spec, how: Strategy, entry: WorkEntry | undefined): string {
  const parts: (string | number)[] = [how, spec.work, spec.loop];
  for (const key of numbersOf(entry, how)) parts.push(`${key}=${spec[key]}`);
  if (how === "parallel") parts.push(spec.tier);
  if (entry?.bound === "io") parts.push(spec.backend);
  return parts.join(" ");
}
