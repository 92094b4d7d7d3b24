/** How to embed a demo in another page: a preview, and three things to copy. */
import { css, html, LitElement } from "lit";
import { keyed } from "lit/directives/keyed.js";
import type { EmbedKind, EmbedOptions } from "../share/embed-code.ts";
import { type Spec, themes } from "../spec/types.ts";
import { base, buttons, fields } from "./shared-styles.ts";

const kinds: readonly { kind: EmbedKind; name: string; where: string }[] = [
  {
    kind: "link",
    name: "A plain link",
    where: "Where no HTML is allowed: Substack, Medium, Dev.to, a mail.",
  },
  {
    kind: "iframe",
    name: "An <iframe>",
    where: "Where HTML is allowed and scripts are not: WordPress, Ghost, Markdown sites.",
  },
  {
    kind: "element",
    name: "A <lanes-demo>",
    where: "Your own page: loads nothing until it is pressed, and adapts its height.",
  },
];

const widths = [0, 480, 640, 800];

/** What the dialog is about. */
export interface Embeddable {
  /** "this demo", "this story". */
  what: string;
  theme: Spec["theme"];
  /** Height of the frame until the preview has reported its own, CSS px. */
  height: number;
  /** The text to paste. */
  code(options: EmbedOptions & { kind: EmbedKind; theme: Spec["theme"] }): string;
}

export class EmbedDialog extends LitElement {
  static override properties = {
    subject: { attribute: false },
    width: { state: true },
    theme: { state: true },
    height: { state: true },
    copied: { state: true },
  };
  declare subject: Embeddable;
  declare width: number;
  declare theme: Spec["theme"];
  /** Height that the preview has asked for, CSS px. */
  declare height: number;
  declare copied: EmbedKind | "";

  static override styles = [
    base,
    buttons,
    fields,
    css`
      dialog {
        inline-size: min(56rem, 100vw - 2rem);
        max-block-size: calc(100dvh - 2rem);
        padding: 1.25rem;
        border: 1px solid var(--edge);
        border-radius: 3px;
        background: var(--paper);
        color: var(--ink);
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 50%);
      }
      .all {
        display: grid;
        gap: 1rem;
      }
      .all > * {
        min-inline-size: 0;
      }
      .head {
        display: flex;
        justify-content: space-between;
        align-items: center;
      }
      .choose {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr));
        gap: 0.5rem 1.25rem;
      }
      /* A story is much higher: what is to be copied stays within sight. */
      .preview {
        max-block-size: 36rem;
        overflow: auto;
      }
      iframe {
        display: block;
        box-sizing: border-box;
        max-inline-size: none;
        border: 1px solid var(--edge);
        border-radius: 3px;
      }
      .kind {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 0.25rem 0.875rem;
        align-items: center;
        padding-block-start: 0.75rem;
        border-block-start: 1px solid var(--line);
      }
      h3 {
        margin: 0;
        font-size: 1rem;
      }
      .where {
        color: var(--muted);
        font-size: 0.875rem;
      }
      .kind button {
        grid-row: 1 / 3;
        grid-column: 2;
        min-inline-size: 6rem;
      }
      textarea {
        grid-column: 1 / -1;
        box-sizing: border-box;
        inline-size: 100%;
        padding: 0.5rem;
        border: 1px solid var(--edge);
        border-radius: 3px;
        background: var(--raised);
        color: var(--ink);
        font: 0.8125rem / 1.4 var(--mono);
        resize: vertical;
        overflow-wrap: anywhere;
      }
    `,
  ];

  constructor() {
    super();
    this.width = 0;
    this.theme = "auto";
    this.height = 0;
    this.copied = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("message", this.#onMessage);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("message", this.#onMessage);
  }

  override firstUpdated(): void {
    this.renderRoot.querySelector("dialog")?.showModal();
  }

  override render(): unknown {
    const high = this.height || this.subject.height;
    return html`
      <dialog aria-labelledby="title" @close=${() => this.remove()}>
        <div class="all">
          <div class="head">
            <h2 id="title">Put ${this.subject.what} on your page</h2>
            <button type="button" @click=${this.#close}>Close</button>
          </div>
          <div class="choose">
            <div>
              <label for="width">Width</label>
              <div class="select"><select id="width" @change=${this.#onWidth}>
                ${widths.map(
                  (width) =>
                    html`<option value=${width} ?selected=${width === this.width}>
                      ${width === 0 ? "all there is" : `${width} px`}
                    </option>`,
                )}
              </select></div>
            </div>
            <div>
              <label for="theme">Theme</label>
              <div class="select"><select id="theme" @change=${this.#onTheme}>
                ${themes.map(
                  (name) => html`<option value=${name} ?selected=${name === this.theme}>
                    ${name === "auto" ? "the reader’s" : name}
                  </option>`,
                )}
              </select></div>
            </div>
          </div>
          <div class="preview" role="region" aria-label="Preview" tabindex="0">
            ${keyed(
              // A new frame, because WebKit may miss a fragment change during a load.
              this.theme,
              html`<iframe
                title="What it will look like"
                width=${this.width || "100%"}
                height=${high + 2}
                src=${this.#previewAddress()}
              ></iframe>`,
            )}
          </div>
          ${kinds.map(({ kind, name, where }) => this.#kind(kind, name, where))}
        </div>
      </dialog>
    `;
  }

  #kind(kind: EmbedKind, name: string, where: string): unknown {
    return html`
      <div class="kind">
        <h3 id="name-${kind}">${name}</h3>
        <p class="where">${where}</p>
        <button type="button" @click=${() => this.#copy(kind)}>
          ${this.copied === kind ? "Copied" : "Copy"}
        </button>
        <textarea
          id=${kind}
          readonly
          rows=${kind === "link" ? 2 : 3}
          spellcheck="false"
          aria-labelledby="name-${kind}"
          .value=${this.#code(kind)}
          @focus=${(event: Event) => (event.currentTarget as HTMLTextAreaElement).select()}
        ></textarea>
      </div>
    `;
  }

  #code(kind: EmbedKind): string {
    const { theme, width, height } = this;
    return this.subject.code({ kind, theme, width, height });
  }

  /** What the frame that is to be copied shows. */
  #previewAddress(): string {
    const [, address = ""] = /src="([^"]*)"/.exec(this.#code("iframe")) ?? [];
    return address.replaceAll("&amp;", "&");
  }

  async #copy(kind: EmbedKind): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.#code(kind));
      this.copied = kind;
      setTimeout(() => {
        this.copied = "";
      }, 2000);
    } catch {
      this.renderRoot.querySelector<HTMLTextAreaElement>(`#${kind}`)?.focus();
    }
  }

  readonly #close = (): void => this.renderRoot.querySelector("dialog")?.close();

  readonly #onWidth = (event: Event): void => {
    this.width = Number((event.currentTarget as HTMLSelectElement).value);
    this.height = 0;
  };

  readonly #onTheme = (event: Event): void => {
    const chosen = (event.currentTarget as HTMLSelectElement).value;
    this.theme = themes.find((name) => name === chosen) ?? "auto";
  };

  readonly #onMessage = ({ source, origin, data }: MessageEvent<unknown>): void => {
    const frame = this.renderRoot.querySelector("iframe");
    if (!frame || source !== frame.contentWindow || origin !== location.origin) return;
    const { type, height } = data as { type?: unknown; height?: unknown };
    if (type === "height" && typeof height === "number") this.height = height;
  };
}

customElements.define("lanes-embed-dialog", EmbedDialog);

/** Opens as a modal dialog; closing removes it, and the browser restores the focus. */
export function showEmbedDialog(subject: Embeddable): void {
  const dialog = new EmbedDialog();
  dialog.subject = subject;
  dialog.theme = subject.theme;
  document.body.append(dialog);
}
