/**
 * The run once more, slowly: plays the recorded spans, or steps from one beginning or end to the
 * next, and says of each strategy what runs and what stands in line at that moment. Tells the
 * timeline which moment to show by the event "moment" (ms, or undefined for the whole run).
 */
import { html, LitElement, nothing, type PropertyValues } from "lit";
import { formatMeasured } from "../../base/measured.ts";
import { base, buttons } from "../../kit/look/shared-styles.ts";
import type { Result } from "../../spec/types.ts";
import { momentAt, stepFrom, stepsOf } from "../../timeline/scene/moments.ts";
import { describeMoment } from "./moment-words.ts";
import { queueAt } from "./queue-figure.ts";
import { styles } from "./slow-motion-styles.ts";

/** How long a whole run is played for, ms; a run that took longer is played as fast as it was. */
const playedMs = 12_000;

export class SlowMotion extends LitElement {
  static override properties = {
    results: { attribute: false },
    ms: { state: true },
    playing: { state: true },
  };
  declare results: readonly Result[];
  /** The moment shown; undefined: none, all of the run is. */
  declare ms: number | undefined;
  declare playing: boolean;

  static override styles = [base, buttons, styles];

  /** Of these results; found when the reader steps for the first time. */
  #steps: Float64Array | undefined;
  #frame = 0;

  constructor() {
    super();
    this.results = [];
    this.playing = false;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("results")) return;
    this.#steps = undefined;
    this.#stop();
    if (this.ms !== undefined) this.#show(undefined);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  override render(): unknown {
    const { ms } = this;
    const endMs = this.#endMs;
    const slower = Math.round(playedMs / endMs);
    return html`
      <div class="tools" role="group" aria-label="Slow motion">
        <button type="button" class="play" @click=${this.#playOrPause}>
          ${this.playing ? "Pause" : slower > 1 ? `Play, ${slower} times slower` : "Play"}
        </button>
        <button type="button" @click=${() => this.#step(-1)}>
          <span aria-hidden="true">◀</span> Step back
        </button>
        <button type="button" @click=${() => this.#step(1)}>
          Step <span aria-hidden="true">▶</span>
        </button>
        ${
          ms === undefined
            ? html`<p>What ran, and what stood in line, at each moment of these runs.</p>`
            : html`<input
                  type="range"
                  aria-label="Moment"
                  aria-valuetext=${formatMeasured(ms)}
                  min="0"
                  max=${endMs}
                  step="any"
                  .value=${String(ms)}
                  @input=${this.#onSlide}
                />
                <button type="button" @click=${this.#whole}>Whole run</button>`
        }
      </div>
      ${ms === undefined ? nothing : this.#moment(ms)}
    `;
  }

  #moment(ms: number): unknown {
    return html`
      <p class="at">At <b>${formatMeasured(ms)}</b></p>
      <dl aria-live=${this.playing ? "off" : "polite"}>
        ${this.results.map((result) => {
          const moment = momentAt(result, ms);
          return html`
            <div>
              <dt>${result.how}</dt>
              <dd>${describeMoment(result.how, moment)}</dd>
              <dd class="line" aria-hidden="true">${queueAt(moment)}</dd>
            </div>
          `;
        })}
      </dl>
    `;
  }

  get #endMs(): number {
    return Math.max(0, ...this.results.map(({ wallMs }) => wallMs)) || 1;
  }

  readonly #playOrPause = (): void => {
    if (this.playing) {
      this.#stop();
      return;
    }
    this.playing = true;
    const endMs = this.#endMs;
    const fromMs = this.ms === undefined || this.ms >= endMs ? 0 : this.ms;
    const rate = Math.min(1, endMs / playedMs);
    const began = performance.now();
    const draw = (): void => {
      const ms = Math.min(endMs, fromMs + (performance.now() - began) * rate);
      this.#show(ms);
      if (ms < endMs) this.#frame = requestAnimationFrame(draw);
      else this.#stop();
    };
    draw();
  };

  #step(by: 1 | -1): void {
    this.#stop();
    // Before the first step every task stands in line: that is a moment to look at.
    this.#steps ??= stepsOf(this.results);
    this.#show(this.ms === undefined ? 0 : stepFrom(this.#steps, this.ms, by));
  }

  readonly #onSlide = (event: Event): void => {
    this.#stop();
    this.#show(Number((event.currentTarget as HTMLInputElement).value));
  };

  readonly #whole = (): void => {
    this.#stop();
    this.#show(undefined);
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(".play")?.focus(),
    );
  };

  #stop(): void {
    cancelAnimationFrame(this.#frame);
    this.playing = false;
  }

  #show(ms: number | undefined): void {
    this.ms = ms;
    this.dispatchEvent(new CustomEvent<number | undefined>("moment", { detail: ms }));
  }
}

customElements.define("lanes-slow-motion", SlowMotion);
