/** The reader says which strategy will be the fastest, then sees what came of it (`show=predict`). */
import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { strategyEntry } from "../spec/strategies.ts";
import type { Result, Spec, Strategy } from "../spec/types.ts";
import { base } from "./look/shared-styles.ts";

export class LanesGuess extends LitElement {
  static override properties = {
    spec: { attribute: false },
    results: { attribute: false },
    running: { type: Boolean },
    guess: { state: true },
    outcome: { state: true },
  };
  declare spec: Spec;
  /** Of the whole run; those of a part are no answer yet. */
  declare results: readonly Result[];
  declare running: boolean;
  declare guess: Strategy | undefined;
  declare outcome: string;

  static override styles = [
    base,
    css`
      fieldset {
        display: flex;
        flex-wrap: wrap;
        gap: 0.25rem 1.25rem;
        align-items: center;
        min-block-size: 2.75rem;
      }
      legend {
        padding: 0;
        font-weight: 700;
      }
      label {
        display: flex;
        gap: 0.375rem;
        align-items: center;
        min-block-size: 2rem;
        font-size: 0.9375rem;
      }
      input {
        inline-size: 1.125rem;
        block-size: 1.125rem;
        margin: 0;
        accent-color: var(--ink);
      }
      small {
        color: var(--muted);
        font-size: 0.8125rem;
      }
      p {
        min-block-size: 1.5rem;
      }
    `,
  ];

  constructor() {
    super();
    this.results = [];
    this.running = false;
    this.outcome = "";
  }

  override render(): unknown {
    const { spec, guess } = this;
    const told = this.running || this.#whole();
    return html`
      <fieldset ?disabled=${told}>
        <legend>Which will be the fastest? Say it first, then press Run.</legend>
        ${spec.how.map(
          (how) => html`<label
            ><input
              type="radio"
              name="guess"
              value=${how}
              .checked=${how === guess}
              @change=${() => this.#choose(how)}
            />${how} <small>${strategyEntry(how).short(spec)}</small></label
          >`,
        )}
      </fieldset>
      <p role="status">${this.outcome || nothing}</p>
    `;
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("spec") && changed.get("spec")?.how.join() !== this.spec.how.join()) {
      this.guess = undefined;
    }
    if (changed.has("results") || changed.has("guess") || changed.has("running")) {
      void this.#judge();
    }
  }

  #choose(how: Strategy): void {
    this.guess = how;
  }

  #whole(): boolean {
    return this.spec.how.every((how) => this.results.some((result) => result.how === how));
  }

  async #judge(): Promise<void> {
    const { results, guess } = this;
    this.outcome = "";
    if (this.running || !this.#whole()) return;
    if (!guess) {
      this.outcome = "This time there was no guess.";
      return;
    }
    const verdict = import("../analysis/verdict/verdict.ts").catch(() => undefined);
    const { judgeGuess } = (await verdict) ?? {};
    if (results !== this.results || guess !== this.guess) return;
    this.outcome = judgeGuess?.(results, guess) ?? "";
  }
}

customElements.define("lanes-guess", LanesGuess);
