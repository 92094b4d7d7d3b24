/** The verdict in one sentence, above the table: what a run showed, for whoever reads nothing else. */
import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { base } from "../../kit/look/shared-styles.ts";
import type { Result } from "../../spec/types.ts";

class Conclusion extends LitElement {
  static override properties = {
    results: { attribute: false },
    running: { type: Boolean },
    sentence: { state: true },
  };
  declare results: readonly Result[];
  /** A measurement is in progress: nothing is loaded or computed meanwhile. */
  declare running: boolean;
  declare sentence: string;

  static override styles = [
    base,
    css`
      p {
        max-inline-size: 60ch;
        padding-block-end: 0.5rem;
        font-size: clamp(1.125rem, 1rem + 0.6vw, 1.375rem);
        line-height: 1.35;
        letter-spacing: -0.01em;
        text-wrap: pretty;
      }
    `,
  ];

  constructor() {
    super();
    this.results = [];
    this.running = false;
    this.sentence = "";
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("results") && !changed.has("running")) return;
    if (this.results.length === 0 || this.running) this.sentence = "";
    else void this.#conclude();
  }

  override render(): unknown {
    return this.sentence ? html`<p role="status">${this.sentence}</p>` : nothing;
  }

  /** Without the script there is no sentence; the verdict below says that it could not be loaded. */
  async #conclude(): Promise<void> {
    const { results } = this;
    const fetched = import("../../analysis/verdict/verdict.ts").catch(() => undefined);
    const verdict = await fetched;
    if (results === this.results && !this.running) {
      this.sentence = verdict?.verdictInShort(results) ?? "";
    }
  }
}

customElements.define("lanes-conclusion", Conclusion);
