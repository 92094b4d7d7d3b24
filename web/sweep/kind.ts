/** Which sweep says something about a work. */
import type { Sweep } from "./sweep.ts";

/** Where a service is asked it is how many requests at once, elsewhere how many workers. */
export function sweepKind(work: string): Sweep["kind"] {
  return work === "http" || work === "query" ? "limits" : "workers";
}
