/** The timeline's data as tables: totals per lane, the freezes, and the first spans. */
import { css, html, LitElement, nothing } from "lit";
import { formatCount, plural } from "../../base/format.ts";
import { formatMeasured } from "../../base/measured.ts";
import { base } from "../../kit/look/shared-styles.ts";
import { type Result, spanKinds } from "../../spec/types.ts";
import { nameOfLane, waitsOnly } from "../../timeline/scene/lane-names.ts";

/** Maximum rows per table: ten thousand would not help a screen reader's user. */
const maxRows = 100;

interface LaneSum {
  spans: number;
  startMs: number;
  endMs: number;
  /** By kind. */
  lengthMs: number[];
}

export class TimelineTable extends LitElement {
  static override properties = { results: { attribute: false } };
  declare results: readonly Result[];

  static override styles = [
    base,
    css`
      :host {
        max-block-size: 24rem;
        overflow: auto;
        font-size: 0.8125rem;
      }
      table {
        border-collapse: collapse;
        margin-block-end: 0.75rem;
      }
      caption {
        padding-block: 0.75rem 0.25rem;
        font-weight: 700;
        text-align: start;
      }
      th,
      td {
        padding: 0.125rem 1.25rem 0.125rem 0;
        text-align: end;
        white-space: nowrap;
      }
      thead th {
        color: var(--muted);
        font-weight: 400;
      }
      th:first-child,
      td:first-child,
      .words {
        font-weight: 400;
        text-align: start;
      }
    `,
  ];

  override render(): unknown {
    return this.results.map((result) => {
      const waits = waitsOnly(result);
      return html`${laneTable(result, waits)}${freezeTable(result)}${spanTable(result, waits)}`;
    });
  }
}

function laneTable(result: Result, waits: boolean): unknown {
  const sums = sumLanes(result);
  const kinds = spanKinds
    .map((name, kind) => ({ name, kind }))
    .filter(({ kind }) => kind > 0 && sums.some((sum) => (sum.lengthMs[kind] ?? 0) > 0));
  return html`
    <table>
      <caption>
        ${result.how}, ${formatMeasured(result.wallMs)}: ${firstOf(sums.length, "lane")}
      </caption>
      <thead>
        <tr>
          <th scope="col">Lane</th>
          <th scope="col">Spans</th>
          <th scope="col">From</th>
          <th scope="col">To</th>
          ${kinds.map(({ name }) => html`<th scope="col">Total ${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${sums.slice(0, maxRows).map(
          (sum, lane) => html`<tr>
            <th scope="row">${nameOfLane(result, lane, waits)}</th>
            <td>${formatCount(sum.spans)}</td>
            <td>${sum.spans > 0 ? formatMeasured(sum.startMs) : "–"}</td>
            <td>${sum.spans > 0 ? formatMeasured(sum.endMs) : "–"}</td>
            ${kinds.map(({ kind }) => html`<td>${formatMeasured(sum.lengthMs[kind] ?? 0)}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table>
  `;
}

function freezeTable({ how, eventLoop }: Result): unknown {
  const { freezes, droppedFrames } = eventLoop;
  const dropped = `${plural(droppedFrames, "frame")} dropped`;
  if (freezes.length === 0) return html`<p>${how}: the event loop never froze; ${dropped}.</p>`;
  return html`
    <table>
      <caption>
        ${how}, event loop, ${dropped}: ${firstOf(freezes.length, "freeze")}
      </caption>
      <thead>
        <tr>
          <th scope="col">From</th>
          <th scope="col">No answer for</th>
        </tr>
      </thead>
      <tbody>
        ${freezes.slice(0, maxRows).map(
          ({ startMs, endMs }) =>
            html`<tr>
              <td>${formatMeasured(startMs)}</td>
              <td>${formatMeasured(endMs - startMs)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  `;
}

function spanTable(result: Result, waits: boolean): unknown {
  const { spans, how } = result;
  if (spans.count === 0) return nothing;
  const rows = Array.from({ length: Math.min(spans.count, maxRows) }, (_, i) => i);
  return html`
    <table>
      <caption>
        ${how}: ${firstOf(spans.count, "span")}
      </caption>
      <thead>
        <tr>
          <th scope="col">Task</th>
          <th scope="col" class="words">Lane</th>
          <th scope="col" class="words">Kind</th>
          <th scope="col">From</th>
          <th scope="col">Length</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((i) => {
          const startMs = spans.startMs[i] as number;
          return html`<tr>
            <th scope="row">${spans.task[i]}</th>
            <td class="words">${nameOfLane(result, spans.lane[i] as number, waits)}</td>
            <td class="words">${spanKinds[spans.kind[i] as number]}</td>
            <td>${formatMeasured(startMs)}</td>
            <td>${formatMeasured((spans.endMs[i] as number) - startMs)}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  `;
}

/** "3 lanes", or "the first 100 of 1,000 lanes". */
function firstOf(count: number, noun: string): string {
  const all = plural(count, noun);
  return count > maxRows ? `the first ${maxRows} of ${all}` : all;
}

function sumLanes({ spans }: Result): LaneSum[] {
  const sums: LaneSum[] = [];
  for (let i = 0; i < spans.count; i++) {
    const lane = spans.lane[i] as number;
    const startMs = spans.startMs[i] as number;
    const endMs = spans.endMs[i] as number;
    const kind = spans.kind[i] as number;
    while (sums.length <= lane) {
      sums.push({ spans: 0, startMs: Number.POSITIVE_INFINITY, endMs: 0, lengthMs: [0, 0, 0, 0] });
    }
    const sum = sums[lane] as LaneSum;
    sum.spans++;
    sum.startMs = Math.min(sum.startMs, startMs);
    sum.endMs = Math.max(sum.endMs, endMs);
    sum.lengthMs[kind] = (sum.lengthMs[kind] ?? 0) + endMs - startMs;
  }
  return sums;
}

customElements.define("lanes-timeline-table", TimelineTable);
