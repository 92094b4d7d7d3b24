/** Summarises a set-up's results in a few sentences, and suggests what to try next. */
import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import type { Subject } from "../../analysis/verdict/rule.ts";
import type { Finding } from "../../analysis/verdict/verdict.ts";
import { tell } from "../../kit/events.ts";
import { base } from "../../kit/look/shared-styles.ts";
import { sentenceOf } from "../../spec/errors.ts";
import { later } from "../../spec/later.ts";
import type { Result } from "../../spec/types.ts";

const headings: Readonly<Record<Exclude<Subject, "trust">, string>> = {
  bound: "The bottleneck",
  strategy: "What the strategy did",
  loop: "What it cost the event loop",
  next: "What to try next",
};

export class VerdictPanel extends LitElement {
  static override properties = {
    results: { attribute: false },
    running: { type: Boolean },
    findings: { state: true },
    failure: { state: true },
  };
  declare results: readonly Result[];
  /** A measurement is in progress: nothing is loaded or computed meanwhile. */
  declare running: boolean;
  declare findings: readonly Finding[];
  /** Why there is no verdict; else "". */
  declare failure: string;

  static override styles = [
    base,
    css`
      dl {
        margin-block-start: 0.75rem;
        border-block-end: 1px solid var(--line);
      }
      .row {
        display: grid;
        grid-template-columns: 12.5rem minmax(0, 1fr);
        gap: 0.125rem 1.5rem;
        padding-block: 0.5rem;
        border-block-start: 1px solid var(--line);
      }
      dt {
        color: var(--muted);
        font-size: 0.875rem;
        line-height: 1.625rem;
      }
      dd {
        max-inline-size: 92ch;
        line-height: 1.625rem;
        text-wrap: pretty;
        overflow-wrap: anywhere;
      }
      .trust {
        margin-block-start: 0.75rem;
        max-inline-size: 84ch;
        padding: 0.5rem 0.875rem;
        border-inline-start: 4px solid var(--ink);
        background: var(--raised);
        text-wrap: pretty;
      }
      a {
        color: var(--ink);
        font-weight: 700;
        text-underline-offset: 0.2em;
        text-decoration-thickness: 1.5px;
      }
      a:hover {
        text-decoration-thickness: 3px;
      }
      @media (max-width: 52rem) {
        .row {
          grid-template-columns: 1fr;
        }
        dt {
          line-height: 1.25rem;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.results = [];
    this.running = false;
    this.findings = [];
    this.failure = "";
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("results") && !changed.has("running")) return;
    if (this.results.length === 0) this.findings = [];
    else if (!this.running) void this.#judge();
  }

  override render(): unknown {
    if (this.findings.length === 0 && !this.failure) return nothing;
    const trust = this.findings.find(({ subject }) => subject === "trust");
    return html`
      <section aria-labelledby="title">
        <h2 id="title">The verdict</h2>
        ${trust ? html`<p class="trust" data-rule=${trust.id}>${trust.text}</p>` : nothing}
        ${this.failure ? html`<p class="trust" role="alert">${this.failure}</p>` : nothing}
        <dl>
          ${Object.entries(headings).map(([subject, heading]) => {
            const finding = this.findings.find((one) => one.subject === subject);
            return finding
              ? html`<div class="row"><dt>${heading}</dt>${this.#said(finding)}</div>`
              : nothing;
          })}
        </dl>
      </section>
    `;
  }

  #said({ id, text, link }: Finding): unknown {
    if (!link) return html`<dd data-rule=${id}>${text}</dd>`;
    const hash = window.lanes.link(link.spec) || "#";
    return html`<dd data-rule=${id}>
      <a href=${hash} @click=${() => tell(this, "link-followed", undefined)}>${link.words}</a
      >: ${text}
    </dd>`;
  }

  /** The rules are needed only after a run, so they are loaded then. */
  async #judge(): Promise<void> {
    const { results } = this;
    this.failure = "";
    try {
      const { verdictOf } = await later("The verdict", import("../../analysis/verdict/verdict.ts"));
      if (results === this.results) this.findings = verdictOf(results);
    } catch (error) {
      this.findings = [];
      this.failure = sentenceOf(error);
    }
  }
}

customElements.define("lanes-verdict", VerdictPanel);
