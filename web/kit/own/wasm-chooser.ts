/** Chooses a .wasm file of the reader's, from their files or by dropping it anywhere on the page. */
import { html, type ReactiveController, type ReactiveControllerHost } from "lit";
import { sentenceOf } from "../../spec/errors.ts";
import { readWasm, type WasmFile } from "./wasm-file.ts";

export interface WasmChooserEvents {
  /** A file was dropped on the page, whatever is shown there; it is read now. */
  dropped(): void;
  taken(bytes: Uint8Array): void;
  /** Why a file cannot be used is said where files are chosen. */
  refused(): void;
}

interface ChoosingHost extends ReactiveControllerHost {
  /** It takes no files, wherever they are dropped. */
  readonly small: boolean;
}

export class WasmChooser implements ReactiveController {
  /** The last one that could be used. */
  file: WasmFile | undefined;
  readonly #host: ChoosingHost;
  readonly #events: WasmChooserEvents;
  /** Something is being dragged over the page. */
  #over = false;
  /** Why the file given last cannot be used, as a sentence; empty if it can. */
  #refusal = "";

  constructor(host: ChoosingHost, events: WasmChooserEvents) {
    this.#host = host;
    this.#events = events;
    host.addController(this);
  }

  hostConnected(): void {
    if (this.#host.small) return;
    addEventListener("dragover", this.#onDragOver);
    addEventListener("dragleave", this.#onDragLeave);
    addEventListener("drop", this.#onDrop);
  }

  hostDisconnected(): void {
    removeEventListener("dragover", this.#onDragOver);
    removeEventListener("dragleave", this.#onDragLeave);
    removeEventListener("drop", this.#onDrop);
  }

  render(): unknown {
    const { file } = this;
    return html`
      <div class="file ${this.#over ? "over" : ""}">
        <label for="file">${file ? "Choose another .wasm file" : "Choose a .wasm file, or drop it anywhere on this page"}</label>
        <input id="file" type="file" accept=".wasm,application/wasm" @change=${this.#onChosen} />
        ${
          this.#refusal
            ? html`<p class="refused" role="alert">${this.#refusal}</p>`
            : html`<p role="status">${
                file
                  ? `${file.name}, ${(file.bytes.length / 1000).toFixed(1)} kB. It stays on this device; links do not carry it.`
                  : "From any language, if it exports task(seed, size). It stays on this device."
              }</p>`
        }
      </div>
    `;
  }

  /** What was refused is no longer of interest. */
  forgetRefusal(): void {
    this.#refuse("");
  }

  async #take(given: File): Promise<void> {
    try {
      this.file = await readWasm(given);
      this.#refuse("");
      this.#events.taken(this.file.bytes);
    } catch (error) {
      this.#refuse(sentenceOf(error));
      this.#events.refused();
    }
  }

  #refuse(why: string): void {
    this.#refusal = why;
    this.#host.requestUpdate();
  }

  #drag(over: boolean): void {
    this.#over = over;
    this.#host.requestUpdate();
  }

  readonly #onChosen = (event: Event): void => {
    const input = event.currentTarget as HTMLInputElement;
    const file = input.files?.[0];
    if (file) void this.#take(file);
  };

  readonly #onDragOver = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.#drag(true);
  };

  readonly #onDragLeave = ({ relatedTarget }: DragEvent): void => {
    if (relatedTarget === null) this.#drag(false);
  };

  readonly #onDrop = (event: DragEvent): void => {
    this.#drag(false);
    const file = event.dataTransfer?.files[0];
    if (!file) return;
    event.preventDefault();
    this.#events.dropped();
    void this.#take(file);
  };
}
