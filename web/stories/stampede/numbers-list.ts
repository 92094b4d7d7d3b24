/** One side's results so far, in numbers. */

import { html } from "lit";
import { formatCount } from "../../base/format.ts";
import { formatMeasured } from "../../base/measured.ts";
import { tailName } from "../../base/percentile.ts";
import { reportOf } from "../../engine/service/service-watch.ts";
import { bystanderFailed, type Measured } from "./measure.ts";
import type { Seen } from "./service-figure.ts";

/** `recorded`: what is there is not the reader's. */
export function numbersList(
  play: (Seen & { measured?: Measured }) | undefined,
  tasks: number,
  recorded: boolean,
): unknown {
  const last = play?.moments.at(-1);
  const done = play?.measured;
  const failed = done?.failed ?? (last ? last.refused + last.timedOut : 0);
  const others = done?.bystander ?? reportOf(play?.bystander ?? [], last?.atMs ?? 0);
  const lost = bystanderFailed(others);
  const shown = (text: string) => (play ? text : "–");
  const look = recorded ? "faint" : "";
  const bad = (count: number) => (recorded ? look : count > 0 ? "bad" : "");
  return html`
    <dl>
      <dt>Answered</dt>
      <dd class=${look}>${shown(`${formatCount(done?.answered ?? last?.answered ?? 0)} of ${formatCount(tasks)}`)}</dd>
      <dt>Failed</dt>
      <dd class=${bad(failed)}>${shown(formatCount(failed))}</dd>
      <dt>In the queue now</dt>
      <dd class=${look}>${shown(formatCount(last?.waiting ?? 0))}</dd>
      <dt>Took</dt>
      <dd class=${look}>${done ? formatMeasured(done.wallMs) : "–"}</dd>
      <dt>Bystander’s that failed</dt>
      <dd class=${bad(lost)}>${shown(`${lost} of ${others.sent}`)}</dd>
      <dt>Bystander’s ${tailName(others.answered)}</dt>
      <dd class=${look}>${others.answered > 0 ? formatMeasured(others.p99Ms) : "–"}</dd>
    </dl>
  `;
}
