/** What a sandbox tells of an exploration, checked: it may be anything, and what reads it trusts it. */
import { compromised } from "../../../engine/own/sandbox.ts";
import { LanesError } from "../../../spec/errors.ts";
import type { Execution, ExplorationProgress } from "../../../spec/sharing/sharing.ts";
import type { Found } from "../protocol.ts";

const mostText = 300;
const mostSteps = 10_000;

function fits(so: boolean): asserts so {
  if (!so) throw new LanesError("worker-died", compromised);
}

function object(value: unknown): Record<string, unknown> {
  fits(typeof value === "object" && value !== null);
  return value as Record<string, unknown>;
}

function whole(value: unknown): number {
  fits(Number.isSafeInteger(value) && (value as number) >= 0);
  return value as number;
}

function orNull(value: unknown): number | null {
  return value === null ? null : whole(value);
}

function text(value: unknown, most = mostText): string {
  fits(typeof value === "string" && value.length <= most);
  return value;
}

function oneOf<T extends string>(value: unknown, all: readonly T[]): T {
  fits((all as readonly unknown[]).includes(value));
  return value as T;
}

function list<T>(value: unknown, each: (one: Record<string, unknown>) => T): T[] {
  fits(Array.isArray(value) && value.length <= mostSteps);
  return value.map((one) => each(object(one)));
}

export function checkedProgress(said: unknown): Omit<ExplorationProgress, "elapsedMs"> {
  const { executions, states } = object(said);
  return { executions: whole(executions), states: whole(states) };
}

export function checkedExecution(reply: unknown): Execution {
  const said = object(reply);
  return {
    schedule: text(said.schedule, mostSteps),
    steps: list(said.steps, ({ thread, what, sees, leaves, line }) => ({
      thread: whole(thread),
      what: text(what),
      sees: text(sees),
      leaves: text(leaves),
      line: whole(line),
    })),
    switches: whole(said.switches),
    threads: whole(said.threads),
    ending: oneOf(said.ending, ["right", "broken", "deadlock"]),
    outcome: null,
    waiting: list(said.waiting, ({ thread, object: name, holder, line }) => ({
      thread: whole(thread),
      object: text(name),
      holder: orNull(holder),
      line: whole(line),
    })),
    objects: list(said.objects, ({ name, holds }) => ({ name: text(name), holds: text(holds) })),
  };
}

export function checkedFound(reply: unknown): Found {
  const said = object(reply);
  const found: Found = {
    verdict: oneOf(said.verdict, ["found", "proved", "bounded"]),
    bound: oneOf(said.bound, ["none", "preemptions", "limits"]),
    switchesCleared: orNull(said.switchesCleared),
    explored: whole(said.explored),
  };
  for (const name of ["interleavings", "failing", "deadlocks"] as const) {
    if (said[name] !== undefined) found[name] = whole(said[name]);
  }
  if (said.shortest !== undefined) {
    const { fewest } = object(said.shortest);
    found.shortest = { ...checkedExecution(said.shortest), fewest: fewest === true };
  }
  return found;
}
