/** The strategies on one scale: selection, progress and results. */

import { css, html, LitElement } from "lit";
import type { Author } from "../../kit/author/author.ts";
import { tell } from "../../kit/events.ts";
import { base } from "../../kit/look/shared-styles.ts";
import { baselineOf, speedupOf } from "../../spec/compare.ts";
import { type Estimate, freezeMsOf } from "../../spec/estimate.ts";
import { strategyEntry } from "../../spec/strategies.ts";
import {
  type Progress,
  type Result,
  type Spec,
  type Strategy,
  strategies,
} from "../../spec/types.ts";
import type { RowState } from "./strategy-row.ts";
import "./strategy-row.ts";

export class StrategyBoard extends LitElement {
  static override properties = {
    spec: { attribute: false },
    results: { attribute: false },
    estimates: { attribute: false },
    current: { attribute: false },
    busy: { type: Boolean },
    queue: { attribute: false },
    progress: { attribute: false },
    author: { attribute: false },
  };
  declare spec: Spec;
  /** Of this set-up. */
  declare results: readonly Result[];
  /** Of `spec`. */
  declare estimates: readonly Estimate[];
  declare current: Strategy | undefined;
  /** Some strategy is running or queued. */
  declare busy: boolean;
  declare queue: readonly Strategy[];
  declare progress: Progress | undefined;
  /** The author of the results in the link, if any. */
  declare author: Author | undefined;

  static override styles = [
    base,
    css`
      /* Its rows ask how wide it is: in rem, so that larger text counts as less room. */
      :host {
        container-type: inline-size;
        --board-columns: 15.5rem minmax(8rem, 1fr) 5.25rem 3.75rem 4.25rem 4.25rem 6rem 2.75rem;
        --board-gap: 1.125rem;
      }
      .heads {
        display: grid;
        grid-template-columns: var(--board-columns);
        column-gap: var(--board-gap);
        align-items: end;
        padding-block-end: 0.5rem;
        color: var(--muted);
        font-size: 0.8125rem;
        line-height: 1.25;
      }
      .heads span {
        text-align: end;
      }
      .heads span:nth-child(-n + 2) {
        text-align: start;
      }
      @media print {
        .heads span:last-child {
          visibility: hidden;
        }
      }
      ul {
        border-block-end: 1px solid var(--line);
      }
      .against {
        margin-block-start: 0.5rem;
        min-block-size: 1.25rem;
        color: var(--muted);
        font-size: 0.8125rem;
      }
      @container (max-width: 56rem) {
        .heads {
          display: none;
        }
      }
    `,
  ];

  override render(): unknown {
    const baseline = baselineOf(this.results);
    const scaleMs = Math.max(
      1e-9,
      ...this.results.map((result) => result.wallMs),
      ...strategies.map((how) => this.author?.runOf(this.spec, how)?.wallMs ?? 0),
    );
    return html`
      <div class="heads" aria-hidden="true">
        <span>Strategy</span><span>Wall time, one scale</span><span></span><span>Speedup</span
        ><span>Longest freeze</span><span>Frames dropped</span><span>Health checks missed</span
        ><span>Run one</span>
      </div>
      <ul aria-label="Strategies">
        ${strategies.map((how) => this.#row(how, baseline, scaleMs))}
      </ul>
      <p class="against">${this.#against(baseline)} ${this.#aboutAuthor()}</p>
    `;
  }

  #row(how: Strategy, baseline: Result | undefined, scaleMs: number): unknown {
    const result = this.results.find((candidate) => candidate.how === how);
    const state: RowState =
      this.current === how ? "running" : this.queue.includes(how) ? "next" : "idle";
    const speedup =
      result && result === baseline ? "baseline" : result && speedupOf(result, baseline);
    return html`
      <li>
        <lanes-strategy-row
          .how=${how}
          .spec=${this.spec}
          .chosen=${this.spec.how.includes(how)}
          .state=${state}
          .busy=${this.busy}
          .result=${result}
          .progress=${state === "running" ? this.progress : undefined}
          .scaleMs=${scaleMs}
          .speedup=${speedup}
          .estimateMs=${freezeMsOf(this.estimates, how)}
          .author=${this.author}
          @toggle-strategy=${(event: CustomEvent<boolean>) => this.#toggle(how, event.detail)}
        ></lanes-strategy-row>
      </li>
    `;
  }

  #against(baseline: Result | undefined): string {
    if (!baseline || this.results.length < 2) return "";
    if (strategyEntry(baseline.how).oneAtATime)
      return "Speedup: sequential’s wall time divided by this one.";
    return `Speedup is against ${baseline.how}, the slowest here, as sequential was not run.`;
  }

  #aboutAuthor(): string {
    const { author } = this;
    if (!author || !strategies.some((how) => author.runOf(this.spec, how))) return "";
    return `The link carries what its author measured (${author.where}): a dashed line marks their wall time.`;
  }

  #toggle(how: Strategy, chosen: boolean): void {
    const others = this.spec.how.filter((name) => name !== how);
    const all: readonly Strategy[] = chosen ? [...others, how] : others;
    tell(this, "spec-change", { how: strategies.filter((name) => all.includes(name)) });
  }
}

customElements.define("lanes-board", StrategyBoard);
