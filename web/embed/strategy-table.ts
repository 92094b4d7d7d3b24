/** What each strategy took: a row each, its tasks drawn on a scale that all rows share. */
import { html } from "lit";
import { formatMs } from "../base/format.ts";
import { measuredCell } from "../kit/measured-cell.ts";
import type { RunController } from "../kit/run-controller.ts";
import { baselineOf, speedupOf } from "../spec/compare.ts";
import { strategyEntry } from "../spec/strategies.ts";
import type { Result, Spec, Strategy } from "../spec/types.ts";

export function strategyTable(
  spec: Spec,
  results: readonly Result[],
  { current, progress }: RunController,
  /** When the strategy that is under way began, on the page's clock. */
  sinceMs: number | undefined,
): unknown {
  const baseline = baselineOf(results);
  const elapsedMs = progress?.elapsedMs ?? 0;
  const scaleMs = scaleOf(results, current && elapsedMs);
  const row = (how: Strategy) => {
    const result = results.find((candidate) => candidate.how === how);
    const speedup = result && speedupOf(result, baseline);
    const going = current === how && !result;
    const wall = result
      ? result.valid
        ? measuredCell(result.wallMs)
        : "invalid"
      : going
        ? html`<span class="muted">${elapsedMs < 100 ? "…" : formatMs(elapsedMs)}</span>`
        : "–";
    const { short, threads } = strategyEntry(how);
    return html`
      <div class="row" role="row" data-how=${how}>
        <span class="name" role="rowheader"><b>${how}</b> <small>${short(spec)}</small></span>
        <lanes-strip
          role="cell"
          .result=${result}
          .scaleMs=${scaleMs}
          .sinceMs=${going ? sinceMs : undefined}
          .stepMs=${threads ? 100 : 50}
        ></lanes-strip>
        <span class="wall" role="cell">${wall}</span>
        <span role="cell">${speedup ? `${speedup.toFixed(1)}×` : result && result === baseline ? "1×" : "–"}</span>
        <span role="cell">${result ? measuredCell(result.eventLoop.longestFreezeMs) : "–"}</span>
      </div>
    `;
  };
  return html`
    <div role="table" aria-label="What each strategy took">
      <div class="row heads" role="row">
        <span role="columnheader">Strategy</span>
        <span role="columnheader">When its tasks ran</span>
        <span role="columnheader">Total time</span>
        <span role="columnheader">Times as fast</span>
        <span role="columnheader">Loop silent for</span>
      </div>
      ${spec.how.map(row)}
    </div>
  `;
}

/**
 * What fills the width: the longest run or, while none is longer than what is under way, a round
 * time that this has not passed. `elapsedMs`: of what is under way, if anything is.
 */
function scaleOf(results: readonly Result[], elapsedMs: number | undefined): number {
  const longestMs = Math.max(1e-9, ...results.map(({ wallMs }) => wallMs));
  if (elapsedMs === undefined || (results.length > 0 && elapsedMs <= longestMs)) return longestMs;
  let roundMs = 1000;
  while (roundMs < elapsedMs) roundMs *= 2;
  return roundMs;
}
