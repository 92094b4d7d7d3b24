/** Makes sweeps for the interface. */
import type { Spec } from "../engine/types.ts";
import type { Sweep, SweepProgress } from "../sweep/sweep.ts";
import { Errand } from "./errand.ts";

export class Sweeper extends Errand<Sweep, SweepProgress> {
  protected override readonly name = "The sweep";

  protected override async make(
    spec: Spec,
    signal: AbortSignal,
    onProgress: (progress: SweepProgress) => void,
  ): Promise<Sweep> {
    const { sweep } = await import("../sweep/sweep.ts");
    const { reportedCores } = window.lanes.capabilities();
    return sweep(window.lanes, spec, { signal, reportedCores, onProgress });
  }

  protected override sentence(): string {
    return "The sweep is done.";
  }
}
