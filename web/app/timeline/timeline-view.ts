/** The timeline in the page: its figure, legend, buttons, tooltip, and the same data as tables. */

import { html, LitElement, nothing, type PropertyValues } from "lit";
import { formatCount, plural } from "../../base/format.ts";
import { formatMeasured } from "../../base/measured.ts";
import { onThemeChange, timelinePalette } from "../../kit/look/palette.ts";
import { base, buttons } from "../../kit/look/shared-styles.ts";
import { sentenceOf } from "../../spec/errors.ts";
import { later } from "../../spec/later.ts";
import type { Result } from "../../spec/types.ts";
import { barKinds } from "../../timeline/scene/kinds.ts";
import { isWhole } from "../../timeline/scene/view.ts";
import type { Gestures, MarkFacts, TimelineStage } from "../../timeline/timeline.ts";
import { styles } from "./timeline-styles.ts";

type Module = typeof import("../../timeline/timeline.ts");

export class TimelineView extends LitElement {
  static override properties = {
    results: { attribute: false },
    facts: { state: true },
    whole: { state: true },
    tableOpen: { state: true },
    trouble: { state: true },
    tableTrouble: { state: true },
  };
  declare results: readonly Result[];
  /** The mark under the pointer or keyboard focus. */
  declare facts: MarkFacts | undefined;
  /** The whole run is in view. */
  declare whole: boolean;
  declare tableOpen: boolean;
  /** Why there is no figure. */
  declare trouble: string;
  /** Why there are no tables. */
  declare tableTrouble: string;

  static override styles = [base, buttons, styles];

  #module: Module | undefined;
  #stage: TimelineStage | undefined;
  #gestures: Gestures | undefined;
  /** What the stage shows. */
  #shown: readonly Result[] | undefined;
  #endThemeWatch: (() => void) | undefined;
  readonly #resized = new ResizeObserver(() => this.#stage?.setWidth(this.clientWidth));

  constructor() {
    super();
    this.results = [];
    this.whole = true;
    this.tableOpen = false;
    this.trouble = "";
    this.tableTrouble = "";
  }

  override render(): unknown {
    if (this.results.length === 0) return nothing;
    return html`
      <div class="head">
        <h2>Timeline</h2>
        <ul class="legend" aria-label="Patterns">
          ${barKinds.map(
            (kind) => html`<li><span class="swatch ${kind.split(" ").at(-1)}"></span>${kind}</li>`,
          )}
        </ul>
      </div>
      ${
        this.trouble
          ? html`<p class="trouble" role="alert">${this.trouble}</p>
              ${this.#table()}`
          : html`${this.#tools()}${this.#figure()}${this.#slowMotion()}${this.#table()}`
      }
    `;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized.observe(this);
    this.#endThemeWatch = onThemeChange(() => this.#stage?.setPalette(timelinePalette(this)));
    if (this.hasUpdated) this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
    this.#endThemeWatch?.();
    this.#forgetStage();
  }

  override updated(changed: PropertyValues<this>): void {
    const frame = this.renderRoot.querySelector<HTMLElement>(".frame");
    if (!frame) {
      this.#forgetStage();
      return;
    }
    if (!this.#module) void this.#load();
    else this.#show(this.#module, frame);
    if (changed.has("facts")) this.#placeTip();
  }

  async #load(): Promise<void> {
    try {
      this.#module = await later("The timeline", import("../../timeline/timeline.ts"));
      // Ignored: the figure says what there is to see all the same.
      import("./slow-motion.ts").catch(() => undefined);
      this.requestUpdate();
    } catch (error) {
      this.trouble = sentenceOf(error);
    }
  }

  async #loadTable(): Promise<void> {
    try {
      await later("The tables", import("./timeline-table.ts"));
    } catch (error) {
      this.tableTrouble = sentenceOf(error);
    }
  }

  #show({ TimelineStage, Gestures }: Module, frame: HTMLElement): void {
    if (!this.#stage) {
      this.#stage = new TimelineStage(frame, {
        palette: timelinePalette(this),
        formatMs: formatMeasured,
        onChange: this.#onChange,
      });
      this.#gestures = new Gestures(frame, this.#stage);
      this.#stage.setWidth(this.clientWidth);
    }
    if (this.#shown !== this.results) {
      this.#shown = this.results;
      this.#stage.setResults(this.results);
    }
  }

  #forgetStage(): void {
    this.#gestures?.dispose();
    this.#stage?.dispose();
    this.#gestures = undefined;
    this.#stage = undefined;
    this.#shown = undefined;
    this.facts = undefined;
    this.whole = true;
  }

  #tools(): unknown {
    const step = (factor: 1 | -1) => () => {
      const by = this.#module?.zoomStep ?? 1;
      this.#gestures?.zoom(factor > 0 ? by : 1 / by);
    };
    return html`
      <div class="tools" role="group" aria-label="What the timeline shows">
        <button @click=${step(1)}><span aria-hidden="true">+</span> Zoom in</button>
        <button aria-disabled=${this.whole} @click=${step(-1)}>
          <span aria-hidden="true">−</span> Zoom out
        </button>
        <button aria-disabled=${this.whole} @click=${() => this.#gestures?.fit()}>Fit all</button>
        <p class="fine">Ctrl + wheel zooms at the pointer, dragging moves along.</p>
        <p class="coarse">Two fingers zoom, one moves along.</p>
      </div>
    `;
  }

  #figure(): unknown {
    return html`
      <div class="stage">
        <div
          class="frame"
          role="application"
          tabindex="0"
          aria-roledescription="timeline"
          aria-label="Tasks on lanes over time"
          aria-describedby="keys"
          @focus=${this.#onFocus}
          @blur=${this.#onBlur}
          @keydown=${this.#onKeydown}
        ></div>
        <p class="quiet" id="keys">
          Arrow keys move from span to span and from lane to lane, Home and End to the ends of a lane.
          W and S, or plus and minus, zoom in and out; A and D move along; 0 or F shows all.
        </p>
        <div class="tip" ?hidden=${!this.facts}>${this.#tip()}</div>
        <p class="quiet" role="status">${this.#spoken()}</p>
      </div>
    `;
  }

  #slowMotion(): unknown {
    return html`<lanes-slow-motion
      .results=${this.results}
      @moment=${(event: CustomEvent<number | undefined>) => {
        if (this.#stage) this.#stage.moment = event.detail;
      }}
    ></lanes-slow-motion>`;
  }

  #tip(): unknown {
    const { facts } = this;
    if (!facts) return nothing;
    return html`<b>${nameOf(facts)}</b>${facts.lane}<br />from ${formatMeasured(facts.startMs)}, for
      ${formatMeasured(facts.endMs - facts.startMs)}`;
  }

  /** Only for keyboard use: with a pointer the tooltip is visible. */
  #spoken(): string {
    const { facts } = this;
    const frame = this.renderRoot.querySelector(".frame");
    if (!facts || this.shadowRoot?.activeElement !== frame) return "";
    const { how, lane, startMs, endMs } = facts;
    return `${how}, ${nameOf(facts)}, ${lane}, from ${formatMeasured(startMs)}, for ${formatMeasured(endMs - startMs)}`;
  }

  #table(): unknown {
    return html`
      <details
        @toggle=${(event: Event) => {
          this.tableOpen = (event.currentTarget as HTMLDetailsElement).open;
          if (this.tableOpen) void this.#loadTable();
        }}
      >
        <summary>The same as tables</summary>
        ${this.tableTrouble ? html`<p class="trouble" role="alert">${this.tableTrouble}</p>` : nothing}
        ${
          this.tableOpen
            ? html`<lanes-timeline-table
                tabindex="0"
                role="region"
                aria-label="The timeline as tables"
                .results=${this.results}
              ></lanes-timeline-table>`
            : nothing
        }
      </details>
    `;
  }

  readonly #onChange = (): void => {
    const stage = this.#stage;
    if (!stage || !this.#module) return;
    this.whole = isWhole(stage.view, stage.scene.endMs);
    this.facts = stage.focus < 0 ? undefined : this.#module.factsOf(stage.scene, stage.focus);
  };

  #placeTip(): void {
    const tip = this.renderRoot.querySelector<HTMLElement>(".tip");
    const stage = this.#stage;
    if (!tip || !stage || stage.focus < 0) return;
    const { left, right, top } = stage.boxOf(stage.focus);
    const x = Math.min(
      Math.max(0, (left + right) / 2 - tip.offsetWidth / 2),
      this.clientWidth - tip.offsetWidth,
    );
    tip.style.setProperty("transform", `translate(${x}px, ${top - tip.offsetHeight - 6}px)`);
  }

  readonly #onFocus = (event: FocusEvent): void => {
    const stage = this.#stage;
    const frame = event.currentTarget as HTMLElement;
    if (!stage || !this.#module || stage.focus >= 0 || !frame.matches(":focus-visible")) return;
    stage.focus = this.#module.firstMark(stage.scene);
  };

  readonly #onBlur = (): void => {
    if (this.#stage) this.#stage.focus = -1;
  };

  /** A tooltip must be dismissible (WCAG 1.4.13). */
  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && this.#stage) this.#stage.focus = -1;
  };
}

function nameOf({ task, kind, frames }: MarkFacts): string {
  if (frames !== undefined) return `${plural(frames, "frame")} dropped`;
  return task === undefined ? `no answer: ${kind}` : `task ${formatCount(task)} · ${kind}`;
}

customElements.define("lanes-timeline", TimelineView);
