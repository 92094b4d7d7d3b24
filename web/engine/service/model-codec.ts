/**
 * Encoding of requests to the downstream model and of their ends: three values each, in one flat
 * list, so that thousands cross to a worker in one message. C++ writes the same lists
 * (wasm/browser/io/downstream_model.hpp).
 */
import { answers, outcomes } from "../../spec/boundary.ts";
import type { BystanderRequest } from "../../spec/types.ts";

/** Requests: [id, seed, ms]. The id is the asker's own; it is served for `ms`. */
export type ModelRequests = number[];

/**
 * Their ends: [id, outcome (0 ok, 1 failed), body or reason], and after all of them when they were
 * sent, on the shared clock.
 */
export type ModelAnswers = (number | string)[];

/** Ends of a bystander's requests: [sent ms, ended ms, 0 answered / 1 refused / 2 timed out]. */
export type BystanderEnds = number[];

export interface ModelAnswer {
  ok: boolean;
  /** The body, or the reason of a failure. */
  text: string;
}

export function forEachRequest(
  list: ModelRequests,
  each: (id: number, seed: number, ms: number) => void,
): void {
  for (let i = 0; i < list.length; i += 3) {
    each(list[i] as number, list[i + 1] as number, list[i + 2] as number);
  }
}

export function writeAnswer(list: ModelAnswers, id: number, { ok, text }: ModelAnswer): void {
  list.push(id, outcomes.indexOf(ok ? "ok" : "failed"), text);
}

export function forEachAnswer(
  list: ModelAnswers,
  each: (id: number, answer: ModelAnswer) => void,
): void {
  // Whoever asked hears of it, also where an answer is cut.
  for (let i = 0; i < list.length - (isDated(list) ? 1 : 0); i += 3) {
    const text = list[i + 2];
    each(list[i] as number, {
      ok: outcomes[list[i + 1] as number] === "ok",
      text: typeof text === "string" ? text : "",
    });
  }
}

/** When they were sent; undefined where it does not say. */
export function sentAt(list: ModelAnswers): number | undefined {
  return isDated(list) ? Number(list.at(-1)) : undefined;
}

function isDated({ length }: ModelAnswers): boolean {
  return length > 1 && length % 3 === 1;
}

/** `fromMs`: subtracted from all times; on the clock they were recorded on. */
export function readBystander(list: BystanderEnds, fromMs: number): BystanderRequest[] {
  const requests: BystanderRequest[] = [];
  for (let i = 0; i < list.length; i += 3) {
    requests.push({
      sentMs: (list[i] as number) - fromMs,
      endedMs: (list[i + 1] as number) - fromMs,
      answer: answers[list[i + 2] as 0 | 1 | 2],
    });
  }
  return requests;
}

/** The same on another clock, which is `byMs` ahead. */
export function shiftBystander(list: BystanderEnds, byMs: number): BystanderEnds {
  return list.map((value, i) => (i % 3 === 2 ? value : value + byMs));
}
