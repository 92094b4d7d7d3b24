/** Same answer, different wall time: stated when true, prominent when not. Also the notes. */
import { css, html, LitElement, nothing } from "lit";
import { capitalised, formatCount, listOf, plural } from "../../base/format.ts";
import { base } from "../../kit/look/shared-styles.ts";
import { agreementOf, whyDifferent } from "../../spec/compare.ts";
import type { Result } from "../../spec/types.ts";

export class AnswerLine extends LitElement {
  static override properties = { results: { attribute: false } };
  declare results: readonly Result[];

  static override styles = [
    base,
    css`
      .answer {
        min-block-size: 1.5rem;
        overflow-wrap: anywhere;
      }
      code {
        font: 0.875rem var(--mono);
      }
      .tick {
        color: var(--alive);
        font-weight: 700;
      }
      .about {
        color: var(--muted);
        font-size: 0.875rem;
      }
      .differs {
        padding: 0.75rem 1rem;
        border: 2px solid var(--alarm);
        color: var(--alarm);
        font-weight: 700;
      }
      .differs code {
        display: block;
        font-weight: 400;
      }
      .notes {
        margin-block-start: 0.5rem;
        max-inline-size: 96ch;
        color: var(--muted);
        font-size: 0.875rem;
      }
      .notes b {
        color: var(--ink);
      }
    `,
  ];

  override render(): unknown {
    return html`
      <div class="answer">${this.#answer()}</div>
      <ul class="notes">
        ${notesOf(this.results).map(
          ({ hows, note }) => html`<li><b>${capitalised(listOf(hows))}:</b> ${note}</li>`,
        )}
      </ul>
    `;
  }

  #answer(): unknown {
    const agreement = agreementOf(this.results);
    if (agreement.kind === "none") return nothing;
    if (agreement.kind === "differs") {
      return html`
        <div class="differs" role="alert">
          Different answers for task ${agreement.task}. ${whyDifferent(this.results)}
          ${agreement.digests.map(({ how, digest }) => html`<code>${how}: ${shorten(digest)}</code>`)}
        </div>
      `;
    }
    const { digest, tasks, results } = agreement;
    const everywhere =
      results > 1
        ? `${plural(tasks, "task")}, ${formatCount(results)} strategies, equal digests`
        : `the answer of the first of ${plural(tasks, "task")}`;
    return html`
      <p>
        ${results > 1 ? html`Same answer <span class="tick" aria-hidden="true">✓</span>` : "Answer"}
        <code title=${digest}>${shorten(digest)}</code>
        <span class="about">${everywhere}</span>
      </p>
    `;
  }
}

/** Each note once, with the strategies that it applies to. */
function notesOf(results: readonly Result[]): { hows: string[]; note: string }[] {
  const byNote = new Map<string, string[]>();
  for (const result of results) {
    for (const note of result.notes) {
      byNote.set(note, [...(byNote.get(note) ?? []), result.how]);
    }
  }
  return [...byNote].map(([note, hows]) => ({ hows, note }));
}

function shorten(digest: string): string {
  const text = digest.trim();
  return text.length > 24 ? `${text.slice(0, 16)}…${text.slice(-4)}` : text;
}

customElements.define("lanes-answer", AnswerLine);
