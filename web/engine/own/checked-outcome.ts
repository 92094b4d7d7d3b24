/** What a sandbox reports of a run, checked: it may be anything, and what reads it trusts it. */
import type { RunOutcome, TaskOutcome } from "@generated/wasm/lanes-own";
import { outcomes, spanKinds } from "../../spec/boundary.ts";
import { LanesError } from "../../spec/errors.ts";
import type { AnswersInLine } from "../../spec/types.ts";
import { compromised } from "./sandbox.ts";

/** A digest has 64 characters; reasons of failures are sentences. */
const mostText = 1000;
/** A task has a span for each turn and each wait. */
const mostSpans = 2_000_000;

function fits(so: boolean): asserts so {
  if (!so) throw new LanesError("worker-died", compromised);
}

/** Clocks of two threads that take coarse steps may be one step apart: no time is before the run's. */
function time(value: unknown): number {
  fits(typeof value === "number" && Math.abs(value) < 1e9);
  return Math.max(0, value);
}

function text(value: unknown): string {
  fits(typeof value === "string" && value.length <= mostText);
  return value;
}

type Column = Uint8Array | Uint16Array | Uint32Array | Float64Array;

function column<C extends Column>(value: unknown, type: new (length: number) => C): C {
  fits(value instanceof type && value.length <= mostSpans);
  return value;
}

function times(value: unknown, length: number): Float64Array {
  const all = column(value, Float64Array);
  fits(all.length === length);
  return all.map(time);
}

function kinds(value: unknown): Uint8Array {
  const all = column(value, Uint8Array);
  fits(all.every((kind) => kind < spanKinds.length));
  return all;
}

function object(value: unknown): Record<string, unknown> {
  fits(typeof value === "object" && value !== null);
  return value as Record<string, unknown>;
}

function answersInLine(value: unknown): AnswersInLine[] {
  fits(Array.isArray(value) && value.length <= mostSpans);
  return value.map((one) => {
    const { arrivedMs, handledMs, count } = object(one);
    return { arrivedMs: time(arrivedMs), handledMs: time(handledMs), count: time(count) };
  });
}

/** Of all of a run's `tasks`. */
export function checkedRun(
  reply: unknown,
  tasks: number,
): { outcome: RunOutcome; asked: boolean; answers: AnswersInLine[] } {
  const { outcome, asked, answers } = object(reply);
  const said = object(outcome);
  const kind = kinds(said.kind);
  const lane = column(said.lane, Uint16Array);
  const task = column(said.task, Uint32Array);
  fits(lane.length === kind.length && task.length === kind.length);
  fits(lane.every((one) => one < tasks) && task.every((one) => one < tasks));
  const ended = column(said.outcomes, Uint8Array);
  fits(ended.length === tasks && ended.every((one) => one < outcomes.length));
  fits(Array.isArray(said.texts) && said.texts.length === tasks);
  const maxInFlight = time(said.maxInFlight);
  fits(maxInFlight <= tasks);
  return {
    asked: asked === true,
    answers: answersInLine(answers),
    outcome: {
      wallMs: time(said.wallMs),
      maxInFlight,
      p50Ms: time(said.p50Ms),
      p95Ms: time(said.p95Ms),
      p99Ms: time(said.p99Ms),
      maxMs: time(said.maxMs),
      computedMs: time(said.computedMs),
      lostMs: time(said.lostMs),
      outcomes: ended,
      texts: said.texts.map(text),
      lane,
      task,
      kind,
      spanStartMs: times(said.spanStartMs, kind.length),
      spanEndMs: times(said.spanEndMs, kind.length),
    },
  };
}

/** Of one task. */
export function checkedTask(reply: unknown): { outcome: TaskOutcome; asked: boolean } {
  const { outcome, asked } = object(reply);
  const said = object(outcome);
  const kind = kinds(said.kind);
  fits(kind.length > 0);
  const ended = time(said.outcome);
  fits(Number.isInteger(ended) && ended < outcomes.length);
  return {
    asked: asked === true,
    outcome: {
      outcome: ended,
      text: text(said.text),
      startedMs: time(said.startedMs),
      endedMs: time(said.endedMs),
      computedMs: time(said.computedMs),
      lostMs: time(said.lostMs),
      kind,
      spanStartMs: times(said.spanStartMs, kind.length),
      spanEndMs: times(said.spanEndMs, kind.length),
    },
  };
}
