/** Numbers and names as the verdict's sentences say them. */

import { capitalised, formatCount, formatMs, listOf, plural } from "../../base/format.ts";
import { strategyEntry } from "../../spec/strategies.ts";
import type { Spec, Strategy } from "../../spec/types.ts";
import type { Case } from "./case.ts";
import type { Measured } from "./measures.ts";

export { capitalised, listOf, plural };
export const ms = formatMs;

export function count(number: number): string {
  return Number.isFinite(number) ? formatCount(number) : "–";
}

/** "48 %". */
export function percent(share: number): string {
  return `${count(Math.round(share * 100))} %`;
}

/** "1.92 times", "12 times". */
export function times(factor: number): string {
  if (!Number.isFinite(factor)) return "–";
  const digits = factor < 9.95 ? 2 : factor < 99.5 ? 1 : 0;
  return `${formatCount(Number(factor.toFixed(digits)))} times`;
}

/** "Sequential and concurrent". */
export function names(runs: readonly Measured[]): string {
  return capitalised(listOf(runs.map(({ result }) => result.how)));
}

export function nameOf({ result }: Measured): Strategy {
  return result.how;
}

/** The event loop under test. */
export function theLoop({ loop }: Spec): string {
  return loop === "main" ? "this page" : "the worker’s event loop";
}

/** What parallel's lanes are: "2 threads" or, without shared memory, "2 workers". */
export function threads(run: Measured, many = run.lanes): string {
  return plural(many, run.result.environment.tier === "workers" ? "worker" : "thread");
}

const smallNumbers = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight"];

/** What a stranger calls its strategy: "Promise.all", "two threads". */
export function shortName(run: Measured): string {
  const { how, spec } = run.result;
  if (!strategyEntry(how).threads) return strategyEntry(how).short(spec);
  return threads(run).replace(/^\d+/, (digits) => smallNumbers[Number(digits)] ?? digits);
}

/** Said beside numbers that come from the model. */
export function modelled({ modelled }: Case): string {
  return modelled ? " (modelled)" : "";
}
