/** Which keys of a spec affect which runs: what to ask for, and what to compare. */

import type { NumberKey } from "./grammar.ts";
import { strategyEntry } from "./strategies.ts";
import type { Spec, Strategy } from "./types.ts";
import { asksDatabase, asksService, type WorkEntry } from "./works.ts";

/** The numbers that a run of this work under this strategy depends on. */
export function numbersOf(entry: WorkEntry | undefined, how: Strategy): NumberKey[] {
  const keys: NumberKey[] = ["tasks"];
  if (entry?.size) keys.push("size");
  const { number } = strategyEntry(how);
  if (number) keys.push(number);
  if (asksService(entry)) keys.push("latency", "jitter");
  if (asksDatabase(entry)) keys.push("pool", "queue", "timeout");
  keys.push("seed");
  return keys;
}

/** Equal for two specs if they describe the same run under this strategy. */
export function runKey(spec: Spec, how: Strategy, entry: WorkEntry | undefined): string {
  const parts: (string | number)[] = [how, spec.work, spec.loop];
  for (const key of numbersOf(entry, how)) parts.push(`${key}=${spec[key]}`);
  if (strategyEntry(how).threads) parts.push(spec.tier);
  if (entry?.bound === "io") parts.push(spec.backend);
  return parts.join(" ");
}
