/** What became of the requests under one load, as a list of numbers. */
import { html } from "lit";
import { formatCount, formatMs } from "../../base/format.ts";
import { formatMeasured } from "../../base/measured.ts";
import { tailName } from "../../base/percentile.ts";
import type { Load } from "./load.ts";
import { type LoadReport, reportOf } from "./server.ts";

/** `recorded`: what is there is not the reader's. */
export function numbersList(
  side: (Load & { report?: LoadReport }) | undefined,
  atLeastMs: number,
  seconds: number,
  recorded: boolean,
): unknown {
  const last = side?.moments.at(-1);
  const report =
    side?.report ??
    reportOf(side?.over ?? [], side?.moments ?? [], Math.min(seconds, (last?.atMs ?? 0) / 1000));
  const shown = (text: string) => (side ? text : "–");
  const look = recorded ? "faint" : "";
  return html`
    <dl>
      <dt>A request needs</dt>
      <dd>${formatMs(atLeastMs)} or more</dd>
      <dt>In flight now</dt>
      <dd class=${look}>${shown(`${last?.inService ?? 0}, and ${last?.waiting ?? 0} in line`)}</dd>
      <dt>Answered</dt>
      <dd class=${look}>${shown(`${formatCount(report.answered)}, ${report.answeredPerS.toFixed(1)} a second`)}</dd>
      <dt>504</dt>
      <dd class=${recorded ? look : report.timedOut > 0 ? "bad" : ""}>${shown(formatCount(report.timedOut))}</dd>
      <dt>p50 / ${tailName(report.answered)}</dt>
      <dd class=${look}>${report.answered > 0 ? `${formatMeasured(report.p50Ms)} / ${formatMeasured(report.p99Ms)}` : "–"}</dd>
    </dl>
  `;
}
