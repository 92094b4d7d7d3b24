/** Turns a host's outcome into the Result that callers see. */
import { formatMs } from "../base/format.ts";
import { outcomes } from "../spec/boundary.ts";
import { strategyEntry } from "../spec/strategies.ts";
import type { Environment, EventLoopReport, Result, Spec, Strategy } from "../spec/types.ts";
import { type HostOutcome, spansOf } from "./hosts/host.ts";

/**
 * The share of their time that tasks may lose to other load before a run no longer counts for its
 * strategy. The benchmark `disturbed` measured up to 0.05 where nothing else runs, as the page
 * itself sometimes needs a core, and 0.1 or more under `parallel` with a process on each core.
 */
const mostLost = 0.08;

const ok = outcomes.indexOf("ok");
const failed = outcomes.indexOf("failed");
const cancelled = outcomes.indexOf("cancelled");

function countOf(ended: Uint8Array, what: number): number {
  return ended.reduce((count, outcome) => count + (outcome === what ? 1 : 0), 0);
}

export interface Circumstances {
  spec: Spec;
  how: Strategy;
  environment: Environment;
  eventLoop: EventLoopReport;
  cold: boolean;
  /** The tab was hidden at some point during the run. */
  hidden: boolean;
  /** How long the whole machine stood still during the run, ms. */
  stoodStillMs: number;
  /** The page of another run that overlapped; "" if there was none. */
  overlapped: string;
  notes: string[];
}

export function toResult(
  { outcome, wire, answers = [], notes: told = [] }: HostOutcome,
  about: Circumstances,
): Result {
  const notes = [...about.notes, ...told];
  const spans = wire?.spans ?? spansOf(outcome);
  if (wire && wire.heldUp > 0 && outcome.maxInFlight > wire.connections) {
    notes.push(
      `The browser had at most ${wire.connections} requests to this host on the wire at once ` +
        `(over HTTP/1.1 six connections a host): ${wire.heldUp} of ${outcome.outcomes.length} ` +
        "requests waited for a free one. That bounded this run, not the strategy.",
    );
  }
  if (about.hidden) {
    notes.push(
      "The tab was hidden during this run, and browsers slow hidden tabs down: run it again with the tab in view.",
    );
  }
  if (about.stoodStillMs > 0) {
    notes.push(
      `For ${formatMs(about.stoodStillMs)} during this run nothing ran on this machine: it was asleep or suspended, or its clock was set. Run it again.`,
    );
  }
  if (about.overlapped) {
    notes.push(
      `Another run of Lanes was under way at the same time, in “${about.overlapped}”: each took a share of the machine. Run it again alone.`,
    );
  }
  const lostAtAll = outcome.computedMs > 0 ? outcome.lostMs / outcome.computedMs : 0;
  // What its own threads take from each other, where there are more than cores, is no other work.
  const threads = strategyEntry(about.how).threads
    ? Math.min(about.spec.workers, about.spec.tasks)
    : 1;
  const shared = Math.max(0, 1 - about.environment.reportedCores / threads);
  const lost = Math.max(0, lostAtAll - shared);
  const otherWork = lost > mostLost;
  if (otherWork) {
    notes.push(
      `The machine was busy with other work: it took ${Math.round(100 * lost)} % of the time in which this run computed. Run it again when that is over.`,
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
    valid: !about.hidden && about.stoodStillMs === 0,
    disturbed: about.overlapped ? "another-run" : otherWork ? "other-work" : "",
    lost,
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
    eventLoop: { ...about.eventLoop, answers: [...answers] },
    spans,
  };
}
