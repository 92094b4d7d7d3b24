/** A sweep: the same work measured over and over with one number of its set-up changed. */
import type { Spec } from "../../spec/types.ts";
import { sweepKind } from "./kind.ts";
import { sweepLimits } from "./limit-sweep.ts";
import type { Sweep, SweepEngine, SweepOptions } from "./points.ts";
import { sweepWorkers } from "./worker-sweep.ts";

/** Rejects as `run` does: with `cancelled` soon after `signal` aborts. */
export function sweep(lanes: SweepEngine, spec: Spec, options: SweepOptions): Promise<Sweep> {
  return sweepKind(spec.work) === "limits"
    ? sweepLimits(lanes, spec, options)
    : sweepWorkers(lanes, spec, options);
}
