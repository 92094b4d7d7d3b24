/** Makes sweeps for the interface. */

import type { Sweep, SweepProgress } from "../../analysis/sweep/points.ts";
import { later } from "../../spec/later.ts";
import type { Spec } from "../../spec/types.ts";
import { Errand } from "../run/errand.ts";

export class Sweeper extends Errand<Sweep, SweepProgress> {
  protected override readonly name = "The sweep";

  protected override async make(
    spec: Spec,
    signal: AbortSignal,
    onProgress: (progress: SweepProgress) => void,
  ): Promise<Sweep> {
    const { sweep } = await later("The sweep", import("../../analysis/sweep/sweep.ts"));
    const { reportedCores } = window.lanes.capabilities();
    return sweep(window.lanes, spec, { signal, reportedCores, onProgress });
  }

  protected override sentence(): string {
    return "The sweep is done.";
  }
}
