/**
 * `loop=main` in a frame may freeze the page around it, too: such a demo is cut until it freezes
 * for no longer than a link may by itself.
 */

import { formatCount } from "../base/format.ts";
import { autorunMaxFreezeMs, type Estimate, longestFreezeMs, smallerBy } from "../spec/estimate.ts";
import type { Spec } from "../spec/types.ts";
import { workEntry } from "../spec/works.ts";

export interface Capped {
  spec: Spec;
  /** What was cut and why; empty when nothing was. */
  sentence: string;
}

/** `estimate`: as `lanes.estimate`. */
export async function capForHost(
  asked: Spec,
  estimate: (spec: Spec) => Promise<readonly Estimate[]>,
): Promise<Capped> {
  const entry = workEntry(asked.work);
  let spec = asked;
  // The estimate grows with each of them: a few steps are enough.
  for (let step = 0; step < 8; step++) {
    const worstMs = longestFreezeMs(await estimate(spec));
    if (worstMs <= autorunMaxFreezeMs) break;
    spec = smallerBy(spec, autorunMaxFreezeMs / worstMs, entry);
  }
  if (spec === asked) return { spec, sentence: "" };
  const unit = entry?.size ? ` of ${formatCount(spec.size)} ${entry.size.unit}` : "";
  return {
    spec,
    sentence: `On the main thread this demo could freeze the page around it, so it was cut to ${formatCount(spec.tasks)} × ${spec.work}${unit}. Open it in Lanes to run it whole.`,
  };
}
