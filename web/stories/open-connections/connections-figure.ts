/** Requests in flight over time, for each way of waiting, on the same axes. SVG, drawn by Lit. */
import { css, html, nothing, type PropertyDeclarations, svg } from "lit";
import { formatCount } from "../../base/format.ts";
import { formatMeasured } from "../../base/measured.ts";
import { scale } from "../../kit/curves/curve-scale.ts";
import { drawing } from "../../kit/drawing.ts";
import { FittedWidth } from "../../kit/fitted-width.ts";
import { base } from "../../kit/look/shared-styles.ts";
import { secondsBelow } from "../figures/layers.ts";
import { type FiguredWay, WaysFigure, waysStyles } from "../figures/ways-figure.ts";
import type { Level } from "./in-flight.ts";

/** One way of waiting. */
export interface ShownWay extends FiguredWay {
  name: string;
  /** Answered so far. */
  ended?: number;
  done?: { wallMs: number; levels: readonly Level[]; says: string };
  /** What is done is a recorded run, not the reader's. */
  recorded?: boolean;
}

/** In CSS px. */
const left = 52;
const rightGap = 12;
const title = 24;
const area = 58;
const gap = 14;
/** A level above 0 is at least so high. */
const leastHeight = 1.5;

export class ConnectionsFigure extends WaysFigure<ShownWay> {
  static override properties: PropertyDeclarations = { most: { type: Number } };
  /** The top of each area: this many in flight. */
  declare most: number;

  static override styles = [
    base,
    drawing,
    waysStyles,
    css`
      .open {
        fill: var(--concurrent);
      }
    `,
  ];

  readonly #width = new FittedWidth(this);

  constructor() {
    super();
    this.most = 1;
  }

  protected override tookMs({ done }: ShownWay): number | undefined {
    return done?.wallMs;
  }

  override render(): unknown {
    const endMs = this.lastMs;
    const x = scale({ from: 0, to: endMs }, { from: left, to: this.#width.px - rightGap });
    const bottom = this.ways.length * (title + area + gap);
    return html`
      <svg viewBox="0 0 ${this.#width.px} ${bottom + 22}" role="img" aria-label=${this.#describe()}>
        ${this.ways.map((way, i) => this.#way(way, i * (title + area + gap), x))}
        <path class="axis" d="M${left} ${bottom}H${this.#width.px - rightGap}" />
        ${secondsBelow(bottom, x, endMs)}
      </svg>
      <ul class="key">
        <li>
          <svg viewBox="0 0 14 14" aria-hidden="true"><rect class="open" width="14" height="14" /></svg>
          requests in flight
        </li>
      </ul>
    `;
  }

  #way(way: ShownWay, top: number, x: (ms: number) => number): unknown {
    const { name, done, elapsedMs, ended = 0 } = way;
    const says = done
      ? done.says
      : elapsedMs === undefined
        ? "not run yet"
        : `${formatCount(ended)} answered after ${formatMeasured(elapsedMs)}`;
    const from = top + title;
    const to = from + area;
    const y = scale({ from: 0, to: this.most }, { from: to, to: from });
    const right = this.#width.px - rightGap;
    return svg`<g class=${way.recorded ? "faint" : ""}>
      <text x="0" y=${top + 15}><tspan class="name">${name}</tspan>: ${says}</text>
      <path class="grid" d="M${left} ${from}H${right}M${left} ${to}H${right}" />
      <text x=${left - 6} y=${from + 9} text-anchor="end">${formatCount(this.most)}</text>
      <text x=${left - 6} y=${to} text-anchor="end">0</text>
      ${
        !done && elapsedMs !== undefined
          ? svg`<rect class="going" x=${left} y=${from} width=${Math.max(0, x(elapsedMs) - left)} height=${area} />`
          : nothing
      }
      <path class="open" d=${done ? areaOf(done.levels, done.wallMs, x, y, to) : ""} /></g>`;
  }

  #describe(): string {
    return this.ways.map(({ name, done }) => `${name}: ${done?.says ?? "not run yet"}.`).join(" ");
  }
}

function areaOf(
  levels: readonly Level[],
  wallMs: number,
  x: (ms: number) => number,
  y: (count: number) => number,
  bottom: number,
): string {
  if (levels.length === 0) return "";
  const steps = levels.map(({ atMs, inFlight }) => {
    const top = inFlight > 0 ? Math.min(bottom - leastHeight, y(inFlight)) : bottom;
    return `H${x(atMs).toFixed(1)}V${top.toFixed(1)}`;
  });
  return `M${x(0).toFixed(1)} ${bottom}${steps.join("")}H${x(wallMs).toFixed(1)}V${bottom}Z`;
}

customElements.define("open-connections-figure", ConnectionsFigure);
