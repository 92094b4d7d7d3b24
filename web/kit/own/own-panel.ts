/** The reader's own code: its language, its source or file, and what is wrong with it, at its lines. */
import { html, LitElement, nothing } from "lit";
import { example } from "../../engine/own/example.ts";
import type { Diagnostic } from "../../spec/diagnostic.ts";
import { sentenceOf } from "../../spec/errors.ts";
import { later } from "../../spec/later.ts";
import { writeLink } from "../../spec/link/write-link.ts";
import { languages, type Result, type Spec } from "../../spec/types.ts";
import { tell } from "../events.ts";
import { base, buttons, fields } from "../look/shared-styles.ts";
import { Checker } from "./checker.ts";
import { type EditedLanguage, SourceEditor } from "./editor.ts";
import { type Example, examples, sharingExamples } from "./examples.ts";
import { LeaveGuard } from "./leave-guard.ts";
import { styles } from "./own-styles.ts";
import { printed, printedStyles } from "./printed.ts";
import { reference } from "./reference.ts";
import { keepSource, keepsSources, keptSource } from "./source-store.ts";
import { WasmChooser } from "./wasm-chooser.ts";

import "./compiler-line.ts";

type Language = Spec["lang"];

const names: Record<Language, string> = { js: "JavaScript", cpp: "C++", wasm: "A .wasm file" };

/** A pause in typing after which the page is told, ms. */
const pauseMs = 300;

export class OwnPanel extends LitElement {
  static override properties = {
    spec: { attribute: false },
    failed: { attribute: false },
    results: { attribute: false },
    running: { type: Boolean },
    small: { type: Boolean },
    checked: { state: true },
    exploring: { state: true },
    absent: { state: true },
  };
  declare spec: Spec;
  /** What the last run found wrong. */
  declare failed: readonly Diagnostic[];
  declare results: readonly Result[];
  declare running: boolean;
  /** In a demo of somebody's: their source and nothing to choose. */
  declare small: boolean;
  /** What a check of the source found wrong. */
  declare checked: readonly Diagnostic[];
  declare exploring: boolean;
  /** Why what explores is not there, as a sentence; empty where it is. */
  declare absent: string;

  static override styles = [base, buttons, fields, printedStyles, styles];

  readonly #checker = new Checker((found) => {
    this.checked = found;
  });
  readonly #chooser = new WasmChooser(this, {
    dropped: () => {
      this.#sources.set(this.spec.lang, this.#editor?.source ?? this.spec.code);
    },
    taken: (wasm) => this.#tell({ lang: "wasm", code: "", wasm }),
    refused: () => {
      if (this.spec.lang !== "wasm") this.#tell({ lang: "wasm", code: "" });
    },
  });
  #editor: SourceEditor | undefined;
  /** By language: what was there before another was chosen. */
  readonly #sources = new Map<Language, string>();
  #telling: ReturnType<typeof setTimeout> | undefined;
  /** What the page was told last. */
  #told: string | undefined;
  #shownLanguage: EditedLanguage | undefined;
  /** What is written here can be kept in this tab's storage, as far as was tried. */
  #stores = keepsSources();
  /** For what neither the link nor this tab's storage has. */
  readonly #guard = new LeaveGuard(() => this.#flush());

  constructor() {
    super();
    this.failed = [];
    this.results = [];
    this.running = false;
    this.small = false;
    this.checked = [];
    this.exploring = false;
    this.absent = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("pagehide", this.#onLeave);
    // Before the page hears of it.
    addEventListener("run-request", this.#onLeave, { capture: true });
  }

  override firstUpdated(): void {
    if (this.small) return;
    const kept = this.spec.lang === "wasm" ? undefined : keptSource(this.spec.lang);
    if (kept !== undefined && kept !== this.spec.code) this.#tell({ code: kept });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#flush();
    this.#checker.stop();
    this.#editor?.destroy();
    this.#editor = undefined;
    removeEventListener("pagehide", this.#onLeave);
    removeEventListener("run-request", this.#onLeave, { capture: true });
    this.#guard.needed = false;
  }

  override render(): unknown {
    const { lang } = this.spec;
    return html`
      <section aria-label="Your own code">
        ${this.small ? nothing : this.#head()}
        <div id="editor" ?hidden=${lang === "wasm"}></div>
        ${lang === "wasm" ? this.#chooser.render() : nothing}
        <p class="keys" id="keys" ?hidden=${lang === "wasm"}>
          Tab leaves the editor; Ctrl+] and Ctrl+[ indent. Ctrl+Enter runs.
        </p>
        ${lang === "wasm" ? nothing : this.#list()}
        ${
          lang === "cpp"
            ? html`<lanes-compiler
                .source=${this.spec.code || example.cpp}
                .carried=${this.spec.compiled}
                .running=${this.running || this.exploring}
                @compiler-ready=${this.#onCompilerReady}
              ></lanes-compiler>`
            : nothing
        }
        ${this.small ? nothing : this.#explore()}
        ${printed(this.results)}
        ${reference(lang)}
      </section>
    `;
  }

  override updated(): void {
    const { lang } = this.spec;
    if (lang === "wasm") return;
    const code = this.spec.code || example[lang];
    const parent = this.renderRoot.querySelector<HTMLElement>("#editor");
    if (!parent) return;
    if (!this.#editor) {
      this.#editor = new SourceEditor(parent, this.renderRoot as ShadowRoot, code, lang, {
        changed: () => this.#onEdit(),
        wanted: () => this.#flush(),
      });
      this.#told = code;
      this.#checker.soon(this.#editor, lang);
    } else if (code !== this.#told || lang !== this.#shownLanguage) {
      // From elsewhere: an example, a link, another language.
      this.#told = code;
      this.checked = [];
      this.#editor.show(code, lang);
      this.#checker.soon(this.#editor, lang);
    }
    this.#shownLanguage = lang;
    this.#editor.showDiagnostics(this.#found);
  }

  /** A program whose threads share state has no task to be run, but schedules. */
  #explore(): unknown {
    const { lang, code } = this.spec;
    if (lang !== "cpp" || !hasThreads(code)) return nothing;
    if (this.absent) return html`<p class="refused">${this.absent}</p>`;
    later("What explores", import("./explore-panel.ts")).catch((error: unknown) => {
      this.absent = sentenceOf(error);
    });
    return html`<lanes-explore
      @exploring=${this.#onExploring}
      .code=${code}
      .source=${this.#source}
      .diagnosed=${this.#diagnosed}
      ?busy=${this.running}
    ></lanes-explore>`;
  }

  readonly #onExploring = ({ detail }: CustomEvent<boolean>): void => {
    this.exploring = detail;
  };

  readonly #source = (): string => {
    this.#flush();
    return this.#editor?.source ?? this.spec.code;
  };

  readonly #diagnosed = (found: readonly Diagnostic[]): void => {
    this.checked = found;
    // The compiler is there now, and may have more to say.
    if (found.length === 0 && this.#editor) this.#checker.soon(this.#editor, "cpp");
  };

  /** A run knows more than a check. */
  get #found(): readonly Diagnostic[] {
    return this.failed.length > 0 ? this.failed : this.checked;
  }

  #list(): unknown {
    const found = this.#found;
    if (found.length === 0) return nothing;
    return html`
      <ul class="found" aria-label="What is wrong">
        ${found.map(
          (one) => html`<li class=${one.severity}>
            ${
              one.line > 0
                ? html`<button type="button" @click=${() => this.#editor?.goTo(one)}>
                    Line ${one.line}
                  </button>`
                : nothing
            }<span>${one.severity === "error" ? "" : `${one.severity}: `}${one.text}</span>
          </li>`,
        )}
      </ul>
    `;
  }

  #head(): unknown {
    const { lang } = this.spec;
    return html`
      <div class="head">
        <div>
          <label for="language">Language</label>
          <div class="select"><select id="language" @change=${this.#onLanguage}>
            ${languages.map(
              (one) => html`<option value=${one} ?selected=${one === lang}>${names[one]}</option>`,
            )}
          </select></div>
        </div>
        <div>
          <label for="example">Start from</label>
          <div class="select"><select id="example" @change=${this.#onExample}>
            <option value="" selected>Examples: a mistake, its fix</option>
            ${examples.map(optionOf)}
            <optgroup label="Threads that share state, to be explored">
              ${sharingExamples.map(optionOf)}
            </optgroup>
          </select></div>
        </div>
      </div>
    `;
  }

  #tell(part: Partial<Spec>): void {
    tell(this, "spec-change", part);
  }

  /** What was said of another source or file is no longer true. */
  #startAnew(): void {
    this.#chooser.forgetRefusal();
    this.checked = [];
  }

  #onEdit(): void {
    clearTimeout(this.#telling);
    this.#telling = setTimeout(() => this.#flush(), pauseMs);
    if (!this.small && !this.#stores) this.#guard.needed = true;
    if (this.checked.length > 0) this.checked = [];
    const { lang } = this.spec;
    if (this.#editor && lang !== "wasm") this.#checker.soon(this.#editor, lang);
  }

  /** Tells the page what is in the editor, unless it knows. */
  #flush(): void {
    clearTimeout(this.#telling);
    const { lang } = this.spec;
    const source = this.#editor?.source;
    if (source === undefined || lang === "wasm") return;
    if (source !== this.#told) {
      this.#told = source;
      // Without any code a run runs the example; an editor that was emptied is no such thing.
      this.#tell({ code: source || "\n" });
      if (!this.small) this.#stores = keepSource(lang, source);
    }
    if (this.small) return;
    this.#guard.needed = !this.#stores && !fitsLink({ ...this.spec, code: source });
  }

  readonly #onLanguage = (event: Event): void => {
    this.#flush();
    const lang = (event.currentTarget as HTMLSelectElement).value as Language;
    this.#sources.set(this.spec.lang, this.spec.code);
    this.#startAnew();
    if (lang === "wasm") {
      const { file } = this.#chooser;
      this.#tell({ lang, code: "", ...(file && { wasm: file.bytes }) });
      return;
    }
    this.#tell({ lang, code: this.#sources.get(lang) ?? "" });
  };

  readonly #onExample = (event: Event): void => {
    const select = event.currentTarget as HTMLSelectElement;
    const chosen = [...examples, ...sharingExamples].find(({ name }) => name === select.value);
    select.value = "";
    if (!chosen) return;
    const { lang, code, spec } = chosen;
    this.#startAnew();
    this.#tell({ ...spec, lang, code });
  };

  readonly #onCompilerReady = (): void => {
    const { lang } = this.spec;
    if (this.#editor && lang === "cpp") this.#checker.soon(this.#editor, lang);
  };

  readonly #onLeave = (): void => this.#flush();
}

function optionOf({ name, title, lang }: Pick<Example, "name" | "title" | "lang">): unknown {
  return html`<option value=${name}>${title} (${names[lang]})</option>`;
}

function hasThreads(code: string): boolean {
  return /\blanes::Thread\b/.test(code);
}

function fitsLink(spec: Spec): boolean {
  try {
    writeLink(spec, { embed: false, reportedCores: navigator.hardwareConcurrency });
    return true;
  } catch {
    return false;
  }
}

customElements.define("lanes-own", OwnPanel);
