/**
 * The database during a run: above, the state of the queries; below, on the same time axis, each of
 * the bystander's. SVG, drawn by Lit about ten times a second.
 */
import { css, html, LitElement, svg } from "lit";
import { formatCount, formatMs } from "../../base/format.ts";
import { scale } from "../../kit/curves/curve-scale.ts";
import { drawing } from "../../kit/drawing.ts";
import { base } from "../../kit/look/shared-styles.ts";
import type { BystanderRequest, ServiceMoment } from "../../spec/types.ts";
import { crossAt, layerOf, layers, secondsBelow, waitsPattern } from "../figures/layers.ts";
import { LiveFigure } from "../figures/live-figure.ts";

/** Everything reported by a service, in order. */
export interface Seen {
  moments: readonly ServiceMoment[];
  bystander: readonly BystanderRequest[];
}

/** In units of the viewBox. */
const width = 360;
const height = 250;
const plot = { left: 46, right: 352 };
const queries = { top: 16, bottom: 140 };
const others = { top: 174, bottom: 226 };

export class ServiceFigure extends LitElement {
  static override properties = {
    name: {},
    seen: { attribute: false },
    faint: { type: Boolean },
    tasks: { type: Number },
    endMs: { type: Number },
    patienceMs: { type: Number },
  };
  declare name: string;
  declare seen: Seen;
  /** It is a recorded one, not the reader's. */
  declare faint: boolean;
  declare tasks: number;
  /** Minimum length of the time axis. */
  declare endMs: number;
  /** The bystander's timeout. */
  declare patienceMs: number;

  static override styles = [
    base,
    drawing,
    layers,
    css`
      .failed {
        fill: var(--alarm);
      }
      .fine {
        stroke-width: 2;
      }
    `,
  ];

  readonly #live = new LiveFigure(this);

  constructor() {
    super();
    this.name = "";
    this.faint = false;
    this.seen = { moments: [], bystander: [] };
    this.tasks = 1;
    this.endMs = 1000;
    this.patienceMs = 250;
  }

  protected override shouldUpdate(): boolean {
    return this.#live.mayDraw();
  }

  override render(): unknown {
    const { moments, bystander } = this.seen;
    const startMs = Math.min(0, moments[0]?.atMs ?? 0, bystander[0]?.sentMs ?? 0);
    const endMs = Math.max(this.endMs, moments.at(-1)?.atMs ?? 0);
    const x = scale({ from: startMs, to: endMs }, { from: plot.left, to: plot.right });
    return html`
      <svg viewBox="0 0 ${width} ${height}" role="img" aria-label=${this.#describe()}>
        <defs>${waitsPattern}</defs>
        <g class=${this.faint ? "faint" : ""}>${this.#queries(x)} ${this.#bystander(x)}</g>
        ${this.#time(x, endMs)}
      </svg>
      <ul class="key">
        ${[
          ["served", "answered"],
          ["failed", "failed"],
        ].map(
          ([look, says]) =>
            html`<li>
              <svg viewBox="0 0 14 14" aria-hidden="true">
                <rect class=${look ?? ""} width="14" height="14" />
              </svg>
              ${says}
            </li>`,
        )}
        <li>
          <svg viewBox="0 0 14 14" aria-hidden="true">
            <rect fill="url(#waits)" width="14" height="14" />
          </svg>
          in the queue
        </li>
        <li>blank: not sent yet</li>
        <li>
          <svg viewBox="0 0 14 14" aria-hidden="true"><path class="lost" d="M2 2l10 10m0 -10l-10 10" /></svg>
          a bystander’s query that failed
        </li>
      </ul>
    `;
  }

  /** Stacked from below: answered, failed, waiting; the remainder has not been sent yet. */
  #queries(x: (ms: number) => number): unknown {
    const { moments } = this.seen;
    const y = scale({ from: 0, to: this.tasks }, { from: queries.bottom, to: queries.top });
    const during = moments.filter(({ atMs }) => atMs >= 0);
    // Adds the state at the start of the run, before anything happened.
    const points = during.length > 0 ? [nothingYet, ...during] : [];
    const layer = (from: (at: ServiceMoment) => number, to: (at: ServiceMoment) => number) =>
      layerOf(points, x, y, from, to);
    const answered = (at: ServiceMoment) => at.answered;
    const ended = (at: ServiceMoment) => at.answered + at.refused + at.timedOut;
    const present = (at: ServiceMoment) => Math.min(this.tasks, ended(at) + at.waiting);
    return svg`
      <text class="name" x=${plot.left} y="9">the job’s ${formatCount(this.tasks)} queries</text>
      ${[0, this.tasks].map(
        (tick) => svg`
          <path class="grid" d="M${plot.left} ${y(tick)}H${plot.right}" />
          <text x=${plot.left - 6} y=${y(tick) + 4} text-anchor="end">${formatCount(tick)}</text>`,
      )}
      <path fill="url(#waits)" d=${layer(ended, present)} />
      <path class="failed" d=${layer(answered, ended)} />
      <path class="served" d=${layer(() => 0, answered)} />`;
  }

  /** A stem for each answered request, its height the latency; a cross for each failed one. */
  #bystander(x: (ms: number) => number): unknown {
    const most = this.patienceMs * 1.2;
    const y = scale({ from: 0, to: most }, { from: others.bottom, to: others.top });
    const fine: string[] = [];
    const lost: string[] = [];
    for (const { sentMs, endedMs, answer } of this.seen.bystander) {
      const left = x(sentMs);
      if (answer === "answered") {
        const top = y(Math.min(most, endedMs - sentMs));
        fine.push(`M${left.toFixed(1)} ${others.bottom}V${top.toFixed(1)}`);
      } else {
        const at = y(this.patienceMs);
        lost.push(crossAt(left, at));
      }
    }
    return svg`
      <text class="name" x=${plot.left} y=${others.top - 12}>the bystander: how long each query took</text>
      <path class="limit" d="M${plot.left} ${y(this.patienceMs)}H${plot.right}" />
      <text x=${plot.left - 6} y=${y(this.patienceMs) + 4} text-anchor="end">${formatMs(this.patienceMs)}</text>
      <path class="fine" d=${fine.join("")} />
      <path class="lost" d=${lost.join("")} />`;
  }

  #time(x: (ms: number) => number, endMs: number): unknown {
    return svg`
      <path class="axis" d="M${plot.left} ${others.bottom}H${plot.right}" />
      <path class="axis" d="M${x(0)} ${queries.top}V${others.bottom}" />
      ${secondsBelow(others.bottom, x, endMs)}`;
  }

  #describe(): string {
    const last = this.seen.moments.at(-1);
    if (!last) return `${this.name}: nothing has run yet.`;
    const failed = last.refused + last.timedOut;
    const lost = this.seen.bystander.filter(({ answer }) => answer !== "answered").length;
    return `${this.name}: ${formatCount(last.answered)} answered, ${formatCount(failed)} failed, ${formatCount(last.waiting)} waiting. The bystander: ${this.seen.bystander.length} sent, ${lost} failed.`;
  }
}

const nothingYet: ServiceMoment = {
  atMs: 0,
  inService: 0,
  waiting: 0,
  answered: 0,
  refused: 0,
  timedOut: 0,
};

customElements.define("stampede-service", ServiceFigure);
