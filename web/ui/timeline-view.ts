/** The timeline in the page: canvas, legend, tooltip, keyboard, and the same data as a table. */
import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { type Result, spanKinds } from "../engine/types.ts";
import { CanvasRenderer } from "../timeline/canvas-renderer.ts";
import { type Direction, neighbour, type SpanRef, spanAt } from "../timeline/find.ts";
import { laneName } from "../timeline/lanes.ts";
import { type Block, type Layout, layoutTimeline, rowOfLane, timeToX } from "../timeline/layout.ts";
import type { Palette, Renderer } from "../timeline/renderer.ts";
import { formatCount, formatMs } from "./format.ts";
import { onThemeChange, timelinePalette } from "./palette.ts";
import { base } from "./shared-styles.ts";

/** Rows of the table per strategy: a screen reader is not served by ten thousand. */
const maxTableRows = 100;

const directions: Record<string, Direction> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
  Home: "first",
  End: "last",
};

export class TimelineView extends LitElement {
  static override properties = {
    results: { attribute: false },
    focused: { state: true },
    tableOpen: { state: true },
  };
  declare results: readonly Result[];
  declare focused: SpanRef | null;
  declare tableOpen: boolean;

  static override styles = [
    base,
    css`
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: 0.25rem 1.5rem;
        align-items: baseline;
        justify-content: space-between;
        margin-block-end: 0.75rem;
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: 0.25rem 1.125rem;
        color: var(--muted);
        font-size: 0.8125rem;
      }
      .legend li {
        display: flex;
        gap: 0.4rem;
        align-items: center;
      }
      .swatch {
        inline-size: 1.75rem;
        block-size: 0.75rem;
        border: 1px solid var(--ink);
        forced-color-adjust: none;
      }
      .queued {
        border-color: var(--queued);
      }
      .waiting {
        background: repeating-linear-gradient(-45deg, var(--ink) 0 1px, transparent 1px 4px);
      }
      .running {
        background: var(--ink);
      }
      .blocked {
        border-color: var(--muted);
        background:
          repeating-linear-gradient(45deg, var(--muted) 0 1px, transparent 1px 4px),
          repeating-linear-gradient(-45deg, var(--muted) 0 1px, transparent 1px 4px);
      }
      .stage {
        position: relative;
      }
      .frame {
        display: block;
        overflow: hidden;
      }
      canvas {
        display: block;
        inline-size: 100%;
        forced-color-adjust: none;
      }
      .tip {
        position: absolute;
        inset-block-start: 0;
        inset-inline-start: 0;
        z-index: 2;
        inline-size: max-content;
        max-inline-size: min(18rem, 100%);
        padding: 0.375rem 0.625rem;
        border-radius: 3px;
        background: var(--ink);
        color: var(--paper);
        font-size: 0.8125rem;
        line-height: 1.35;
        pointer-events: none;
      }
      .tip b {
        display: block;
      }
      .empty {
        color: var(--muted);
        min-block-size: 6rem;
        padding-block: 1rem;
        border-block-start: 1px solid var(--line);
        font-size: 0.9375rem;
      }
      details {
        margin-block-start: 0.75rem;
      }
      summary {
        inline-size: fit-content;
        padding-block: 0.5rem;
        color: var(--muted);
        font-size: 0.875rem;
        cursor: pointer;
      }
      .scroll {
        max-block-size: 24rem;
        overflow: auto;
      }
      table {
        border-collapse: collapse;
        font-size: 0.8125rem;
      }
      caption {
        padding-block: 0.75rem 0.25rem;
        font-weight: 700;
        text-align: start;
      }
      th,
      td {
        padding: 0.125rem 1.25rem 0.125rem 0;
        text-align: end;
        white-space: nowrap;
      }
      th {
        color: var(--muted);
        font-weight: 400;
      }
      th:nth-child(-n + 3),
      td:nth-child(-n + 3) {
        text-align: start;
      }
    `,
  ];

  #renderer: Renderer | undefined;
  #layout: Layout | undefined;
  #palette: Palette | undefined;
  #width = 0;
  #frame = 0;
  #endThemeWatch: (() => void) | undefined;
  readonly #resized = new ResizeObserver(() => this.#measure());

  constructor() {
    super();
    this.results = [];
    this.focused = null;
    this.tableOpen = false;
  }

  override render(): unknown {
    return html`
      <div class="head">
        <h2>Timeline</h2>
        <ul class="legend" aria-label="Kinds of span">
          ${spanKinds.map((kind) => html`<li><span class="swatch ${kind}"></span>${kind}</li>`)}
        </ul>
      </div>
      ${
        this.results.length === 0
          ? html`<p class="empty">
              After a run, every task stands here on the lane that carried it, all strategies on one
              clock.
            </p>`
          : html`${this.#stage()}${this.#table()}`
      }
    `;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized.observe(this);
    this.#endThemeWatch = onThemeChange(() => {
      this.#palette = undefined;
      this.#redraw();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
    this.#endThemeWatch?.();
    this.#renderer?.dispose();
    this.#renderer = undefined;
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("results")) {
      this.focused = null;
      this.#layout = undefined;
    }
  }

  override updated(): void {
    const canvas = this.renderRoot.querySelector("canvas");
    if (!canvas) {
      this.#renderer?.dispose();
      this.#renderer = undefined;
      return;
    }
    this.#renderer ??= new CanvasRenderer(canvas);
    this.#placeTip();
    this.#redraw();
  }

  #stage(): unknown {
    return html`
      <div class="stage">
        <div
          class="frame"
          role="application"
          tabindex="0"
          aria-roledescription="timeline"
          aria-label="Tasks on lanes over time"
          aria-describedby="keys"
          @keydown=${this.#onKeydown}
          @focus=${this.#onFocus}
          @blur=${this.#clear}
          @pointermove=${this.#onPointer}
          @pointerdown=${this.#onPointer}
          @pointerleave=${this.#clear}
        >
          <canvas></canvas>
        </div>
        <p class="quiet" id="keys">
          Arrow keys move from span to span and from lane to lane, Home and End to the ends of a lane.
        </p>
        <div class="tip" ?hidden=${!this.focused}>${this.#tip()}</div>
        <p class="quiet" role="status">${this.#spoken()}</p>
      </div>
    `;
  }

  #tip(): unknown {
    const said = this.#describe();
    if (!said) return nothing;
    return html`<b>task ${said.task} · ${said.kind}</b>${said.lane}<br />from ${said.start}, for
      ${said.length}`;
  }

  /** Only for the keyboard: a pointer's owner sees the tip. */
  #spoken(): string {
    const said = this.#describe();
    const frame = this.renderRoot.querySelector(".frame");
    if (!said || this.shadowRoot?.activeElement !== frame) return "";
    return `${said.how}, task ${said.task}, ${said.lane}, ${said.kind}, from ${said.start}, for ${said.length}`;
  }

  #describe() {
    const { focused } = this;
    const block = focused ? this.#currentLayout().blocks[focused.block] : undefined;
    if (!focused || !block) return undefined;
    const { spans } = block.result;
    const i = focused.span;
    const startMs = spans.startMs[i] as number;
    return {
      how: block.how,
      task: formatCount(spans.task[i] as number),
      kind: spanKinds[spans.kind[i] as number] ?? "",
      lane: laneName(block.result, spans.lane[i] as number, block.waitsOnly),
      start: formatMs(startMs),
      length: formatMs((spans.endMs[i] as number) - startMs),
    };
  }

  #table(): unknown {
    return html`
      <details
        @toggle=${(event: Event) => {
          this.tableOpen = (event.currentTarget as HTMLDetailsElement).open;
        }}
      >
        <summary>The same as a table</summary>
        ${
          this.tableOpen
            ? html`<div class="scroll" tabindex="0" role="region" aria-label="Spans as tables">
                ${this.#currentLayout().blocks.map((block) => spanTable(block))}
              </div>`
            : nothing
        }
      </details>
    `;
  }

  #currentLayout(): Layout {
    this.#layout ??= layoutTimeline(this.results, this.#width);
    return this.#layout;
  }

  #measure(): void {
    if (this.#width === this.clientWidth) return;
    this.#width = this.clientWidth;
    this.#layout = undefined;
    this.#redraw();
    this.#placeTip();
  }

  #redraw(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      const canvas = this.renderRoot.querySelector("canvas");
      if (!this.#renderer || !canvas || this.#width === 0) return;
      const layout = this.#currentLayout();
      canvas.style.setProperty("block-size", `${layout.height}px`);
      this.#palette ??= timelinePalette(this);
      this.#renderer.draw({
        layout,
        palette: this.#palette,
        pixelRatio: devicePixelRatio || 1,
        focus: this.focused,
      });
    });
  }

  #placeTip(): void {
    const tip = this.renderRoot.querySelector<HTMLElement>(".tip");
    const { focused } = this;
    const layout = this.#currentLayout();
    const block = focused ? layout.blocks[focused.block] : undefined;
    if (!tip || !focused || !block) return;
    const { spans } = block.result;
    const from = timeToX(layout, spans.startMs[focused.span] as number);
    const to = timeToX(layout, spans.endMs[focused.span] as number);
    const row = rowOfLane(block, spans.lane[focused.span] as number);
    const top = block.rowsY + row * block.rowHeight;
    const x = Math.min(
      Math.max(0, (from + to) / 2 - tip.offsetWidth / 2),
      this.#width - tip.offsetWidth,
    );
    tip.style.setProperty("transform", `translate(${x}px, ${top - tip.offsetHeight - 6}px)`);
  }

  readonly #onKeydown = (event: KeyboardEvent): void => {
    const direction = directions[event.key];
    if (!direction || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.focused = neighbour(this.#currentLayout(), this.focused, direction);
  };

  readonly #onFocus = (): void => {
    const frame = this.renderRoot.querySelector(".frame");
    if (frame?.matches(":focus-visible")) {
      this.focused ??= neighbour(this.#currentLayout(), null, "first");
    }
  };

  readonly #onPointer = (event: PointerEvent): void => {
    const frame = event.currentTarget as HTMLElement;
    const { left, top } = frame.getBoundingClientRect();
    const found = spanAt(this.#currentLayout(), event.clientX - left, event.clientY - top);
    if (found?.block !== this.focused?.block || found?.span !== this.focused?.span) {
      this.focused = found;
    }
  };

  readonly #clear = (): void => {
    this.focused = null;
  };
}

function spanTable(block: Block): unknown {
  const { spans } = block.result;
  const shown = Math.min(spans.count, maxTableRows);
  const rows = Array.from({ length: shown }, (_, i) => i);
  return html`
    <table>
      <caption>
        ${block.how}${shown < spans.count ? `: the first ${shown} of ${formatCount(spans.count)} spans` : ""}
      </caption>
      <thead>
        <tr>
          <th scope="col">Task</th>
          <th scope="col">Lane</th>
          <th scope="col">Kind</th>
          <th scope="col">Start</th>
          <th scope="col">Length</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((i) => {
          const startMs = spans.startMs[i] as number;
          return html`<tr>
            <td>${spans.task[i]}</td>
            <td>${laneName(block.result, spans.lane[i] as number, block.waitsOnly)}</td>
            <td>${spanKinds[spans.kind[i] as number]}</td>
            <td>${formatMs(startMs)}</td>
            <td>${formatMs((spans.endMs[i] as number) - startMs)}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  `;
}

customElements.define("lanes-timeline", TimelineView);
