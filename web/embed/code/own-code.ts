/**
 * The code that a demo in a post runs: to be read at first, and changed once somebody wants to, for which
 * the editor is loaded.
 */
import { css, html, LitElement, nothing } from "lit";
import { example } from "../../engine/own/example.ts";
import { tell } from "../../kit/events.ts";
import { base, buttons } from "../../kit/look/shared-styles.ts";
import { printed, printedStyles } from "../../kit/own/printed.ts";
import type { Diagnostic } from "../../spec/diagnostic.ts";
import { LanesError, sentenceOf } from "../../spec/errors.ts";
import { later } from "../../spec/later.ts";
import type { Result, Spec } from "../../spec/types.ts";
import type { Demo } from "./shown-code.ts";

import "../../kit/own/compiler-line.ts";

const noDiagnostics: readonly Diagnostic[] = [];

export class OwnCode extends LitElement {
  static override properties = {
    spec: { attribute: false },
    linked: { attribute: false },
    failed: { attribute: false },
    results: { attribute: false },
    running: { type: Boolean },
    editing: { state: true },
    failure: { state: true },
  };
  declare spec: Spec;
  /** As the link has it: the author's. */
  declare linked: Spec;
  /** The error that ended the last run, if one did. */
  declare failed: unknown;
  declare results: readonly Result[];
  declare running: boolean;
  declare editing: boolean;
  declare failure: string;

  static override styles = [
    base,
    buttons,
    printedStyles,
    css`
      :host {
        display: block;
        min-inline-size: 0;
      }
      .source {
        overflow: auto;
        max-block-size: 24rem;
        margin: 0;
        padding: 0.75rem;
        border: 1px solid var(--line);
        border-radius: 3px;
        background: var(--raised);
        font: 0.8125rem / 1.5 var(--mono);
        tab-size: 2;
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: 0.375rem 1rem;
        justify-content: space-between;
        align-items: center;
        margin-block-end: 0.375rem;
      }
      .says {
        margin-block-start: 0.5rem;
        color: var(--muted);
        font-size: 0.8125rem;
        line-height: 1.5;
      }
      .failure {
        color: var(--alarm);
        font-size: 0.875rem;
      }
    `,
  ];

  constructor() {
    super();
    this.results = [];
    this.running = false;
    this.editing = false;
    this.failure = "";
  }

  override render(): unknown {
    const { spec, editing } = this;
    const { lang } = spec;
    const name = lang === "cpp" ? "C++" : "JavaScript";
    const changed = lang !== this.linked.lang || this.#source !== sourceOf(this.linked);
    return html`
      <div class="head">
        <b>${changed ? `Your change of it, ${name}` : `The code, ${name}`}</b>
        ${
          changed
            ? html`<button type="button" @click=${this.#back}>The author’s code again</button>`
            : editing
              ? nothing
              : html`<button type="button" @click=${this.#edit}>Change it</button>`
        }
      </div>
      ${
        editing
          ? html`<lanes-own
              small
              .spec=${spec}
              .failed=${this.failed instanceof LanesError ? this.failed.diagnostics : noDiagnostics}
              .results=${this.results}
              .running=${this.running}
            ></lanes-own>`
          : this.#still()
      }
      ${this.failure ? html`<p class="failure" role="alert">${this.failure}</p>` : nothing}
    `;
  }

  /** Without the editor. */
  #still(): unknown {
    const { spec } = this;
    return html`
      <pre class="source" tabindex="0" role="region" aria-label="The code"><code>${this.#source}</code></pre>
      ${
        spec.lang === "cpp"
          ? html`<lanes-compiler
              .source=${this.#source}
              .carried=${spec.compiled}
              .running=${this.running}
            ></lanes-compiler>`
          : html`<p class="says">It runs in your browser, in a sandbox that reaches nothing.</p>`
      }
      ${printed(this.results)}
    `;
  }

  get #source(): string {
    return sourceOf(this.spec);
  }

  readonly #edit = async (): Promise<void> => {
    try {
      await later("The editor", import("../../kit/own/own-panel.ts"));
      this.editing = true;
      this.failure = "";
    } catch (error) {
      this.failure = sentenceOf(error);
      return;
    }
    await this.updateComplete;
    const panel = this.renderRoot.querySelector<LitElement>("lanes-own");
    await panel?.updateComplete;
    panel?.renderRoot.querySelector<HTMLElement>(".cm-content")?.focus();
  };

  readonly #back = (): void => {
    const { lang, code, compiled, ref } = this.linked;
    this.editing = false;
    tell(this, "spec-change", { lang, code, compiled, ref });
  };
}

function sourceOf({ lang, code }: Spec): string {
  return code || (lang === "cpp" ? example.cpp : example.js);
}

export function above({ spec, linked, failed, results, runner, onSpec, onRun }: Demo): unknown {
  return html`<lanes-own-code
    .spec=${spec}
    .linked=${linked}
    .failed=${failed}
    .results=${results}
    .running=${runner.running}
    @spec-change=${onSpec}
    @run-request=${onRun}
  ></lanes-own-code>`;
}

customElements.define("lanes-own-code", OwnCode);
