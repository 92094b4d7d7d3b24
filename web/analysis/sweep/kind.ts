/** Which kind of sweep is informative for a work. */
import { asksService, workEntry } from "../../spec/works.ts";

export type SweepKind = "workers" | "limits";

/** For a service: the number of concurrent requests; else: the number of workers. */
export function sweepKind(work: string): SweepKind {
  return asksService(workEntry(work)) ? "limits" : "workers";
}
