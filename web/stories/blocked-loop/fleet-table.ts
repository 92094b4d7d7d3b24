/** The reports of a fleet's plays, side by side. */
import { html } from "lit";
import { formatCount, plural } from "../../base/format.ts";
import { formatMeasured } from "../../base/measured.ts";
import { tailName } from "../../base/percentile.ts";
import { type Way, ways } from "./fleet/fleet-protocol.ts";
import { type FleetReport, sameAnswers } from "./fleet/report.ts";

export type Reports = Partial<Record<Way, FleetReport>>;

type Row = [
  name: string,
  value: (report: FleetReport) => string,
  bad?: (report: FleetReport) => boolean,
];

/** `shortNames`: of the ways, as columns. */
export function fleetTable(
  reports: Reports,
  instances: number,
  shortNames: Record<Way, string>,
): unknown {
  const shown = Object.values(reports);
  const fewest = (of: (report: FleetReport) => number) => Math.min(...shown.map(of));
  const rows: Row[] = [
    ["Instances lost", ({ lost }) => `${lost} of ${instances}`, ({ lost }) => lost > 0],
    ["Health check, p50", ({ health }) => formatMeasured(health.p50Ms)],
    [
      `Health check, ${tailName(fewest(({ health }) => health.sent))}`,
      ({ health }) => formatMeasured(health.p99Ms),
    ],
    ["Request, p50", ({ p50Ms }) => formatMeasured(p50Ms)],
    [
      `Request, ${tailName(fewest(({ answered }) => answered))}`,
      ({ p99Ms }) => formatMeasured(p99Ms),
    ],
    ["Picture ready, p50", ({ pictures }) => formatMeasured(pictures.p50Ms)],
    ["Requests", ({ offered }) => formatCount(offered)],
    ["answered", ({ answered }) => formatCount(answered)],
    ["failed (502, 504)", ({ failed }) => formatCount(failed), ({ failed }) => failed > 0],
    ["refused (503)", ({ refused }) => formatCount(refused), ({ refused }) => refused > 0],
  ];
  return html`
    <div class="wide">
      <table>
        <caption>
          Where resizes are done. ${sayDigests(reports)}
        </caption>
        <thead>
          <tr>
            <td></td>
            ${ways.map((way) => html`<th scope="col">${shortNames[way]}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ([name, value, bad]) => html`
              <tr>
                <th scope="row">${name}</th>
                ${ways.map((way) => {
                  const report = reports[way];
                  return html`<td class=${report && bad?.(report) ? "bad whole" : "whole"}>
                    ${report ? value(report) : "–"}
                  </td>`;
                })}
              </tr>
            `,
          )}
        </tbody>
      </table>
    </div>
  `;
}

/** Same answer, different wall time. */
function sayDigests(reports: Reports): string {
  const [first, ...others] = ways.flatMap((way) => reports[way] ?? []);
  if (!first || others.length === 0) return "";
  const found = others.map((other) => sameAnswers(first, other));
  const both = found.reduce((sum, part) => sum + part.both, 0);
  const same = found.reduce((sum, part) => sum + part.same, 0);
  return both === same
    ? `Same answer: ${plural(both, "picture")} that more than one way resized came out the same to the pixel.`
    : `${both - same} of ${both} pictures came out different, which is a bug.`;
}
