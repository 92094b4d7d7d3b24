/** What compiles the reader's C++: whether it is there, what it does, and what came of the source. */
import { css, html, LitElement } from "lit";
import { formatMeasured } from "../../base/measured.ts";
import { siteRoot } from "../../base/site.ts";
import {
  type CompilerProgress,
  compiledBefore,
  compilerIsReady,
  recall,
  startCompiler,
  watchCompiler,
} from "../../engine/own/compiler/compiler.ts";
import { whyNoCompiler } from "../../engine/own/compiler/compiler-files.ts";
import { LanesError, sentenceOf } from "../../spec/errors.ts";
import type { CompiledCode } from "../../spec/types.ts";
import { tell } from "../events.ts";
import { base, buttons } from "../look/shared-styles.ts";

export class CompilerLine extends LitElement {
  static override properties = {
    source: {},
    carried: { attribute: false },
    running: { type: Boolean },
    progress: { state: true },
    refusal: { state: true },
    noCompiler: { state: true },
  };
  declare source: string;
  /** What the link's author compiled; of another source it counts for nothing. */
  declare carried: CompiledCode | undefined;
  declare running: boolean;
  declare progress: CompilerProgress | undefined;
  /** Why the compiler cannot be used, as a sentence; empty where it can. */
  declare refusal: string;
  /** Why C++ cannot be compiled here at all, as a sentence; undefined until that was asked. */
  declare noCompiler: string | undefined;

  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: block;
        margin-block-start: 0.5rem;
        min-block-size: 1.5rem;
      }
      p {
        color: var(--muted);
        font-size: 0.8125rem;
        line-height: 1.5;
        max-inline-size: 68ch;
        text-wrap: pretty;
      }
      button {
        margin-block: 0.375rem;
      }
      .refused {
        color: var(--alarm);
      }
    `,
  ];

  /** What the page was told last of what was compiled here. */
  #told: Uint8Array | undefined;
  #starting: AbortController | undefined;
  #unwatch: (() => void) | undefined;

  constructor() {
    super();
    this.source = "";
    this.running = false;
    this.refusal = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unwatch = watchCompiler((progress) => {
      this.progress = progress;
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#starting?.abort();
    this.#unwatch?.();
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("running")) this.progress = undefined;
    if (!changed.has("source")) return;
    this.refusal = "";
    void this.#look();
  }

  override updated(): void {
    const wasm = compiledBefore(this.source)?.wasm;
    if (wasm === this.#told) return;
    this.#told = wasm;
    tell(this, "compiled-here", wasm && { code: this.source, wasm });
  }

  override render(): unknown {
    return html`<div role="status">${this.#says()}</div>`;
  }

  #says(): unknown {
    const { progress } = this;
    if (this.refusal) return html`<p class="refused">${this.refusal}</p>`;
    if (this.#starting) {
      return html`
        <p>${progress ? said(progress) : "Starting the compiler …"}</p>
        <button type="button" @click=${() => this.#starting?.abort()}>Cancel</button>
      `;
    }
    const compiled = compiledBefore(this.source);
    if (compiled) {
      return html`<p>
        Compiled in ${formatMeasured(compiled.wallMs)} to ${kilobytes(compiled.wasm)} of WebAssembly.
        It is kept: running it again compiles nothing.
      </p>`;
    }
    if (progress && this.running) return html`<p>${said(progress)}</p>`;
    if (this.carried?.code === this.source) {
      return html`
        <p>
          Run uses the author’s compiled code, ${kilobytes(this.carried.wasm)} of WebAssembly that came
          with the link. That it comes from this source is the author’s word: nothing was compiled here.
        </p>
        <button type="button" @click=${this.#compileHere}>Compile it here instead</button>
      `;
    }
    if (this.noCompiler) return html`<p class="refused">${this.noCompiler}</p>`;
    if (compilerIsReady()) return html`<p>Clang checks your code while you type.</p>`;
    return html`
      <p>
        Clang compiles it here, in your browser. Your first run fetches it from this site, about
        100 MB, and keeps it. Once it is there it also checks your code while you type.
      </p>
      <button type="button" @click=${this.#start}>Fetch the compiler now</button>
    `;
  }

  /** For what was compiled of the source or, where that is needed, for the compiler. */
  async #look(): Promise<void> {
    const { source } = this;
    const known = (await recall(source)) ?? this.carried?.code === source;
    this.requestUpdate();
    // Asked once: a site does not get one while it is open.
    if (known || this.noCompiler !== undefined) return;
    this.noCompiler = "";
    this.noCompiler = await whyNoCompiler(siteRoot);
  }

  readonly #compileHere = (): void => {
    tell(this, "spec-change", { compiled: undefined });
    void this.#start();
  };

  readonly #start = async (): Promise<void> => {
    const starting = new AbortController();
    this.#starting = starting;
    this.requestUpdate();
    try {
      await startCompiler({ signal: starting.signal });
      this.dispatchEvent(new Event("compiler-ready"));
    } catch (error) {
      const cancelled = error instanceof LanesError && error.code === "cancelled";
      if (!cancelled) this.refusal = sentenceOf(error);
    }
    this.#starting = undefined;
    this.progress = undefined;
    this.requestUpdate();
  };
}

function kilobytes(bytes: Uint8Array): string {
  return `${(bytes.length / 1000).toFixed(1)} kB`;
}

function said({ doing, loadedBytes, totalBytes }: CompilerProgress): string {
  const megabytes = (bytes: number) => Math.round(bytes / 1e6);
  const fetching = totalBytes > 0 && loadedBytes < totalBytes;
  return fetching
    ? `${doing}: ${megabytes(loadedBytes)} of ${megabytes(totalBytes)} MB.`
    : `${doing} …`;
}

customElements.define("lanes-compiler", CompilerLine);
