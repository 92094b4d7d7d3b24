/** Which kind of sweep is informative for a work. */
import { asksService, bringsCode, workEntry } from "../../spec/works.ts";

export type SweepKind = "workers" | "limits";

/**
 * For a service: the number of concurrent requests; else: the number of workers. Of code that a run
 * brings nobody knows whether it asks the service, how often, and for how long.
 */
export function sweepKind(work: string): SweepKind {
  const entry = workEntry(work);
  return asksService(entry) && !bringsCode(entry) ? "limits" : "workers";
}
