/** Runs that were recorded once, to be shown until the reader has runs of their own. Pure. */
import { plural } from "../../base/format.ts";
import type { ClientReport, EventLoopReport, Result } from "../../spec/types.ts";

/** Where and when. */
export interface RecordedAt {
  /** The day, as in 2026-11-25. */
  on: string;
  engine: string;
  cores: number;
  /** Of Lanes. */
  version: string;
}

/** The part of a result that is kept. */
export interface RecordedRun
  extends Pick<
    Result,
    "spec" | "how" | "environment" | "wallMs" | "valid" | "disturbed" | "tasks"
  > {
  eventLoop: Pick<EventLoopReport, "longestFreezeMs" | "freezes" | "health">;
  bystander?: ClientReport;
}

/** A set-up's runs, one per strategy, of one undisturbed round. */
export interface RecordedCase {
  /** The set-up that was run: its spec and bystander, as JSON. */
  what: string;
  on: string;
  /** SHA-256 of all answers, which no strategy changes. */
  digest: string;
  results: RecordedRun[];
}

/** "Recorded on 25 November 2026 in Chrome 156 on 2 cores" */
export function sayRecorded({ on, engine, cores }: RecordedAt): string {
  return `Recorded on ${sayDay(on)} in ${engine} on ${plural(cores, "core")}`;
}

/** "25 November 2026" */
export function sayDay(on: string): string {
  const day = new Date(`${on}T00:00Z`);
  return day.toLocaleDateString("en-GB", {
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
}

export function recordedAt({ on, results }: RecordedCase): RecordedAt | undefined {
  const [first] = results;
  if (!first) return undefined;
  const { engine, reportedCores: cores, version } = first.environment;
  return { on, engine, cores, version };
}

/** What is kept of a result. */
export function recordedRunOf(result: Result): RecordedRun {
  const { spec, how, environment, wallMs, valid, disturbed, tasks, eventLoop, bystander } = result;
  const { longestFreezeMs, freezes, health } = eventLoop;
  const { requests: _requests, ...others } = bystander ?? { requests: [] };
  return {
    ...{ spec, how, environment, wallMs, valid, disturbed, tasks },
    eventLoop: { longestFreezeMs, freezes, health },
    ...(bystander && { bystander: others as ClientReport }),
  };
}
