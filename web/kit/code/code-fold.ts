/** The code of one strategy, folded: the rest is loaded when it is unfolded for the first time. */
import { css, html, LitElement, nothing } from "lit";
import { sentenceOf } from "../../spec/errors.ts";
import { later } from "../../spec/later.ts";
import type { Progress, Result, Spec, Strategy } from "../../spec/types.ts";
import { base } from "../look/shared-styles.ts";
import type { Ran } from "./shown-code.ts";

export class CodeFold extends LitElement {
  static override properties = {
    how: {},
    spec: { attribute: false },
    progress: { attribute: false },
    result: { attribute: false },
    running: { type: Boolean },
    open: { type: Boolean },
    named: { type: Boolean },
    ran: { attribute: false },
    loaded: { state: true },
    failure: { state: true },
  };
  declare how: Strategy;
  declare spec: Pick<Spec, "work" | "tier">;
  /** Of the run of this strategy that is under way. */
  declare progress: Progress | undefined;
  declare running: boolean;
  /** Of the last run of this strategy. */
  declare result: Result | undefined;
  declare open: boolean;
  /** Its button shows the name of the strategy, which does not stand beside it. */
  declare named: boolean;
  /** What ran, if it was not the strategy's own code (code-panel.ts). */
  declare ran: Ran | undefined;
  declare loaded: boolean;
  declare failure: string;

  static override styles = [
    base,
    css`
      :host,
      #code {
        min-inline-size: 0;
      }
      button {
        display: inline-flex;
        gap: 0.375rem;
        align-items: center;
        min-block-size: 1.75rem;
        padding: 0;
        border: 0;
        background: none;
        color: var(--muted);
        font: inherit;
        font-size: 0.875rem;
        cursor: pointer;
        touch-action: manipulation;
      }
      button:hover {
        color: var(--ink);
        text-decoration: underline;
        text-underline-offset: 0.2em;
      }
      svg {
        fill: currentColor;
      }
      [aria-expanded="true"] svg {
        rotate: 90deg;
      }
      .failure {
        color: var(--alarm);
        font-size: 0.875rem;
      }
      @media print {
        button[aria-expanded="false"] {
          display: none;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.open = false;
    this.named = false;
    this.running = false;
    this.loaded = false;
    this.failure = "";
  }

  override render(): unknown {
    return html`
      <button type="button" aria-expanded=${this.open} aria-controls="code" @click=${this.#toggle}>
        <svg width="8" height="10" viewBox="0 0 8 10" aria-hidden="true"><path d="M0 0l8 5-8 5z" /></svg>
        <span>Code<span class=${this.named ? "" : "quiet"}> of ${this.ran?.name ?? this.how}</span></span>
      </button>
      <div id="code" ?hidden=${!this.open}>
        ${
          this.loaded
            ? html`<lanes-code
                .how=${this.how}
                .spec=${this.spec}
                .progress=${this.progress}
                .running=${this.running}
                .result=${this.result}
                .ran=${this.ran}
              ></lanes-code>`
            : nothing
        }
        ${this.failure ? html`<p class="failure" role="alert">${this.failure}</p>` : nothing}
      </div>
    `;
  }

  override willUpdate(): void {
    if (this.open && !this.loaded) void this.#load();
  }

  async #load(): Promise<void> {
    try {
      await later("The code", import("./code-panel.ts"));
      this.loaded = true;
      this.failure = "";
    } catch (error) {
      this.failure = sentenceOf(error);
    }
  }

  readonly #toggle = (): void => {
    this.open = !this.open;
  };
}

customElements.define("lanes-code-fold", CodeFold);
