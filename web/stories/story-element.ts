/**
 * The base of every story: its numbers in the link, plays that can be cancelled, a reset to the
 * defaults. The prose is in the page and is slotted between the figures.
 */

import { html, LitElement, nothing, type PropertyDeclarations } from "lit";
import { lanesReady } from "../api/api.ts";
import { isFramed } from "../embed/host-page.ts";
import { AddressBar } from "../kit/address.ts";
import { fromLink } from "../kit/from-link.ts";
import { showTheme } from "../kit/look/theme.ts";
import { Waiting } from "../kit/waiting.ts";
import { sentenceOf } from "../spec/errors.ts";
import type { Spec } from "../spec/types.ts";
import { settleInFrame } from "./framed.ts";
import { type Kept, recordedLine, recordedWith } from "./kept-plays.ts";
import { numberFields } from "./number-fields.ts";
import {
  defaultValues,
  keysOf,
  type Parameters,
  readValues,
  type Values,
  writeValues,
} from "./parameters.ts";
import { copyStoryLink, embedStory } from "./story-share.ts";

/** Resolves to whether it was played to its end. */
type Play = () => Promise<boolean>;

/** `Plays`: what is recorded of them, if anything. */
export abstract class StoryElement<P extends Parameters, Plays = never> extends LitElement {
  static override properties: PropertyDeclarations = {
    kept: { state: true },
    trouble: { state: true },
    both: { state: true },
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
  /** The pair that is played, a mistake and its fix, and which of them; undefined if none is. */
  declare both: { pair: string; at: 1 | 2 } | undefined;
  declare failure: string;
  /** Why nothing can be played here; "" if it can. */
  declare trouble: string;
  /** undefined until loaded. */
  declare kept: Kept<Plays> | undefined;
  /** For the live region. */
  declare said: string;
  declare copied: string;

  readonly parameters: P;
  readonly #address: AddressBar;
  readonly #waiting = new Waiting(this);
  /** The values that the link requests. */
  #theme: Spec["theme"] = "auto";
  #abort: AbortController | undefined;
  readonly #loadKept: (() => Promise<{ default: unknown }>) | undefined;

  /** `loadKept`: the story's recorded.json, a `Kept<Plays>`. */
  constructor(parameters: P, loadKept?: () => Promise<{ default: unknown }>) {
    super();
    this.parameters = parameters;
    this.#loadKept = loadKept;
    this.#address = new AddressBar(keysOf(parameters));
    this.values = defaultValues(parameters);
    this.changes = [];
    this.playing = "";
    this.failure = "";
    this.trouble = "";
    this.said = "";
    this.copied = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // A browser's translation replaces text nodes, and what changes would be stale: the prose alone
    // is translated.
    this.translate = false;
    for (const prose of this.children) if (prose instanceof HTMLElement) prose.translate = true;
    this.#readLink();
    window.addEventListener("hashchange", this.#readLink);
    window.addEventListener("keydown", this.#onKeydown);
    if (isFramed()) settleInFrame(() => this.cancel());
  }

  override firstUpdated(): void {
    void lanesReady().then(
      () => this.ready(),
      (error: unknown) => this.#doWithout(sentenceOf(error)),
    );
    // Ignored: without it the figures are empty until something is played.
    this.#loadKept?.().then(
      (loaded) => {
        this.kept = loaded.default as Kept<Plays>;
      },
      () => undefined,
    );
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

  /** `window.lanes` is ready. */
  protected ready(): void {}

  /** What was recorded with the numbers that the story has now. */
  protected get recorded(): Plays | undefined {
    return recordedWith(this.values, this.kept);
  }

  /** Nothing is played now, and something can be. */
  protected get canPlay(): boolean {
    return this.playing === "" && this.trouble === "";
  }

  /** Says of what is recorded that it is; `shown`: a figure shows some of it. */
  protected recordedLine(shown: boolean): unknown {
    return recordedLine(this.kept, shown, this.trouble === "");
  }

  /**
   * Plays one thing at a time. `doing` gets the signal that `Cancel` aborts, and returns the final
   * announcement for screen readers. Resolves to whether it was played to its end.
   */
  protected async play(
    name: string,
    doing: (signal: AbortSignal) => Promise<string>,
  ): Promise<boolean> {
    if (this.playing || this.trouble) return false;
    const abort = new AbortController();
    this.#abort = abort;
    this.playing = name;
    this.failure = "";
    this.said = "";
    try {
      await lanesReady();
      this.said = await doing(abort.signal);
      return !abort.signal.aborted;
    } catch (error) {
      if (abort.signal.aborted) this.said = "Cancelled.";
      else this.failure = sentenceOf(error);
      return false;
    } finally {
      this.#abort = undefined;
      this.playing = "";
    }
  }

  /** Plays the mistake and, if that was played to its end, the fix. */
  protected async playBoth(pair: string, mistake: Play, fix: Play): Promise<void> {
    if (this.playing || this.trouble) return;
    this.both = { pair, at: 1 };
    try {
      if (!(await mistake())) return;
      this.both = { pair, at: 2 };
      await fix();
    } finally {
      this.both = undefined;
    }
  }

  protected cancel(): void {
    this.#abort?.abort();
  }

  protected set<K extends keyof P>(key: K, value: Values<P>[K]): void {
    this.change({ [key]: value } as unknown as Partial<Values<P>>);
  }

  /** Several at once. */
  protected change(given: Partial<Values<P>>): void {
    const changed = (Object.keys(given) as (keyof P)[]).filter(
      (key) => this.values[key] !== given[key],
    );
    if (changed.length === 0) return;
    this.values = { ...this.values, ...given };
    this.changes = [];
    for (const key of changed) this.forget(key);
    this.#address.show(this.#hash());
  }

  /** What stands first: its `buttons`, Cancel, and what is to be said of a play at once. */
  protected bar(buttons: unknown): unknown {
    const failure = this.failure || this.trouble;
    return html`
      <div class="bar" ?data-playing=${this.playing !== ""}>
        <div class="keys">
          ${buttons}
          <button type="button" aria-disabled=${!this.playing} @click=${() => this.cancel()}>
            Cancel
          </button>
        </div>
        ${this.#waiting.sentence ? html`<p class="waiting" role="status">${this.#waiting.sentence}</p>` : nothing}
        ${failure ? html`<p class="failure" role="alert">${failure}</p>` : nothing}
      </div>
    `;
  }

  /** The button of `playBoth`. */
  protected bothButton(mistake: Play, fix: Play, label = "Play both"): unknown {
    const both = this.both?.pair === label ? this.both : undefined;
    return html`
      <button
        class="play both"
        type="button"
        aria-disabled=${!this.canPlay}
        title="The mistake and then its fix, with the same requests"
        @click=${() => void this.playBoth(label, mistake, fix)}
      >
        ${both ? `Playing ${both.at} of 2` : label}
      </button>
    `;
  }

  /** What the link requests, where one value restricts another; sentences about what was changed. */
  protected fitting(values: Values<P>): { values: Values<P>; changes: readonly string[] } {
    return { values, changes: [] };
  }

  /**
   * Fields for the numbers, after those of the story's `own`; less important ones are folded away.
   */
  protected controls(
    keys: readonly (keyof P & string)[],
    more: readonly (keyof P & string)[],
    own: unknown = nothing,
  ) {
    // Of what was recorded no number can be changed.
    const fixed = this.trouble !== "";
    return html`
      ${fromLink(this.changes)}
      ${
        fixed && own === nothing
          ? nothing
          : html`<div class="controls" role="group" aria-label="The story’s numbers">
              ${own} ${fixed ? nothing : this.#fields(keys)}
            </div>`
      }
      ${
        more.length > 0 && !fixed
          ? html`<details>
              <summary>More numbers</summary>
              <div class="controls">${this.#fields(more)}</div>
            </details>`
          : nothing
      }
      <div class="keys">
        ${fixed ? nothing : html`<button type="button" @click=${this.#reset}>Reset</button>`}
        <button type="button" @click=${this.#copy}>${this.copied || "Copy link"}</button>
        ${
          isFramed()
            ? html`<a href=${this.#hash() || location.pathname} target="_blank" rel="noopener">
                Open in Lanes
              </a>`
            : html`<button type="button" @click=${this.#embed}>Embed</button>`
        }
      </div>
    `;
  }

  /** The button of a play by that name, which says `meanwhile` for as long as it lasts. */
  protected playButton(name: string, label: string, meanwhile: string, start: () => void): unknown {
    return html`
      <button class="play" type="button" aria-disabled=${!this.canPlay} @click=${start}>
        ${this.playing === name ? meanwhile : label}
      </button>
    `;
  }

  protected liveRegion(): unknown {
    return html`<div class="quiet" role="status">${this.said}</div>`;
  }

  /** Nothing can be played, and what was recorded has the story's own numbers. */
  #doWithout(why: string): void {
    this.trouble = why;
    const own = defaultValues(this.parameters);
    if (JSON.stringify(own) === JSON.stringify(this.values)) return;
    this.values = own;
    this.changes = ["What was recorded has the story’s own numbers, so those are shown."];
  }

  #hash(theme = this.#theme): string {
    return writeValues(this.values, this.parameters, theme);
  }

  #fields(keys: readonly (keyof P & string)[]): unknown {
    return numberFields(keys, this.parameters, this.values, (key, value) => this.set(key, value));
  }

  readonly #readLink = (): void => {
    this.cancel();
    const { values, theme, changes } = readValues(this.#address.link(), this.parameters);
    const fitting = this.fitting(values);
    this.values = fitting.values;
    this.changes = [...changes, ...fitting.changes];
    this.#theme = theme;
    showTheme(this.#theme);
    this.failure = "";
    if (this.trouble) this.#doWithout(this.trouble);
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
    this.copied = await copyStoryLink(this.#hash());
    setTimeout(() => {
      this.copied = "";
    }, 2000);
  };

  readonly #embed = async (): Promise<void> => {
    try {
      await embedStory(this.#theme, (theme) => this.#hash(theme));
    } catch (error) {
      this.failure = sentenceOf(error);
    }
  };

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") this.cancel();
  };
}
