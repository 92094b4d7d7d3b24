/**
 * A play on one time axis. Where there is a separate service, its row; then one row per instance: its open requests, when its loop (and each worker
 * of its pool) computed, every health check with its waiting time, and when it was out of service.
 * Below them, the outcome of the requests. SVG, drawn by Lit about ten times a second.
 */

import { html, LitElement, nothing, type SVGTemplateResult, svg } from "lit";
import { capitalised, plural } from "../../base/format.ts";
import { formatMeasured } from "../../base/measured.ts";
import { nearlyAll } from "../../base/percentile.ts";
import { roundTicks, scale } from "../../kit/curves/curve-scale.ts";
import { drawing } from "../../kit/drawing.ts";
import { FittedWidth } from "../../kit/fitted-width.ts";
import { base } from "../../kit/look/shared-styles.ts";
import { LiveFigure } from "../figures/live-figure.ts";
import type { FleetEvent, Seen, Way } from "./fleet/fleet-protocol.ts";
import { eventsOf, type Mark, momentsOf, reportOf } from "./fleet/report.ts";
import { styles } from "./fleet-figure-styles.ts";
import { area, openArea, outagesOf, stretches } from "./fleet-rows.ts";
import { queueRow, queueRowHeight } from "./queue-row.ts";

/** In CSS px. */
const left = 92;
const rightGap = 14;
const top = 22;
const loopHeight = 14;
const workerHeight = 7;
const checkHeight = 14;
const rowGap = 14;
const requestsHeight = 34;
const axisHeight = 22;

export class FleetFigure extends LitElement {
  static override properties = {
    name: {},
    way: {},
    seen: { attribute: false },
    faint: { type: Boolean },
    instances: { type: Number },
    poolWorkers: { type: Number },
    dedicated: { type: Number },
    places: { type: Number },
    endMs: { type: Number },
    running: { type: Boolean },
    checkTimeoutMs: { type: Number },
  };
  declare name: string;
  declare way: Way;
  declare seen: Seen;
  /** It is a recorded one, not the reader's. */
  declare faint: boolean;
  declare instances: number;
  declare poolWorkers: number;
  /** Workers of the separate service, 0 where there is none, and the places in its queue. */
  declare dedicated: number;
  declare places: number;
  /** Minimum length of the time axis. */
  declare endMs: number;
  /** The play is running. */
  declare running: boolean;
  declare checkTimeoutMs: number;

  static override styles = [base, drawing, styles];

  readonly #live = new LiveFigure(this);
  readonly #width = new FittedWidth(this);

  constructor() {
    super();
    this.name = "";
    this.way = "loop";
    this.seen = nothingSeen;
    this.faint = false;
    this.instances = 1;
    this.poolWorkers = 1;
    this.dedicated = 0;
    this.places = 0;
    this.endMs = 1000;
    this.running = false;
    this.checkTimeoutMs = 250;
  }

  protected override shouldUpdate(): boolean {
    return this.#live.mayDraw();
  }

  override render(): unknown {
    const { events, nowMs } = this.seen;
    const endMs = Math.max(this.endMs, nowMs);
    const x = scale({ from: 0, to: endMs }, { from: left, to: this.#width.px - rightGap });
    const row = area + this.#threadsHeight + checkHeight + rowGap;
    const queue = { events, nowMs, workers: this.dedicated, places: this.places };
    const queueBottom = top + (this.dedicated > 0 ? queueRowHeight(queue) : 0);
    const requestsTop = queueBottom + this.instances * row;
    const height = requestsTop + requestsHeight + axisHeight;
    const marks = momentsOf(events);
    return html`
      <div data-way=${this.way}>
        <svg viewBox="0 0 ${this.#width.px} ${height}" role="img" aria-label=${this.#describe()}>
          <defs>
            <pattern id="wasted" width="5" height="5" patternUnits="userSpaceOnUse">
              <path class="hatch" d="M0 5L5 0" />
            </pattern>
          </defs>
          <g class=${this.faint ? "faint" : ""}>
          ${this.#noneLeft(x, marks, requestsTop)}
          ${
            this.dedicated > 0
              ? queueRow(queue, x, { top, left, right: this.#width.px - rightGap })
              : nothing
          }
          ${Array.from({ length: this.instances }, (_, i) =>
            this.#instance(i, queueBottom + i * row, x, marks),
          )}
          ${this.#requests(x, requestsTop)}
          </g>
          ${this.#time(x, endMs, requestsTop + requestsHeight)}
          ${
            this.running && nowMs > 0
              ? svg`<path class="now" d="M${x(nowMs)} ${top - 6}V${requestsTop + requestsHeight}" />`
              : nothing
          }
          <g class=${this.faint ? "faint" : ""}>
            ${marks.map((mark) => this.#moment(mark, queueBottom + mark.instance * row, x, row))}
          </g>
        </svg>
        ${this.#key()}
      </div>
    `;
  }

  get #threadsHeight(): number {
    return loopHeight + (this.way === "pool" ? this.poolWorkers * workerHeight + 2 : 0);
  }

  #instance(
    index: number,
    y: number,
    x: (ms: number) => number,
    marks: readonly Mark[],
  ): SVGTemplateResult {
    const { events, nowMs } = this.seen;
    const own = events.filter((event) => "instance" in event && event.instance === index);
    const outs = outagesOf(own, nowMs);
    const healthy = marks.findLast(({ instance }) => instance === index)?.healthy ?? true;
    const open = eventsOf(own, "open").at(-1)?.open ?? 0;
    const loopTop = y + area;
    const checksTop = loopTop + this.#threadsHeight;
    const right = this.#width.px - rightGap;
    const state = healthy ? (nowMs > 0 ? "in service" : "") : "out of service";
    return svg`
      ${outs.map(
        ({ fromMs, toMs }) => svg`
          <rect class="out" x=${x(fromMs)} y=${y - 4} width=${Math.max(1, x(toMs) - x(fromMs))} height=${checksTop + checkHeight - y + 8} />`,
      )}
      <text class="name" x="0" y=${y + 10}>instance ${index + 1}</text>
      <text class=${healthy ? "" : "bad"} x="0" y=${y + 23}>${state}</text>
      <text x="0" y=${y + 36}>${nowMs > 0 ? `${open} open` : ""}</text>
      <path class="open" d=${openArea(own, nowMs, x, y + area - 2)} />
      <rect class="track" x=${left} y=${loopTop} width=${right - left} height=${loopHeight} />
      ${
        this.way === "pool" || this.way === "service"
          ? svg`<text class="free" x=${left + 5} y=${loopTop + 11}>its loop: free</text>`
          : nothing
      }
      ${this.#work(own, x, loopTop)}
      ${this.#checks(own, x, checksTop + checkHeight / 2)}`;
  }

  /** Bars: of the loop, and below it of each worker of the pool. */
  #work(
    own: readonly FleetEvent[],
    x: (ms: number) => number,
    loopTop: number,
  ): SVGTemplateResult[] {
    return eventsOf(own, "work").map(({ worker, startMs, endMs, wanted }) => {
      const y = worker < 0 ? loopTop : loopTop + loopHeight + 2 + worker * workerHeight;
      const height = worker < 0 ? loopHeight : workerHeight - 1;
      const bars = stretches(startMs, endMs, this.way === "slices")
        .map(([from, to]) => {
          const at = x(from);
          return `M${at.toFixed(1)} ${y}h${Math.max(0.6, x(to) - at).toFixed(1)}v${height}H${at.toFixed(1)}z`;
        })
        .join("");
      return wanted
        ? svg`<path class="work" d=${bars} />`
        : svg`<path class="wasted" fill="url(#wasted)" d=${bars} />`;
    });
  }

  /** Until it was answered; a cross where it timed out. */
  #checks(own: readonly FleetEvent[], x: (ms: number) => number, y: number): SVGTemplateResult {
    const fine: string[] = [];
    const silent: string[] = [];
    const missed: string[] = [];
    const late = new Set<number>();
    const line = (sentMs: number, atMs: number) =>
      `M${x(sentMs).toFixed(1)} ${y}h${Math.max(2, x(atMs) - x(sentMs)).toFixed(1)}`;
    for (const check of eventsOf(own, "check")) {
      if (check.inTime) fine.push(line(check.sentMs, check.atMs));
      else {
        late.add(check.sentMs);
        silent.push(line(check.sentMs, check.atMs));
      }
    }
    for (const { sentMs } of eventsOf(own, "missed")) {
      if (!late.has(sentMs)) silent.push(line(sentMs, this.seen.nowMs));
      const at = x(sentMs + this.checkTimeoutMs);
      missed.push(`M${(at - 3.5).toFixed(1)} ${y - 3.5}l7 7m0 -7l-7 7`);
    }
    return svg`
      <path class="silent" d=${silent.join("")} />
      <path class="fine" d=${fine.join("")} />
      <path class="lost" d=${missed.join("")} />`;
  }

  /** When each ended: a tick if answered, a cross if not. */
  #requests(x: (ms: number) => number, y: number): SVGTemplateResult {
    const answered: string[] = [];
    const lost: string[] = [];
    for (const { atMs, end } of eventsOf(this.seen.events, "over")) {
      const at = x(atMs);
      if (end === "answered") answered.push(`M${at.toFixed(1)} ${y + 2}v11`);
      else lost.push(`M${(at - 3.5).toFixed(1)} ${y + 19}l7 7m0 -7l-7 7`);
    }
    return svg`
      <path class="axis" d="M${left} ${y + requestsHeight}H${this.#width.px - rightGap}" />
      <text class="name" x="0" y=${y + 11}>${this.way === "service" ? "answered 202" : "answered"}</text>
      <text class="name" x="0" y=${y + 26}>${this.way === "service" ? "refused 503" : "lost requests"}</text>
      <path class="fine" d=${answered.join("")} />
      <path class="lost" d=${lost.join("")} />`;
  }

  #noneLeft(
    x: (ms: number) => number,
    marks: readonly Mark[],
    bottom: number,
  ): SVGTemplateResult[] {
    const { nowMs } = this.seen;
    const bands: SVGTemplateResult[] = [];
    for (const [i, { left: healthy, atMs }] of marks.entries()) {
      if (healthy > 0) continue;
      const from = x(atMs);
      const width = Math.max(1, x(marks[i + 1]?.atMs ?? nowMs) - from);
      const named = bands.length === 0;
      bands.push(svg`
        <rect class="none" x=${from} y=${top - 8} width=${width} height=${bottom + requestsHeight - top + 8} />
        ${
          named
            ? svg`<text class="bad" x=${from} y="10" text-anchor=${from > this.#width.px * 0.7 ? "end" : "start"}>no instance left</text>`
            : nothing
        }`);
    }
    return bands;
  }

  #moment(
    { atMs, healthy, number }: Mark & { number: number },
    y: number,
    x: (ms: number) => number,
    row: number,
  ): SVGTemplateResult {
    const at = x(atMs);
    const look = healthy ? "back" : "";
    return svg`
      <path class="moment ${look}" d="M${at} ${y - 4}V${y + row - rowGap + 4}" />
      <circle class="badge ${look}" cx=${at} cy=${y} r="7" />
      <text class="number" x=${at} y=${y + 3.5}>${number}</text>`;
  }

  #time(x: (ms: number) => number, endMs: number, y: number): SVGTemplateResult {
    const count = Math.max(3, Math.min(10, Math.floor((this.#width.px - left) / 60)));
    const ticks = roundTicks(endMs / 1000, count).filter((tick) => tick * 1000 <= endMs);
    return svg`${ticks.map(
      (tick) => svg`
        <path class="axis" d="M${x(tick * 1000)} ${y}v4" />
        <text x=${x(tick * 1000)} y=${y + 17} text-anchor="middle">${tick} s</text>`,
    )}`;
  }

  #key(): unknown {
    const open: KeyEntry = [svg`<path class="open" d="M0 13V7H7V3H14V13Z" />`, "open requests"];
    const work = svg`<rect class="work" y="1" width="14" height="12" />`;
    const wasted = svg`<rect class="wasted" fill="url(#wasted)" y="1" width="13" height="12" />`;
    const byWay: Record<Way, KeyEntry[]> = {
      loop: [open, [work, "its loop resizes"], [wasted, "resizing after the client left"]],
      slices: [open, [work, "its loop resizes"], [wasted, "in vain: the request was lost"]],
      pool: [
        open,
        [work, "a worker of its pool resizes"],
        [wasted, "in vain: the request was lost"],
      ],
      service: [
        [open[0], "waiting jobs; open requests"],
        [work, "a dedicated worker resizes"],
      ],
    };
    const entries: KeyEntry[] = [
      ...byWay[this.way],
      [svg`<path class="fine" d="M1 7h4" />`, "health check, answered"],
      [
        svg`<path class="silent" d="M0 7h14" /><path class="lost" d="M3.5 3.5l7 7m0 -7l-7 7" />`,
        "unanswered: missed",
      ],
      [svg`<rect class="out" width="14" height="14" />`, "out of service"],
    ];
    return html`
      <ul class="key">
        ${entries.map(
          ([mark, says]) =>
            html`<li><svg viewBox="0 0 14 14" aria-hidden="true">${mark}</svg>${says}</li>`,
        )}
      </ul>
    `;
  }

  #describe(): string {
    const { events, nowMs } = this.seen;
    if (nowMs === 0) return `${this.name}: nothing has run yet.`;
    const { answered, failed, refused, lost, health } = reportOf(events, nowMs);
    return `${this.name}: ${plural(answered, "request")} answered, ${failed} failed, ${refused} refused. ${lost} of ${this.instances} instances lost. ${capitalised(nearlyAll(health.sent))} the health checks were answered within ${formatMeasured(health.p99Ms)}.`;
  }
}

type KeyEntry = [mark: SVGTemplateResult, says: string];

export const nothingSeen: Seen = { nowMs: 0, events: [] };

customElements.define("blocked-fleet", FleetFigure);
