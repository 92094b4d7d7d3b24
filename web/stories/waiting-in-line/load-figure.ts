/**
 * A server under load: above, requests in progress and in the queue; below, on the same time axis,
 * each request at its end, its height the latency. SVG, drawn by Lit about ten times a second.
 */
import { css, html, LitElement, svg } from "lit";
import { formatCount, formatMs } from "../../base/format.ts";
import { roundTicks, scale } from "../../kit/curves/curve-scale.ts";
import { drawing } from "../../kit/drawing.ts";
import { base } from "../../kit/look/shared-styles.ts";
import { crossAt, layerOf, layers, secondsBelow, waitsPattern } from "../figures/layers.ts";
import { LiveFigure } from "../figures/live-figure.ts";
import type { Load } from "./load.ts";
import type { ServerMoment } from "./server.ts";

/** In units of the viewBox. */
const width = 360;
const height = 272;
const plot = { left: 46, right: 352 };
const server = { top: 16, bottom: 116 };
const requests = { top: 150, bottom: 248 };

export class LoadFigure extends LitElement {
  static override properties = {
    name: {},
    load: { attribute: false },
    faint: { type: Boolean },
    endMs: { type: Number },
    mostPresent: { type: Number },
    connections: { type: Number },
    timeoutMs: { type: Number },
  };
  declare name: string;
  declare load: Load;
  /** It is a recorded one, not the reader's. */
  declare faint: boolean;
  declare endMs: number;
  /** Minimum of the upper axis's maximum. */
  declare mostPresent: number;
  declare connections: number;
  declare timeoutMs: number;

  static override styles = [
    base,
    drawing,
    layers,
    css`
      .fine {
        stroke-width: 3.5;
      }
      .lost {
        stroke-width: 1.5;
      }
    `,
  ];

  readonly #live = new LiveFigure(this);

  constructor() {
    super();
    this.name = "";
    this.faint = false;
    this.load = { moments: [], over: [] };
    this.endMs = 1000;
    this.mostPresent = 1;
    this.connections = 1;
    this.timeoutMs = 1000;
  }

  protected override shouldUpdate(): boolean {
    return this.#live.mayDraw();
  }

  override render(): unknown {
    const endMs = Math.max(this.endMs, this.load.moments.at(-1)?.atMs ?? 0);
    const x = scale({ from: 0, to: endMs }, { from: plot.left, to: plot.right });
    return html`
      <svg viewBox="0 0 ${width} ${height}" role="img" aria-label=${this.#describe()}>
        <defs>${waitsPattern}</defs>
        <g class=${this.faint ? "faint" : ""}>${this.#server(x)} ${this.#requests(x)}</g>
        ${this.#time(x, endMs)}
      </svg>
      <ul class="key">
        <li>
          <svg viewBox="0 0 14 14" aria-hidden="true"><rect class="served" width="14" height="14" /></svg>
          worked on
        </li>
        <li>
          <svg viewBox="0 0 14 14" aria-hidden="true"><rect fill="url(#waits)" width="14" height="14" /></svg>
          in line
        </li>
        <li>
          <svg viewBox="0 0 14 14" aria-hidden="true"><path class="fine" d="M7 7h0" /></svg>
          answered
        </li>
        <li>
          <svg viewBox="0 0 14 14" aria-hidden="true"><path class="lost" d="M2 2l10 10m0 -10l-10 10" /></svg>
          504
        </li>
      </ul>
    `;
  }

  #server(x: (ms: number) => number): unknown {
    const { moments } = this.load;
    const most = Math.max(
      this.mostPresent,
      this.connections * 1.5,
      ...moments.map(({ inService, waiting }) => inService + waiting),
    );
    const ticks = roundTicks(most, 2);
    const y = scale({ from: 0, to: ticks.at(-1) ?? 1 }, { from: server.bottom, to: server.top });
    const points = moments.length > 0 ? [nothingYet, ...moments] : [];
    const layer = (from: (at: ServerMoment) => number, to: (at: ServerMoment) => number) =>
      layerOf(points, x, y, from, to);
    const served = (at: ServerMoment) => at.inService;
    const present = (at: ServerMoment) => at.inService + at.waiting;
    return svg`
      <text class="name" x=${plot.left} y="9">requests in the server; dashed: its connections</text>
      ${ticks.map(
        (tick) => svg`
          <path class="grid" d="M${plot.left} ${y(tick)}H${plot.right}" />
          <text x=${plot.left - 6} y=${y(tick) + 4} text-anchor="end">${formatCount(tick)}</text>`,
      )}
      <path fill="url(#waits)" d=${layer(served, present)} />
      <path class="served" d=${layer(() => 0, served)} />
      <path class="limit" d="M${plot.left} ${y(this.connections)}H${plot.right}" />`;
  }

  #requests(x: (ms: number) => number): unknown {
    const most = this.timeoutMs * 1.15;
    const y = scale({ from: 0, to: most }, { from: requests.bottom, to: requests.top });
    const fine: string[] = [];
    const lost: string[] = [];
    for (const { arrivedMs, endedMs, answered } of this.load.over) {
      const left = x(endedMs);
      const at = y(Math.min(most, endedMs - arrivedMs));
      if (answered) fine.push(`M${left.toFixed(1)} ${at.toFixed(1)}h0`);
      else lost.push(crossAt(left, at));
    }
    return svg`
      <text class="name" x=${plot.left} y=${requests.top - 10}>how long each request took, when it was over</text>
      <path class="limit" d="M${plot.left} ${y(this.timeoutMs)}H${plot.right}" />
      <text x=${plot.left - 6} y=${y(this.timeoutMs) + 4} text-anchor="end">${formatMs(this.timeoutMs)}</text>
      <path class="fine" d=${fine.join("")} />
      <path class="lost" d=${lost.join("")} />`;
  }

  #time(x: (ms: number) => number, endMs: number): unknown {
    return svg`
      <path class="axis" d="M${plot.left} ${requests.bottom}H${plot.right}" />
      ${secondsBelow(requests.bottom, x, endMs)}`;
  }

  #describe(): string {
    const last = this.load.moments.at(-1);
    if (!last) return `${this.name}: no load yet.`;
    return `${this.name}: ${formatCount(last.answered)} answered, ${formatCount(last.timedOut)} got a 504, ${last.inService} worked on, ${last.waiting} in line.`;
  }
}

const nothingYet: ServerMoment = {
  atMs: 0,
  arrived: 0,
  waiting: 0,
  inService: 0,
  answered: 0,
  timedOut: 0,
};

customElements.define("waiting-load", LoadFigure);
