/** A measured number in a column: the step of a coarse clock stands below it, not beside it. */
import { html } from "lit";
import { formatMs } from "../base/format.ts";
import { coarseStep } from "../base/measured.ts";

export function measuredCell(ms: number): unknown {
  const step = coarseStep();
  return step ? html`${formatMs(ms)}<small class="step">± ${formatMs(step)}</small>` : formatMs(ms);
}
