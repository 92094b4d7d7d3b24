/** Starts sweeps: speedup against workers, or the effect of a limit on a service. */

import { css, html, nothing, type PropertyDeclarations } from "lit";
import { sweepKind } from "../../analysis/sweep/kind.ts";
import type { LimitSweep, Sweep, SweepProgress, WorkerSweep } from "../../analysis/sweep/points.ts";
import { tailName } from "../../base/percentile.ts";
import type { Curve } from "../../kit/curves/curve-figure.ts";
import { workEntry } from "../../spec/works.ts";
import "../../kit/curves/curve-figure.ts";
import { capitalised, formatCount, formatMs, plural } from "../../base/format.ts";
import { formatMeasured } from "../../base/measured.ts";
import { base, buttons, errand } from "../../kit/look/shared-styles.ts";
import { ErrandPanel } from "../run/errand-panel.ts";
import { failedCurve, p99Curve, speedupCurve, throughputCurve } from "./sweep-curves.ts";
import { perSecond, sumLimits, sumWorkers } from "./sweep-words.ts";

export class SweepPanel extends ErrandPanel<SweepProgress> {
  static override properties: PropertyDeclarations = { sweep: { attribute: false } };
  /** The last sweep of this work. */
  declare sweep: Sweep | undefined;

  static override styles = [
    base,
    buttons,
    errand,
    css`
      .going {
        display: grid;
        gap: 0.375rem;
        margin-block-start: 0.75rem;
        font-size: 0.9375rem;
      }
      progress {
        inline-size: 100%;
        block-size: 0.5rem;
        accent-color: var(--ink);
      }
      .failure {
        margin-block-start: 0.75rem;
        color: var(--alarm);
        font-size: 0.9375rem;
      }
      .sum {
        max-inline-size: 84ch;
        text-wrap: pretty;
      }
      .figures {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr));
        gap: 1.5rem 2rem;
      }
      @media (min-width: 52rem) {
        /* One figure leaves room for words beside it. */
        .workers {
          grid-template-columns: minmax(0, 30rem) minmax(0, 1fr);
          grid-template-rows: auto auto 1fr;
          column-gap: 2.5rem;
        }
        .workers .figures {
          grid-row: 1 / span 3;
        }
        .workers .sum {
          grid-column: 2;
          grid-row: 1;
        }
        .workers > :is(.notes, details) {
          grid-column: 2;
        }
      }
      .notes,
      details {
        color: var(--muted);
        font-size: 0.875rem;
      }
      .notes {
        max-inline-size: 96ch;
      }
      summary {
        inline-size: fit-content;
        min-block-size: 2rem;
        padding-block: 0.25rem;
        color: var(--ink);
        cursor: pointer;
      }
      .scroll {
        overflow-x: auto;
      }
      table {
        border-collapse: collapse;
        color: var(--ink);
      }
      caption {
        text-align: start;
        color: var(--muted);
      }
      th,
      td {
        padding: 0.125rem 1.25rem 0.125rem 0;
        border-block-end: 1px solid var(--line);
        font-weight: 400;
        text-align: end;
        white-space: nowrap;
      }
      thead th {
        color: var(--muted);
        vertical-align: bottom;
      }
      @media (max-width: 40rem) {
        .head {
          grid-template-columns: 1fr;
        }
        th,
        td {
          padding-inline-end: 0.75rem;
        }
      }
    `,
  ];

  protected override readonly request = "sweep-request";

  override render(): unknown {
    const limits = sweepKind(this.spec.work) === "limits";
    return html`
      <section aria-labelledby="title" aria-busy=${this.running}>
        <div class="head">
          <div>
            <h2 id="title">${limits ? "How many at once?" : "How many workers?"}</h2>
            <p class="why" id="why">${limits ? this.#whyLimits() : this.#whyWorkers()}</p>
          </div>
          <button
            type="button"
            class=${this.running ? "running" : ""}
            aria-disabled=${this.busy}
            aria-describedby="why"
            @click=${this.press}
          >
            ${this.running ? "Cancel" : "Sweep"}
          </button>
        </div>
        ${this.running ? this.#going() : nothing}
        ${
          this.failure && !this.running
            ? html`<p class="failure" role="alert">${this.failure}</p>`
            : nothing
        }
        ${this.sweep && !this.running ? result(this.sweep) : nothing}
      </section>
    `;
  }

  #whyWorkers(): string {
    const work = workEntry(this.spec.work)?.title.toLowerCase() ?? this.spec.work;
    return `The same work (${work}) on 1, 2, 3 and more workers, three times each, compared with the ideal. It takes 20 seconds at most, and the page stays awake.`;
  }

  #whyLimits(): string {
    return `These ${plural(this.spec.tasks, "request")}, bounded by a limit of 1, 2, 5, 10 and so on: how many are answered per second, how many fail, and how long the slowest take. Compared with a model of the service. It takes 20 seconds at most.`;
  }

  #going(): unknown {
    const { done = 0, runs = 1, now = "getting ready" } = this.progress ?? {};
    return html`
      <div class="going">
        <label for="bar">Run ${Math.min(done + 1, runs)} of ${runs}: ${now}.</label>
        <progress id="bar" max=${runs} value=${done}></progress>
      </div>
    `;
  }
}

function result(sweep: Sweep): unknown {
  const workers = sweep.kind === "workers";
  const curves: Curve[] = workers
    ? [speedupCurve(sweep)]
    : [throughputCurve(sweep), failedCurve(sweep), p99Curve(sweep)];
  return html`
    <div class="result ${sweep.kind}">
      <p class="sum">${workers ? sumWorkers(sweep) : sumLimits(sweep)}</p>
      <div class="figures">
        ${curves.map((curve) => html`<lanes-curve .curve=${curve}></lanes-curve>`)}
      </div>
      ${sweep.notes.length > 0 ? html`<p class="notes">${sweep.notes.join(" ")}</p>` : nothing}
      <details>
        <summary>The numbers</summary>
        <div class="scroll" tabindex="0" role="region" aria-label="The numbers of the sweep">
          ${workers ? workerTable(sweep) : limitTable(sweep)}
        </div>
      </details>
    </div>
  `;
}

function workerTable({ points, fit }: WorkerSweep): unknown {
  return html`
    <table>
      <caption>
        Wall time (median of the runs), speedup against one worker, and efficiency
      </caption>
      <thead>
        <tr>
          <th scope="col">Workers</th>
          <th scope="col">Wall time</th>
          <th scope="col">Speedup</th>
          <th scope="col">Efficiency</th>
          <th scope="col">Runs</th>
        </tr>
      </thead>
      <tbody>
        ${points.map(
          ({ workers, wallMs, speedup, runsMs }) => html`
            <tr>
              <th scope="row">${workers}</th>
              <td>${formatMeasured(wallMs)}</td>
              <td>${speedup.toFixed(2)}×</td>
              <td>${Math.round((speedup / workers) * 100)} %</td>
              <td>${runsMs.map(formatMeasured).join(", ")}</td>
            </tr>
          `,
        )}
      </tbody>
    </table>
    ${fit ? html`<p>Amdahl’s parallel fraction: ${fit.parallelFraction.toFixed(3)}.</p>` : nothing}
  `;
}

function limitTable({ spec, points, curve }: LimitSweep): unknown {
  return html`
    <table>
      <caption>
        Measured, and modelled in brackets
      </caption>
      <thead>
        <tr>
          <th scope="col">Limit</th>
          <th scope="col">Answered per second</th>
          <th scope="col">Failed</th>
          <th scope="col">${capitalised(tailName(spec.tasks))}</th>
        </tr>
      </thead>
      <tbody>
        ${points.map(({ limit, throughputPerS, failed, p99Ms }) => {
          const model = curve.find((point) => point.limit === limit);
          return html`
            <tr>
              <th scope="row">${formatCount(limit)}</th>
              <td>${perSecond(throughputPerS)}${model ? ` (${perSecond(model.throughputPerS)})` : ""}</td>
              <td>${percent(failed)}${model ? ` (${percent(model.failed)})` : ""}</td>
              <td>${formatMeasured(p99Ms)}${model ? ` (${formatMs(model.p99Ms)})` : ""}</td>
            </tr>
          `;
        })}
      </tbody>
    </table>
  `;
}

function percent(part: number): string {
  return `${Math.round(part * 100)} %`;
}

customElements.define("lanes-sweep", SweepPanel);
