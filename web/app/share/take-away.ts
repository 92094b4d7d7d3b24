/** Exports the measurements: as a link that contains them, or as a file. */

import { css, html, LitElement, nothing } from "lit";
import { listOf } from "../../base/format.ts";
import { download } from "../../kit/download.ts";
import { tell } from "../../kit/events.ts";
import { base, buttons, errand } from "../../kit/look/shared-styles.ts";
import { sentenceOf } from "../../spec/errors.ts";
import { later } from "../../spec/later.ts";
import type { ExportFormat, Result } from "../../spec/types.ts";
import { shareLink } from "./share-link.ts";

const files: readonly { format: ExportFormat; label: string; ending: string; says: string }[] = [
  {
    format: "svg",
    label: "SVG figure",
    ending: "svg",
    says: "For a slide, 1600 × 900, sharp at any size",
  },
  { format: "png", label: "PNG figure", ending: "png", says: "For a slide, 1600 × 900 pixels" },
  { format: "csv", label: "CSV", ending: "csv", says: "One row a strategy, all its measures" },
  { format: "json", label: "JSON", ending: "json", says: "The results with every span" },
  {
    format: "trace",
    label: "Chrome trace",
    ending: "trace.json",
    says: "Opens in Perfetto and chrome://tracing",
  },
];

export class TakeAway extends LitElement {
  static override properties = {
    results: { attribute: false },
    busy: { type: Boolean },
    linkText: { attribute: false },
    linkMisses: { attribute: false },
    said: { state: true },
    select: { state: true },
    saving: { state: true },
  };
  /** Of this set-up. */
  declare results: readonly Result[];
  /** A measurement is in progress, which this would disturb. */
  declare busy: boolean;
  /** Creates the link to share, including the results. */
  declare linkText: () => string;
  /** The part of the set-up that the link cannot express; "" if none. */
  declare linkMisses: string;
  declare said: string;
  /** The link, for manual selection; "" when it is not shown. */
  declare select: string;
  declare saving: boolean;

  static override styles = [
    base,
    buttons,
    errand,
    css`
      /* What stands there before a run is shorter than what does after. */
      .why {
        min-block-size: 4.5em;
      }
      .ways {
        display: flex;
        flex-flow: column;
        gap: 0.5rem;
      }
      .files {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem;
        align-items: center;
        margin-block-start: 0.75rem;
      }
      .files span {
        margin-inline-end: 0.5rem;
        color: var(--muted);
        font-size: 0.9375rem;
      }
      .files button {
        min-inline-size: 0;
        font-weight: 400;
      }
      .said {
        min-block-size: 1.5rem;
        margin-block-start: 0.5rem;
        font-size: 0.9375rem;
        overflow-wrap: anywhere;
      }
      input {
        inline-size: 100%;
        block-size: 2.5rem;
        padding-inline: 0.5rem;
        border: 1px solid var(--edge);
        background: var(--raised);
        color: var(--ink);
        font: 0.8125rem var(--mono);
      }
      @media (max-width: 40rem) {
        .head {
          grid-template-columns: 1fr;
        }
        .ways {
          flex-flow: wrap;
        }
        .why {
          min-block-size: 7.5em;
        }
      }
      @media print {
        :host {
          display: none;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.results = [];
    this.busy = false;
    this.linkText = () => location.href;
    this.linkMisses = "";
    this.said = "";
    this.select = "";
    this.saving = false;
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    // The message was about other results.
    if (!changed.has("results") || changed.get("results") === undefined) return;
    this.said = "";
    this.select = "";
  }

  override render(): unknown {
    const whyNot = this.#whyNot();
    return html`
      <section aria-labelledby="title">
        <div class="head">
          <div>
            <h2 id="title">Take it away</h2>
            <p class="why" id="why">${whyNot || this.#whatIsThere()}</p>
          </div>
          <div class="ways">
            <button type="button" @click=${this.#share}>
              ${this.results.length > 0 ? "Share my results" : "Share set-up"}
            </button>
            <button type="button" @click=${this.#embed}>Embed this demo</button>
          </div>
        </div>
        <div class="files" role="group" aria-label="Save the results as">
          <span aria-hidden="true">Save as</span>
          ${files.map(
            (file) => html`
              <button
                type="button"
                title=${file.says}
                data-format=${file.format}
                aria-disabled=${whyNot !== "" || this.saving}
                aria-describedby="why"
                @click=${() => this.#save(file.format, file.ending)}
              >
                ${file.label}
              </button>
            `,
          )}
        </div>
        <p class="said" role="status">${this.said}</p>
        ${
          this.select
            ? html`<input
                aria-label="Link to this set-up and its results, select and copy it"
                readonly
                .value=${this.select}
                @focus=${(event: Event) => (event.currentTarget as HTMLInputElement).select()}
              />`
            : nothing
        }
      </section>
    `;
  }

  /** Why nothing can be saved; empty when something can. */
  #whyNot(): string {
    if (this.busy) return "A measurement is under way: its results can be saved when it ends.";
    if (this.results.length > 0) return "";
    if (window.lanes.capabilities().tier === "none") {
      return "This browser can run nothing here, so there are no results to save. The link carries the set-up: opened in another browser, it runs.";
    }
    return "Nothing has been measured with these numbers yet: press Run, and its results can be saved. The link carries the set-up already.";
  }

  #whatIsThere(): string {
    const hows = listOf(this.results.map(({ how }) => how));
    const carries = this.linkMisses
      ? `The link carries the set-up. ${this.linkMisses}`
      : `The link carries the set-up and what you measured of ${hows}, with your browser’s name and number of cores: whoever opens it sees that beside their own.`;
    return `${carries} The figures follow the theme.`;
  }

  readonly #share = async (): Promise<void> => {
    const link = this.linkText();
    this.select = "";
    const shared = await shareLink(link, "Lanes: the same work, measured five ways");
    if (shared === "shared") this.said = "The link was shared.";
    else if (shared === "dismissed") this.said = "";
    else if (shared === "copied") this.said = "The link is on the clipboard.";
    else {
      this.said = "This browser lets the page neither share nor copy: here is the link.";
      this.select = link;
      await this.updateComplete;
      this.renderRoot.querySelector("input")?.focus();
    }
  };

  readonly #embed = (): void => tell(this, "embed-request", undefined);

  async #save(format: ExportFormat, ending: string): Promise<void> {
    const whyNot = this.#whyNot();
    if (whyNot || this.saving) {
      this.said = whyNot;
      return;
    }
    this.saving = true;
    try {
      const [blob, { fileNameOf }] = await Promise.all([
        window.lanes.exportAs(this.results, format),
        later("The export", import("../../share/export/export.ts")),
      ]);
      const name = `${fileNameOf(this.results)}.${ending}`;
      download(blob, name);
      this.said = `Saved as ${name}.`;
    } catch (error) {
      this.said = sentenceOf(error);
    }
    this.saving = false;
  }
}

customElements.define("lanes-take-away", TakeAway);
