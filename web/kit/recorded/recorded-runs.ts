/**
 * Recorded runs, in place of the reader's own where nothing can be run. Loaded only there: it is hidden
 * until then, and what it takes the place of from then on.
 */
import { css, html, LitElement, nothing, type SVGTemplateResult, svg } from "lit";
import { formatCount, formatMs, listOf } from "../../base/format.ts";
import { tasksOf, titleOf } from "../../share/export/set-up.ts";
import type { Spec } from "../../spec/types.ts";
import { tables } from "../look/figure-styles.ts";
import { accents, base } from "../look/shared-styles.ts";
import { distance, nearest } from "./nearest.ts";
import file from "./recorded.json";
import { type RecordedCase, type RecordedRun, recordedAt, sayRecorded } from "./recorded.ts";

const { cases } = file as unknown as { cases: Record<string, RecordedCase> };

/** Of the page and of an embed, beside it: what starts or shows the reader's own runs. */
const live =
  '.bar, .measured, lanes-guess, lanes-simple-test, lanes-sweep, .loop, [role="table"], .verdict, .answer, .foot';

/** Of a bar, in units of its viewBox. */
const width = 400;

export class RecordedRuns extends LitElement {
  static override properties = { spec: { attribute: false }, alone: { type: Boolean } };
  /** What the reader wanted to run; undefined until the page has set it. */
  declare spec: Spec | undefined;
  /** Nothing else says why nothing can be run. */
  declare alone: boolean;

  static override styles = [
    base,
    accents,
    tables,
    css`
      :host {
        display: grid;
        gap: 0.75rem;
        min-inline-size: 0;
      }
      p {
        max-inline-size: 60rem;
        line-height: 1.5;
        text-wrap: pretty;
      }
      .why {
        color: var(--alarm);
      }
      .when {
        color: var(--muted);
        font-size: 0.875rem;
      }
      th,
      td {
        padding: 0.5rem 0 0.5rem 0.75rem;
        border-block-end: 1px solid var(--line);
        font-size: 0.9375rem;
        text-align: end;
        vertical-align: middle;
      }
      thead th {
        color: var(--muted);
        font-size: 0.75rem;
        font-weight: 400;
        line-height: 1.2;
        vertical-align: bottom;
      }
      th:first-child {
        padding-inline-start: 0;
        text-align: start;
      }
      .bar {
        inline-size: 45%;
      }
      svg {
        display: block;
        inline-size: 100%;
        block-size: 1.75rem;
      }
      .took {
        fill: var(--accent);
      }
      .track {
        fill: var(--line);
      }
      .frozen {
        fill: var(--alarm);
      }
      .bad {
        color: var(--alarm);
        font-weight: 700;
      }
      @media (max-width: 34rem) {
        .bar {
          display: none;
        }
        th,
        td {
          padding-inline-start: 0.5rem;
        }
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.hidden = false;
    for (const beside of this.parentElement?.children ?? []) {
      if (beside instanceof HTMLElement && beside.matches(live)) beside.hidden = true;
    }
  }

  override render(): unknown {
    const { spec } = this;
    const found = spec && nearest(spec, cases);
    const at = found && recordedAt(found);
    if (!at) return nothing;
    const { results } = found;
    const [{ spec: its, environment }] = results as [RecordedRun];
    const modelled = environment.backend === "modelled" ? ", against a modelled service" : "";
    const longestMs = Math.max(...results.map(({ wallMs }) => wallMs));
    const failed = results.some(({ tasks }) => tasks.failed > 0);
    return html`
      ${this.alone ? html`<p class="why" role="alert">${window.lanes.capabilities().notes[0]}</p>` : nothing}
      <h2>Recorded, not run here</h2>
      <p class="when">${sayRecorded(at)}${modelled}, by Lanes ${at.version}.</p>
      <p>${sayDifference(spec, its, results)}</p>
      <div class="wide">
        <table>
          <caption>
            ${titleOf(its)}: ${tasksOf(its)}. Red: the event loop did not answer.
          </caption>
          <thead>
            <tr>
              <th scope="col">Strategy</th>
              <th class="bar" scope="col"><span class="quiet">Drawn</span></th>
              <th scope="col">Total time</th>
              <th scope="col">Times as fast</th>
              <th scope="col">Loop silent for</th>
              ${failed ? html`<th scope="col">Failed</th>` : nothing}
            </tr>
          </thead>
          <tbody>
            ${results.map((run) => this.#row(run, results, longestMs, failed))}
          </tbody>
        </table>
      </div>
    `;
  }

  #row(
    run: RecordedRun,
    results: readonly RecordedRun[],
    longestMs: number,
    failed: boolean,
  ): unknown {
    const { how, wallMs, eventLoop, tasks } = run;
    const [first] = results as [RecordedRun];
    return html`
      <tr data-how=${how}>
        <th scope="row">${how}</th>
        <td class="bar">${bar(run, longestMs)}</td>
        <td>${formatMs(wallMs)}</td>
        <td>${run === first ? "1×" : `${(first.wallMs / wallMs).toFixed(1)}×`}</td>
        <td>${formatMs(eventLoop.longestFreezeMs)}</td>
        ${failed ? html`<td class=${tasks.failed > 0 ? "bad" : ""}>${formatCount(tasks.failed)}</td>` : nothing}
      </tr>
    `;
  }
}

/** The time that it took, and below it when the loop answered nothing. */
function bar({ wallMs, eventLoop }: RecordedRun, longestMs: number): SVGTemplateResult | unknown {
  const x = (ms: number) => (width * ms) / longestMs;
  return html`
    <svg viewBox="0 0 ${width} 28" preserveAspectRatio="none" aria-hidden="true">
      <rect class="took" y="2" width=${Math.max(1, x(wallMs))} height="16" />
      <rect class="track" y="20" width=${Math.max(1, x(wallMs))} height="4" />
      ${eventLoop.freezes.map(
        ({ startMs, endMs }) => svg`
          <rect class="frozen" x=${x(startMs)} y="20" width=${Math.max(1, x(Math.min(wallMs, endMs) - startMs))} height="4" />`,
      )}
    </svg>
  `;
}

function sayDifference(spec: Spec, its: Spec, results: readonly RecordedRun[]): string {
  const hows = results.map(({ how }) => how);
  if (distance(spec, { ...its, how: hows }) === 0) return "This is the set-up of the link.";
  const parts = [
    `Of the recorded set-ups this is the nearest to yours (${titleOf(spec)}: ${tasksOf(spec)}).`,
  ];
  const missing = spec.how.filter((how) => !hows.includes(how));
  if (missing.length > 0) parts.push(`No run of ${listOf(missing)} was recorded with it.`);
  return parts.join(" ");
}

customElements.define("lanes-recorded", RecordedRuns);
