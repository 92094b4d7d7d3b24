/** Which sweep says something about a work. */
import { asksService, workEntry } from "../../spec/works.ts";

export type SweepKind = "workers" | "limits";

/** Where a service is asked it is how many requests at once, elsewhere how many workers. */
export function sweepKind(work: string): SweepKind {
  return asksService(workEntry(work)) ? "limits" : "workers";
}
