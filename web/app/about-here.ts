/** What this browser and this page can and cannot do, quietly; and the theme. Loaded when that is known. */
import { css, html, LitElement, nothing } from "lit";
import { plural } from "../base/format.ts";
import { formatStep } from "../base/measured.ts";
import { tell } from "../kit/events.ts";
import { base, buttons, fields } from "../kit/look/shared-styles.ts";
import { siteEvents, siteState } from "../offline/site-worker.ts";
import { type Spec, themes } from "../spec/types.ts";
import { missingHere } from "./missing-here.ts";

const themeWords = { auto: "as the system", light: "light", dark: "dark" };

const tierWords = {
  threads: "threads over shared memory",
  workers: "workers with separate memories",
  none: "nothing can be run",
};

export class AboutHere extends LitElement {
  static override properties = {
    theme: {},
  };
  declare theme: Spec["theme"];

  static override styles = [
    base,
    buttons,
    fields,
    css`
      .here {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 1rem 3rem;
        padding-block-start: 1rem;
        border-block-start: 1px solid var(--line);
        color: var(--muted);
        font-size: 0.875rem;
      }
      h2 {
        margin-block-end: 0.25rem;
        color: var(--ink);
      }
      h3 {
        margin-block: 0.75rem 0;
        color: var(--ink);
        font-size: 0.875rem;
      }
      .facts {
        min-block-size: 1.5rem;
      }
      ul {
        display: grid;
        gap: 0.25rem;
        margin-block-start: 0.5rem;
        max-inline-size: 76ch;
      }
      .reload {
        margin-block-start: 0.5rem;
      }
      .theme {
        inline-size: 9rem;
      }
      @media (max-width: 40rem) {
        .here {
          grid-template-columns: 1fr;
        }
      }
      @media print {
        .theme {
          display: none;
        }
      }
    `,
  ];

  readonly #missing = missingHere();

  constructor() {
    super();
    this.theme = "auto";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    siteEvents.addEventListener("change", this.#onSiteChange);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    siteEvents.removeEventListener("change", this.#onSiteChange);
  }

  override render(): unknown {
    return html`
      <div class="here">
        <div>
          <h2>Here</h2>
          <p class="facts">${this.#facts()}</p>
          ${this.#list(window.lanes.capabilities().notes)}
          ${
            this.#missing.length > 0
              ? html`<h3>Missing here</h3>
                  ${this.#list(this.#missing)}`
              : nothing
          }
          ${
            siteState().reloadIsolates
              ? html`<p class="reload">
                  Loaded once more, this page is isolated and its threads share their memory.
                  <button type="button" @click=${() => location.reload()}>Load it again</button>
                </p>`
              : nothing
          }
        </div>
        <div class="theme">
          <label for="theme">Theme</label>
          <div class="select"><select id="theme" @change=${this.#onTheme}>
            ${themes.map(
              (name) =>
                html`<option value=${name} ?selected=${name === this.theme}>
                  ${themeWords[name]}
                </option>`,
            )}
          </select></div>
        </div>
      </div>
    `;
  }

  #list(sentences: readonly string[]): unknown {
    if (sentences.length === 0) return nothing;
    return html`<ul>
      ${sentences.map((sentence) => html`<li>${sentence}</li>`)}
    </ul>`;
  }

  #facts(): string {
    const here = window.lanes.capabilities();
    return [
      here.engine,
      `${plural(here.reportedCores, "core")} reported`,
      `clock steps of ${formatStep(here.clockResolutionMs)}`,
      tierWords[here.tier],
      here.network ? "a live server answers" : "no live server",
      siteState().kept && "kept for use without a network",
      `Lanes ${window.lanes.version}`,
    ]
      .filter(Boolean)
      .join(" · ");
  }

  readonly #onSiteChange = (): void => this.requestUpdate();

  readonly #onTheme = (event: Event): void => {
    const chosen = (event.currentTarget as HTMLSelectElement).value;
    const theme = themes.find((name) => name === chosen);
    if (theme) tell(this, "spec-change", { theme });
  };
}

customElements.define("lanes-here", AboutHere);
