/** Who computed when, for each way of running the tasks, on one time axis. SVG, drawn by Lit. */
import { css, html, nothing, svg } from "lit";
import { formatMeasured } from "../../base/measured.ts";
import { scale } from "../../kit/curves/curve-scale.ts";
import { drawing } from "../../kit/drawing.ts";
import { FittedWidth } from "../../kit/fitted-width.ts";
import { base } from "../../kit/look/shared-styles.ts";
import { secondsBelow } from "../figures/layers.ts";
import { type FiguredWay, WaysFigure, waysStyles } from "../figures/ways-figure.ts";
import { joined, type ThreadRow } from "./turns.ts";

/** One way of running the tasks. */
export interface ShownWay extends FiguredWay {
  name: string;
  /** What a row is: "thread", "process". */
  row: string;
  /** How many there are to be. */
  rows: number;
  done?: { wallMs: number; rows: readonly ThreadRow[]; says: string };
  /** What is done is a recorded run, not the reader's. */
  recorded?: boolean;
}

/** In CSS px. */
const left = 76;
const rightGap = 12;
const title = 26;
const rowHeight = 13;
const rowGap = 3;
const blockGap = 16;

export class TurnsFigure extends WaysFigure<ShownWay> {
  static override styles = [
    base,
    drawing,
    waysStyles,
    css`
      .track {
        fill: none;
        stroke: var(--line);
      }
      .computes {
        fill: var(--parallel);
      }
      .waits {
        fill: none;
        stroke: var(--queued);
        stroke-width: 3;
        stroke-dasharray: 2 2;
      }
    `,
  ];

  readonly #width = new FittedWidth(this);

  protected override tookMs({ done }: ShownWay): number | undefined {
    return done?.wallMs;
  }

  override render(): unknown {
    const endMs = this.lastMs;
    const x = scale({ from: 0, to: endMs }, { from: left, to: this.#width.px - rightGap });
    let top = 0;
    const blocks = this.ways.map((way) => {
      const block = this.#way(way, top, x, endMs);
      top += title + way.rows * (rowHeight + rowGap) + blockGap;
      return block;
    });
    return html`
      <svg viewBox="0 0 ${this.#width.px} ${top + 22}" role="img" aria-label=${this.#describe()}>
        ${blocks}
        <path class="axis" d="M${left} ${top}H${this.#width.px - rightGap}" />
        ${secondsBelow(top, x, endMs)}
      </svg>
      <ul class="key">
        <li>
          <svg viewBox="0 0 14 14" aria-hidden="true"><rect class="computes" y="1" width="14" height="12" /></svg>
          computes
        </li>
        <li>
          <svg viewBox="0 0 14 14" aria-hidden="true"><path class="waits" d="M0 7h14" /></svg>
          waits for the lock
        </li>
      </ul>
    `;
  }

  #way(way: ShownWay, top: number, x: (ms: number) => number, endMs: number): unknown {
    const { name, row, rows, done, elapsedMs } = way;
    const says = done
      ? done.says
      : elapsedMs === undefined
        ? "not run yet"
        : `running, ${formatMeasured(elapsedMs)}`;
    // What is less than half a pixel apart is one bar.
    const gapMs = (0.5 * endMs) / (this.#width.px - left - rightGap);
    return svg`<g class=${way.recorded ? "faint" : ""}>
      <text x="0" y=${top + 15}><tspan class="name">${name}</tspan>: ${says}</text>
      ${Array.from({ length: rows }, (_, i) => {
        const y = top + title + i * (rowHeight + rowGap);
        const at = done?.rows[i];
        const computing = joined(at?.computing ?? [], gapMs)
          .map(({ startMs, endMs: to }) => {
            const from = x(startMs);
            const width = Math.max(0.5, x(to) - from);
            return `M${from.toFixed(1)} ${y}h${width.toFixed(1)}v${rowHeight}h${(-width).toFixed(1)}z`;
          })
          .join("");
        const waiting = joined(at?.blocked ?? [], gapMs)
          .map(
            ({ startMs, endMs: to }) =>
              `M${x(startMs).toFixed(1)} ${y + rowHeight / 2}H${x(to).toFixed(1)}`,
          )
          .join("");
        return svg`
          <text x="0" y=${y + 11}>${row} ${i + 1}</text>
          <rect class="track" x=${left} y=${y} width=${this.#width.px - rightGap - left} height=${rowHeight} />
          ${
            !done && elapsedMs !== undefined
              ? svg`<rect class="going" x=${left} y=${y} width=${Math.max(0, x(elapsedMs) - left)} height=${rowHeight} />`
              : nothing
          }
          <path class="waits" d=${waiting} />
          <path class="computes" d=${computing} />`;
      })}</g>`;
  }

  #describe(): string {
    return this.ways.map(({ name, done }) => `${name}: ${done?.says ?? "not run yet"}.`).join(" ");
  }
}

customElements.define("lock-turns", TurnsFigure);
