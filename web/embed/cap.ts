/**
 * `loop=main` in a frame may freeze the page around it, too: such a demo is cut until it freezes
 * for no longer than a link may by itself.
 */
import { type WorkEntry, workEntry } from "../engine/catalogue.ts";
import type { Result, Spec } from "../engine/types.ts";
import { formatCount } from "../text/format.ts";
import { autorunMaxFreezeMs, estimateFreezeMs } from "../ui/freeze-estimate.ts";

export interface Capped {
  spec: Spec;
  /** What was cut and why; empty when nothing was. */
  sentence: string;
}

/** `measured`: what is known of this machine. */
export function capForHost(asked: Spec, measured: readonly Result[]): Capped {
  const entry = workEntry(asked.work);
  let spec = asked;
  // The estimate grows with each of them: a few steps are enough.
  for (let step = 0; step < 8 && worstMs(spec, entry, measured) > autorunMaxFreezeMs; step++) {
    spec = cut(spec, entry, autorunMaxFreezeMs / worstMs(spec, entry, measured));
  }
  if (spec === asked) return { spec, sentence: "" };
  const unit = entry?.size ? ` of ${formatCount(spec.size)} ${entry.size.unit}` : "";
  return {
    spec,
    sentence: `On the main thread this demo could freeze the page around it, so it was cut to ${formatCount(spec.tasks)} × ${spec.work}${unit}. Open it in Lanes to run it whole.`,
  };
}

function worstMs(spec: Spec, entry: WorkEntry | undefined, measured: readonly Result[]): number {
  return Math.max(...spec.how.map((how) => estimateFreezeMs(spec, how, entry, measured)));
}

/** By the factor `part` < 1: smaller tasks first, then fewer. */
function cut(spec: Spec, entry: WorkEntry | undefined, part: number): Spec {
  const least = entry?.size?.min ?? spec.size;
  if (spec.size > least) {
    const factor = entry?.size?.unit === "px" ? Math.sqrt(part) : part;
    return { ...spec, size: Math.max(least, Math.floor(spec.size * factor)) };
  }
  return { ...spec, tasks: Math.max(1, Math.floor(spec.tasks * part)) };
}
