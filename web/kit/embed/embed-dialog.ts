/** How to embed a demo in another page: a preview, and three things to copy. */
import { html, LitElement, nothing } from "lit";
import { keyed } from "lit/directives/keyed.js";
import type { EmbedKind, EmbedOptions } from "../../share/embed-code.ts";
import { type AuthorKey, authorKeys, authorText } from "../../spec/link/author-text.ts";
import { type Spec, themes } from "../../spec/types.ts";
import { base, buttons, fields } from "../look/shared-styles.ts";
import { styles } from "./embed-dialog-styles.ts";

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
  /** The author's words, for a demo: they can be changed. */
  words?: AuthorWords;
  /** The text to paste. */
  code(options: EmbedOptions & { kind: EmbedKind; theme: Spec["theme"] } & AuthorWords): string;
}

/** What an author says of a demo, and whether its reader guesses first. */
export type AuthorWords = Pick<Spec, "title" | "note" | "show">;
const noWords: AuthorWords = { title: "", note: "", show: [] };
const wordLabels = { title: "Your title", note: "Your note" } as const;

type Extra = Spec["show"][number];
const extraLabels: Record<Extra, string> = {
  predict: "The reader guesses first",
  code: "The code is shown",
};

export class EmbedDialog extends LitElement {
  static override properties = {
    subject: { attribute: false },
    width: { state: true },
    theme: { state: true },
    height: { state: true },
    copied: { state: true },
    words: { state: true },
    previewed: { state: true },
  };
  declare subject: Embeddable;
  declare width: number;
  declare theme: Spec["theme"];
  /** Height that the preview has asked for, CSS px. */
  declare height: number;
  declare copied: EmbedKind | "";
  declare words: AuthorWords;
  /** Those that the preview shows: they have been written to the end. */
  declare previewed: AuthorWords;

  static override styles = [base, buttons, fields, styles];

  constructor() {
    super();
    this.width = 0;
    this.theme = "auto";
    this.height = 0;
    this.copied = "";
    this.words = noWords;
    this.previewed = noWords;
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
      <dialog aria-labelledby="heading" @close=${() => this.remove()}>
        <div class="all">
          <div class="head">
            <h2 id="heading">Put ${this.subject.what} on your page</h2>
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
            ${this.subject.words ? this.#fields() : nothing}
          </div>
          <div class="preview" role="region" aria-label="Preview" tabindex="0">
            ${keyed(
              // A new frame, because WebKit may miss a fragment change during a load.
              `${this.theme} ${JSON.stringify(this.previewed)}`,
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

  #fields(): unknown {
    const field = (key: AuthorKey) => html`<div class=${key}>
      <label for=${key}>${wordLabels[key]}, at most ${authorText[key]} characters</label>
      <input
        id=${key}
        maxlength=${authorText[key]}
        dir="auto"
        autocomplete="off"
        .value=${this.words[key]}
        @input=${(event: Event) => {
          this.words = { ...this.words, [key]: (event.currentTarget as HTMLInputElement).value };
        }}
        @change=${this.#preview}
      />
    </div>`;
    const extra = (name: Extra) => html`<label class="check"
        ><input
          type="checkbox"
          .checked=${this.words.show.includes(name)}
          @change=${(event: Event) => this.#onExtra(name, event)}
        />${extraLabels[name]}</label
      >`;
    return html`${authorKeys.map(field)}${extra("predict")}${extra("code")}`;
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
    return this.subject.code({ kind, theme, width, height, ...this.words });
  }

  /** What the frame that is to be copied shows. */
  #previewAddress(): string {
    const { theme, previewed } = this;
    const code = this.subject.code({ kind: "iframe", theme, ...previewed });
    const [, address = ""] = /src="([^"]*)"/.exec(code) ?? [];
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

  readonly #preview = (): void => {
    this.previewed = this.words;
    this.height = 0;
  };

  #onExtra(name: Extra, event: Event): void {
    const { checked } = event.currentTarget as HTMLInputElement;
    const others = this.words.show.filter((extra) => extra !== name);
    this.words = { ...this.words, show: checked ? [...others, name] : others };
    this.#preview();
  }

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
  if (subject.words) {
    dialog.words = subject.words;
    dialog.previewed = subject.words;
  }
  document.body.append(dialog);
}
