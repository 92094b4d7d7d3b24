/**
 * The base of every story: its numbers in the link, plays that can be cancelled, a reset to the
 * defaults. The prose is in the page and is slotted between the figures.
 */

import { html, LitElement, nothing, type PropertyDeclarations } from "lit";
import { siteRoot } from "../base/site.ts";
import {
  announceHeight,
  hearHost,
  isFramed,
  openLinksOutside,
  tellHost,
} from "../embed/host-page.ts";
import { AddressBar } from "../kit/address.ts";
import { storyEmbedCode, storyHeight } from "../share/embed-code.ts";
import { sentenceOf } from "../spec/errors.ts";
import { later } from "../spec/later.ts";
import type { Spec } from "../spec/types.ts";
import "../kit/number-field.ts";
import type { NumberField } from "../kit/number-field.ts";
import { showTheme } from "../kit/theme.ts";
import { Waiting } from "../kit/waiting.ts";
import { stories } from "./catalogue.ts";
import {
  defaultValues,
  keysOf,
  type Parameters,
  readValues,
  type Values,
  writeValues,
} from "./parameters.ts";

export abstract class StoryElement<P extends Parameters> extends LitElement {
  static override properties: PropertyDeclarations = {
    values: { state: true },
    changes: { state: true },
    playing: { state: true },
    failure: { state: true },
    said: { state: true },
    copied: { state: true },
  };
  declare values: Values<P>;
  /** Parts of the link that could not be used as written. */
  declare changes: readonly string[];
  /** The play in progress; empty if there is none. */
  declare playing: string;
  declare failure: string;
  /** For the live region. */
  declare said: string;
  declare copied: string;

  readonly parameters: P;
  readonly #address: AddressBar;
  readonly #waiting = new Waiting(this);
  /** The values that the link requests. */
  #theme: Spec["theme"] = "auto";
  #abort: AbortController | undefined;

  constructor(parameters: P) {
    super();
    this.parameters = parameters;
    this.#address = new AddressBar(keysOf(parameters));
    this.values = defaultValues(parameters);
    this.changes = [];
    this.playing = "";
    this.failure = "";
    this.said = "";
    this.copied = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#readLink();
    window.addEventListener("hashchange", this.#readLink);
    window.addEventListener("keydown", this.#onKeydown);
    if (isFramed()) this.#settleInFrame();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("hashchange", this.#readLink);
    window.removeEventListener("keydown", this.#onKeydown);
    this.#address.dispose();
    this.cancel();
  }

  /** The numbers have changed: discard what was measured with the old ones. */
  protected abstract forget(changed: keyof P | "all"): void;

  /**
   * Plays one thing at a time. `doing` gets the signal that `Cancel` aborts, and returns the final
   * announcement for screen readers.
   */
  protected async play(
    name: string,
    doing: (signal: AbortSignal) => Promise<string>,
  ): Promise<void> {
    if (this.playing) return;
    const abort = new AbortController();
    this.#abort = abort;
    this.playing = name;
    this.failure = "";
    this.said = "";
    try {
      await window.lanes.ready;
      this.said = await doing(abort.signal);
    } catch (error) {
      if (abort.signal.aborted) this.said = "Cancelled.";
      else this.failure = sentenceOf(error);
    } finally {
      this.#abort = undefined;
      this.playing = "";
    }
  }

  protected cancel(): void {
    this.#abort?.abort();
  }

  protected set(key: keyof P, value: number): void {
    if (this.values[key] === value) return;
    this.values = { ...this.values, [key]: value };
    this.changes = [];
    this.forget(key);
    this.#address.show(this.#hash());
  }

  /** Fields for the numbers; less important ones are folded away. */
  protected controls(keys: readonly (keyof P & string)[], more: readonly (keyof P & string)[]) {
    return html`
      ${
        this.changes.length > 0
          ? html`<p class="changes">From the link: ${this.changes.join(" ")}</p>`
          : nothing
      }
      <div class="controls" role="group" aria-label="The story’s numbers">
        ${keys.map((key) => this.#field(key))}
      </div>
      ${
        more.length > 0
          ? html`<details>
              <summary>More numbers</summary>
              <div class="controls">${more.map((key) => this.#field(key))}</div>
            </details>`
          : nothing
      }
      <div class="keys">
        <button type="button" aria-disabled=${!this.playing} @click=${() => this.cancel()}>
          Cancel
        </button>
        <button type="button" @click=${this.#reset}>Reset</button>
        <button type="button" @click=${this.#copy}>${this.copied || "Copy link"}</button>
        ${
          isFramed()
            ? html`<a href=${this.#hash() || location.pathname} target="_blank" rel="noopener">
                Open in Lanes
              </a>`
            : html`<button type="button" @click=${this.#embed}>Embed</button>`
        }
      </div>
      ${this.#waiting.sentence ? html`<p class="waiting" role="status">${this.#waiting.sentence}</p>` : nothing}
      ${this.failure ? html`<p class="failure" role="alert">${this.failure}</p>` : nothing}
    `;
  }

  protected liveRegion(): unknown {
    return html`<div class="quiet" role="status">${this.said}</div>`;
  }

  /** Embedded in another page: without the site's own frame (story.css). */
  #settleInFrame(): void {
    document.documentElement.dataset.framed = "";
    announceHeight();
    openLinksOutside();
    hearHost((message) => {
      if (message.type === "cancel") this.cancel();
      else if (message.type === "theme") showTheme(message.theme);
    });
    tellHost({ source: "lanes", type: "ready", version: window.lanes.version });
  }

  #hash(theme = this.#theme): string {
    return writeValues(this.values, this.parameters, theme);
  }

  #field(key: keyof P & string): unknown {
    const { label, unit, min, max } = this.parameters[key] as P[keyof P & string];
    return html`
      <lanes-number
        label=${label}
        unit=${unit}
        .min=${min}
        .max=${max}
        .value=${this.values[key]}
        data-key=${key}
        @change=${this.#onNumber}
      ></lanes-number>
    `;
  }

  readonly #onNumber = (event: Event): void => {
    const field = event.currentTarget as NumberField;
    this.set(field.dataset.key as keyof P & string, field.value);
  };

  readonly #readLink = (): void => {
    this.cancel();
    const { values, theme, changes } = readValues(this.#address.link(), this.parameters);
    this.values = values;
    this.changes = changes;
    this.#theme = theme;
    showTheme(this.#theme);
    this.failure = "";
    this.forget("all");
  };

  readonly #reset = (): void => {
    this.cancel();
    this.values = defaultValues(this.parameters);
    this.changes = [];
    this.failure = "";
    this.said = "As the story began.";
    this.forget("all");
    this.#address.show(this.#hash());
  };

  readonly #copy = async (): Promise<void> => {
    const link = new URL(location.pathname + this.#hash(), location.href);
    try {
      await navigator.clipboard.writeText(link.href);
      this.copied = "Copied";
    } catch {
      this.copied = "It is in the address bar";
    }
    setTimeout(() => {
      this.copied = "";
    }, 2000);
  };

  readonly #embed = async (): Promise<void> => {
    const story = stories.find(({ name }) => location.pathname.includes(`/stories/${name}/`));
    if (!story) return;
    try {
      const { showEmbedDialog } = await later("The dialog", import("../kit/embed-dialog.ts"));
      showEmbedDialog({
        what: "this story",
        theme: this.#theme,
        height: storyHeight,
        code: ({ theme, ...options }) =>
          storyEmbedCode(story, this.#hash(theme), options, siteRoot),
      });
    } catch (error) {
      this.failure = sentenceOf(error);
    }
  };

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") this.cancel();
  };
}
