/** The article's simple test as a button: half the waiting, half the computing, and the verdict. */
import { css, html, nothing, type PropertyDeclarations } from "lit";
import { capitalised } from "../../base/format.ts";
import { base, buttons, errand } from "../../kit/look/shared-styles.ts";
import { measuredCell } from "../../kit/measured-cell.ts";
import type { Progress, Result, SimpleTest } from "../../spec/types.ts";
import { bringsCode, workEntry } from "../../spec/works.ts";
import { ErrandPanel } from "../run/errand-panel.ts";

const verdictWords: Record<SimpleTest["verdict"], string> = {
  "io-bound": "I/O-bound",
  "cpu-bound": "CPU-bound",
  mixed: "Some of both",
  unclear: "No clear answer",
};

/** The consequence, in the article's terms. */
const advice: Record<SimpleTest["verdict"], string> = {
  "io-bound": "Start the next before the last has answered: concurrency is what helps.",
  "cpu-bound": "Only more threads finish it sooner: parallelism is what helps.",
  mixed: "Overlap the waiting, and spread what is left over threads.",
  unclear: "",
};

interface Row {
  label: string;
  result: Result;
  /** Fraction of the wall time saved; null for the baseline run. */
  saved: number | null;
}

export class SimpleTestPanel extends ErrandPanel<Progress> {
  static override properties: PropertyDeclarations = { test: { attribute: false } };
  /** The last test of this work. */
  declare test: SimpleTest | undefined;

  static override styles = [
    base,
    buttons,
    errand,
    css`
      .says {
        margin-block-start: 0.75rem;
        font-size: 0.9375rem;
      }
      .failure {
        color: var(--alarm);
      }
      .verdict b {
        display: block;
        font-size: 1.5rem;
        letter-spacing: -0.015em;
        line-height: 1.3;
      }
      .verdict p {
        max-inline-size: 68ch;
        text-wrap: pretty;
      }
      .aside {
        color: var(--muted);
      }
      .rows {
        display: grid;
        grid-template-columns: max-content minmax(4rem, 1fr) max-content max-content;
        /* The bar comes last in the text and second in the row. */
        grid-auto-flow: row dense;
        gap: 0.5rem 1rem;
        align-items: center;
        font-size: 0.9375rem;
      }
      .rows dt {
        grid-column: 1;
      }
      .rows dd {
        display: contents;
      }
      .rows .track {
        grid-column: 2;
      }
      .rows .number {
        grid-column: 3;
      }
      .rows .saved {
        grid-column: 4;
      }
      svg {
        display: block;
        inline-size: 100%;
        block-size: 1.125rem;
      }
      .bar {
        fill: var(--ink);
      }
      .whole {
        fill: var(--line);
      }
      .waiting {
        fill: var(--edge);
      }
      .number {
        text-align: end;
        font-weight: 700;
      }
      .saved {
        min-inline-size: 5.5rem;
        color: var(--muted);
        text-align: end;
      }
      .share {
        display: grid;
        gap: 0.375rem;
        font-size: 0.9375rem;
      }
      .key {
        display: flex;
        flex-wrap: wrap;
        gap: 0.25rem 1.25rem;
      }
      .key span::before {
        content: "";
        display: inline-block;
        inline-size: 0.75rem;
        block-size: 0.75rem;
        margin-inline-end: 0.375rem;
        background: var(--ink);
      }
      .key .waits::before {
        background: var(--edge);
      }
      .key .rest::before {
        background: var(--line);
      }
      .notes {
        max-inline-size: 96ch;
        color: var(--muted);
        font-size: 0.875rem;
      }
      @media (max-width: 40rem) {
        .head {
          grid-template-columns: 1fr;
        }
        .rows {
          grid-template-columns: 1fr max-content max-content;
          row-gap: 0.25rem;
          grid-auto-flow: row;
        }
        .rows .track {
          grid-column: 1 / -1;
          margin-block-end: 0.375rem;
        }
        .rows .number {
          grid-column: 2;
        }
        .rows .saved {
          grid-column: 3;
        }
      }
    `,
  ];

  protected override readonly request = "test-request";

  override render(): unknown {
    const work = workEntry(this.spec.work)?.title.toLowerCase() ?? this.spec.work;
    return html`
      <section aria-labelledby="title" aria-busy=${this.running}>
        <div class="head">
          <div>
            <h2 id="title">The simple test</h2>
            <p class="why" id="why">
              What a faster network speeds up is I/O-bound, what a faster CPU speeds up is CPU-bound.
              No page can make either faster, so this one halves the waiting, then the computing,
              of the work above (${work}).
            </p>
          </div>
          <button
            type="button"
            class=${this.running ? "running" : ""}
            aria-disabled=${this.busy}
            aria-describedby="why"
            @click=${this.press}
          >
            ${this.running ? "Cancel" : "Test it"}
          </button>
        </div>
        ${this.running ? html`<p class="says">${this.#saysRunning()}</p>` : nothing}
        ${
          this.failure && !this.running
            ? html`<p class="says failure" role="alert">${this.failure}</p>`
            : nothing
        }
        ${this.test && !this.running ? this.#result(this.test) : nothing}
      </section>
    `;
  }

  #saysRunning(): string {
    if (!this.progress) return "Getting ready.";
    const { step, steps, ended, tasks } = this.progress;
    const which = ["as it is", "the waiting halved", "the computing halved"];
    const name = steps === 3 ? (which[step] ?? "") : step === 0 ? "as it is" : "half the bytes";
    return `Run ${Math.min(step + 1, steps)} of ${steps}, ${name}: ${ended} of ${tasks} tasks have ended.`;
  }

  #result(test: SimpleTest): unknown {
    const rows = rowsOf(test);
    const longest = Math.max(...rows.map(({ result }) => result.wallMs), 1);
    return html`
      <div class="result">
        <div class="verdict">
          <b>${verdictWords[test.verdict]}</b>
          <p>${reasonOf(test)} ${html`<span class="aside">${advice[test.verdict]}</span>`}</p>
        </div>
        <dl class="rows">
          ${rows.map(
            ({ label, result, saved }) => html`
              <dt>${label}</dt>
              <dd>
                <span class="number">${measuredCell(result.wallMs)}</span>
                <span class="saved">${saved === null ? "" : savedWords(saved)}</span>
                <span class="track" aria-hidden="true">${bar(result.wallMs / longest)}</span>
              </dd>
            `,
          )}
        </dl>
        <div class="share">
          ${shareBar(test)}
          <p class="key">
            <span>computing ${percent(test.computingShare)}</span>
            <span class="waits">only waiting ${percent(test.waitingShare)}</span>
            <span class="rest">neither ${percent(1 - test.computingShare - test.waitingShare)}</span>
          </p>
        </div>
        <p class="notes">
          ${capitalised(test.how)}, wall time of each run; the shares are those of the run as it is.
          ${test.notes.join(" ")}
        </p>
      </div>
    `;
  }
}

function rowsOf(test: SimpleTest): Row[] {
  const rows: Row[] = [{ label: "As it is", result: test.asIs, saved: null }];
  const add = (label: string, result: Result | null, saved: number | null) => {
    if (result) rows.push({ label, result, saved });
  };
  add("Waiting halved", test.waitingHalved, test.savedByWaiting);
  add("Computing halved", test.computingHalved, test.savedByComputing);
  add(
    bringsCode(workEntry(test.spec.work)) ? "Half the size" : "Half the bytes",
    test.bothHalved,
    test.savedByBoth,
  );
  return rows;
}

/** The sentence without the verdict, which is shown above it. */
function reasonOf({ sentence }: SimpleTest): string {
  return capitalised(sentence.replace(/^[^:]*: /, ""));
}

function savedWords(saved: number): string {
  const points = Math.round(saved * 100);
  if (points === 0) return "0 % off";
  return points > 0 ? `${points} % off` : `${-points} % more`;
}

function percent(part: number): string {
  return `${Math.max(0, Math.round(part * 100))} %`;
}

/** `part` of the whole width, 0–1. Drawn as SVG: the page's policy has no inline styles. */
function bar(part: number): unknown {
  return html`<svg viewBox="0 0 1000 10" preserveAspectRatio="none">
    <rect class="bar" width=${Math.max(2, part * 1000)} height="10"></rect>
  </svg>`;
}

function shareBar({ computingShare, waitingShare }: SimpleTest): unknown {
  const computing = computingShare * 1000;
  return html`<svg viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
    <rect class="whole" width="1000" height="10"></rect>
    <rect class="bar" width=${computing} height="10"></rect>
    <rect class="waiting" x=${computing} width=${waitingShare * 1000} height="10"></rect>
  </svg>`;
}

customElements.define("lanes-simple-test", SimpleTestPanel);
