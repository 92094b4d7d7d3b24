/** What a schedule's steps have done to the shared cells, locks and queues, and where it switches. */
import { threadName } from "../../spec/sharing/programs.ts";
import type { Execution, SharingStep, Waiting } from "../../spec/sharing/sharing.ts";

/** A cell, a lock or a queue. */
export interface Held {
  name: string;
  /** "1", "held by A", "2 in it". */
  holds: string;
  /** The last step was on it. */
  touched: boolean;
}

/** Which object a step is on; its text is that of wasm/core/sharing/explorer/replay.cpp. */
export function objectOf({ what }: Pick<SharingStep, "what">): string {
  const on =
    /^(?:load|lock|unlock|take from|compare|(?:add|store|put) -?\d+ (?:to|into)) (.+)$/.exec(what);
  return (on?.[1] ?? what).replace(/ with -?\d+, exchange for -?\d+$/, "");
}

/** Every object of the execution, in the order in which it uses them, after `done` of its steps. */
export function objectsAfter({ steps, objects }: Execution, done: number): Held[] {
  const held = new Map<string, Held>(
    objects.map(({ name, holds }) => [name, { name, holds, touched: false }]),
  );
  for (const [i, step] of steps.slice(0, done).entries()) {
    const name = objectOf(step);
    held.set(name, { name, holds: step.leaves, touched: i === done - 1 });
  }
  return [...held.values()];
}

/** For each step: whether its turn was taken from a thread that could have gone on. */
export function switchesOf(execution: Execution): boolean[] {
  const { steps } = execution;
  return steps.map(({ thread }, i) => {
    const last = steps[i - 1]?.thread;
    return last !== undefined && last !== thread && canGoOn(execution, i, last);
  });
}

/** What one step did, as a sentence. */
export function sayStep({ thread, what, sees, leaves }: SharingStep): string {
  const name = threadName(thread);
  const told = sees === "" ? "" : /^-?\d+$/.test(sees) ? `, and sees ${sees}` : `: ${sees}`;
  return `${name}: ${what}${told}. That leaves ${leaves}.`;
}

/** "A waits for left lock, held by B." for each that waits in the end. */
export function sayWaiting(waiting: readonly Waiting[]): string {
  return waiting
    .map(
      ({ thread, object, holder }) =>
        `${threadName(thread)} waits for ${object}, ${holder === null ? "in which nothing is" : `held by ${threadName(holder)}`}.`,
    )
    .join(" ");
}

function canGoOn(execution: Execution, done: number, thread: number): boolean {
  const next = execution.steps.slice(done).find((step) => step.thread === thread);
  const wait = execution.waiting.find((one) => one.thread === thread);
  // It has ended.
  if (!next && !wait) return false;
  const name = next ? objectOf(next) : wait?.object;
  const holds = objectsAfter(execution, done).find((object) => object.name === name)?.holds ?? "";
  if (!next || next.what.startsWith("lock ")) return !holds.startsWith("held by");
  return !next.what.startsWith("take from ") || holds !== "0 in it";
}
