/** Which keys of a spec affect which runs: what to ask for, and what to compare. */

import { strategyEntry } from "../strategies.ts";
import type { Spec, Strategy } from "../types.ts";
import { asksDatabase, asksService, bringsCode, type WorkEntry } from "../works.ts";
import type { NumberKey } from "./grammar.ts";

/** Modules are told apart by the array that they are in, which nobody writes to. */
const modules = new WeakMap<Uint8Array, number>();
let moduleCount = 0;

function moduleNumber(wasm: Uint8Array): number {
  const known = modules.get(wasm) ?? ++moduleCount;
  modules.set(wasm, known);
  return known;
}

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
  if (bringsCode(entry)) parts.push(spec.lang, spec.code, spec.wasm ? moduleNumber(spec.wasm) : 0);
  return parts.join(" ");
}
