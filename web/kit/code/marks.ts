/** Where on the code of a strategy the tasks of a run stand. */
import { formatCount } from "../../base/format.ts";
import { formatMeasured } from "../../base/measured.ts";
import { type Progress, type Result, spanKinds } from "../../spec/types.ts";
import type { Stand } from "./shown-code.ts";

/** What to say at the lines where something stands. */
export type Marks = Partial<Record<Stand, string>>;

/** From what the run under way has reported last. */
export function marksNow({
  started,
  ended,
  tasks,
}: Pick<Progress, "started" | "ended" | "tasks">): Marks {
  const marks: Marks = {};
  if (started < tasks) marks.queued = `${formatCount(tasks - started)} queued`;
  if (ended < started) marks["in flight"] = `${formatCount(started - ended)} in flight`;
  if (started > 0 && ended < tasks) marks.all = `waits for ${formatCount(tasks - ended)}`;
  return marks;
}

/** From the measurements of a run that has ended. */
export function marksAfter({ spans, maxInFlight }: Pick<Result, "spans" | "maxInFlight">): Marks {
  const queued = spanKinds.indexOf("queued");
  let longestMs = 0;
  for (let i = 0; i < spans.count; i++) {
    if (spans.kind[i] !== queued) continue;
    longestMs = Math.max(longestMs, (spans.endMs[i] ?? 0) - (spans.startMs[i] ?? 0));
  }
  return {
    queued: `queued up to ${formatMeasured(longestMs)}`,
    "in flight": `${formatCount(maxInFlight)} in flight at most`,
  };
}
