/** Turns what a host left behind into the Result that callers see. */
import type { RunOutcome } from "@generated/wasm/lanes";
import { splitByWire } from "./connections.ts";
import type { HostOutcome } from "./host.ts";
import type { Environment, EventLoopReport, Result, Spans, Spec, Strategy } from "./types.ts";

const ok = 0;
const failed = 1;
const cancelled = 2;

function toSpans(outcome: RunOutcome): Spans {
  return {
    count: outcome.lane.length,
    lane: outcome.lane,
    task: outcome.task,
    kind: outcome.kind,
    startMs: outcome.spanStartMs,
    endMs: outcome.spanEndMs,
  };
}

function countOf(outcomes: Uint8Array, what: number): number {
  return outcomes.reduce((count, outcome) => count + (outcome === what ? 1 : 0), 0);
}

export interface Circumstances {
  spec: Spec;
  how: Strategy;
  environment: Environment;
  eventLoop: EventLoopReport;
  cold: boolean;
  /** The tab was hidden at some moment of the run. */
  hidden: boolean;
  notes: string[];
}

export function toResult(
  { outcome, timings, notes: told = [] }: HostOutcome,
  about: Circumstances,
): Result {
  const notes = [...about.notes, ...told];
  let spans = toSpans(outcome);
  if (timings) {
    const wire = splitByWire(spans, timings);
    spans = wire.spans;
    if (wire.heldUp > 0 && outcome.maxInFlight > wire.connections) {
      notes.push(
        `The browser had at most ${wire.connections} requests to this host on the wire at once ` +
          `(over HTTP/1.1 it opens six connections a host): ${wire.heldUp} of ${outcome.outcomes.length} ` +
          "requests waited for a free one. That bounded this run, not the strategy.",
      );
    }
  }
  if (about.hidden) {
    notes.push(
      "The tab was hidden during this run. Browsers slow hidden tabs down, so its times mean nothing: run it again with the tab in view.",
    );
  }
  const failures: Record<number, string> = {};
  const digests = outcome.texts.map((text, task) => {
    if (outcome.outcomes[task] === failed) failures[task] = text;
    return outcome.outcomes[task] === ok ? text : "";
  });
  const okCount = countOf(outcome.outcomes, ok);
  return {
    spec: about.spec,
    how: about.how,
    environment: about.environment,
    wallMs: outcome.wallMs,
    cold: about.cold,
    valid: !about.hidden,
    notes,
    tasks: {
      count: outcome.outcomes.length,
      ok: okCount,
      failed: countOf(outcome.outcomes, failed),
      cancelled: countOf(outcome.outcomes, cancelled),
    },
    maxInFlight: outcome.maxInFlight,
    latencyMs: {
      p50: outcome.p50Ms,
      p95: outcome.p95Ms,
      p99: outcome.p99Ms,
      max: outcome.maxMs,
    },
    throughputPerS: outcome.wallMs > 0 ? (okCount * 1000) / outcome.wallMs : 0,
    digests,
    failures,
    eventLoop: about.eventLoop,
    spans,
  };
}
