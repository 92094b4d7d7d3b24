/** The calls of one request, for each way of making them, on one time axis. SVG, drawn by Lit. */
import { css, html, nothing, type PropertyDeclarations, svg } from "lit";
import { formatMeasured } from "../../base/measured.ts";
import { roundTicks, scale } from "../../kit/curves/curve-scale.ts";
import { drawing } from "../../kit/drawing.ts";
import { base } from "../../kit/look/shared-styles.ts";
import { type Progress, spanKinds } from "../../spec/types.ts";
import { WaysFigure, waysStyles } from "../figures/ways-figure.ts";
import { type Called, hasHeld } from "./called.ts";

/** One way of making the calls, in progress or done. */
export interface Way {
  name: string;
  result?: Called;
  /** The result is a recorded one, not the reader's. */
  recorded?: boolean;
  /** While in progress: calls ended, and the time since the start, ms. */
  ended?: number;
  elapsedMs?: number;
  progress?: Progress;
}

const width = 720;
const plot = { left: 8, right: 700 };
const title = 22;
const block = 76;
const gap = 16;

const queued = spanKinds.indexOf("queued");
const waiting = spanKinds.indexOf("waiting");

export class CallsFigure extends WaysFigure<Way> {
  static override properties: PropertyDeclarations = { calls: { type: Number } };
  declare calls: number;

  static override styles = [
    base,
    drawing,
    waysStyles,
    css`
      text {
        font-size: 13px;
      }
      .waits {
        stroke: var(--concurrent);
      }
      .held {
        stroke: var(--queued);
        stroke-dasharray: 2 2;
      }
      @media (max-width: 40rem) {
        text {
          font-size: 22px;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.calls = 1;
  }

  protected override tookMs({ result }: Way): number | undefined {
    return result?.wallMs;
  }

  override render(): unknown {
    const endMs = this.lastMs;
    const x = scale({ from: 0, to: endMs }, { from: plot.left, to: plot.right });
    const bottom = this.ways.length * (title + block + gap);
    const ticks = roundTicks(endMs / 1000, 5).filter((tick) => tick * 1000 <= endMs);
    const held = this.ways.some(({ result }) => result && hasHeld(result));
    return html`
      <svg viewBox="0 0 ${width} ${bottom + 26}" role="img" aria-label=${this.#describe()}>
        ${this.ways.map((way, i) => this.#way(way, i * (title + block + gap), x))}
        <path class="axis" d="M${plot.left} ${bottom}H${plot.right}" />
        ${ticks.map(
          (tick) => svg`
            <path class="axis" d="M${x(tick * 1000)} ${bottom}v5" />
            <text x=${x(tick * 1000)} y=${bottom + 20} text-anchor=${tick === 0 ? "start" : "middle"}>${tick} s</text>`,
        )}
      </svg>
      <ul class="key">
        <li>
          <svg viewBox="0 0 14 14" aria-hidden="true"><path class="waits" stroke-width="3" d="M0 7h14" /></svg>
          a call that waits for its answer
        </li>
        ${
          held
            ? html`<li>
                <svg viewBox="0 0 14 14" aria-hidden="true"><path class="held" stroke-width="3" d="M0 7h14" /></svg>
                held up by the browser: no free connection
              </li>`
            : nothing
        }
      </ul>
    `;
  }

  #way(way: Way, top: number, x: (ms: number) => number): unknown {
    const from = top + title;
    const row = block / Math.max(1, this.calls);
    const { result, ended = 0, elapsedMs = 0 } = way;
    const bars = { waits: "", held: "" };
    if (result) {
      const { count, task, kind, startMs, endMs } = result.spans;
      for (let i = 0; i < count; i++) {
        if (kind[i] === queued) continue;
        const y = (from + ((task[i] as number) + 0.5) * row).toFixed(2);
        const left = x(startMs[i] as number);
        // At least wide enough to see.
        const right = Math.max(left + 1, x(endMs[i] as number));
        const bar = `M${left.toFixed(1)} ${y}H${right.toFixed(1)}`;
        if (kind[i] === waiting) bars.waits += bar;
        else bars.held += bar;
      }
    }
    const says = result
      ? `${formatMeasured(result.wallMs)}${way.recorded ? ", recorded" : ""}`
      : way.elapsedMs === undefined
        ? "not run yet"
        : `${ended} of ${this.calls} after ${formatMeasured(elapsedMs)}`;
    return svg`<g class=${way.recorded ? "faint" : ""}>
      <text x=${plot.left} y=${top + 15}><tspan class="name">${way.name}</tspan>: ${says}</text>
      <path class="grid" d="M${plot.left} ${from}H${plot.right}M${plot.left} ${from + block}H${plot.right}" />
      ${
        result
          ? nothing
          : svg`<rect class="going" x=${plot.left} y=${from} width=${Math.max(0, x(elapsedMs) - plot.left)} height=${(block * ended) / Math.max(1, this.calls)} />`
      }
      <path class="held" stroke-width=${Math.max(0.75, row * 0.7)} d=${bars.held} />
      <path class="waits" stroke-width=${Math.max(0.75, row * 0.7)} d=${bars.waits} /></g>`;
  }

  #describe(): string {
    return this.ways
      .map(
        ({ name, result, recorded }) =>
          `${name}: ${result ? formatMeasured(result.wallMs) : "not run yet"}${recorded ? ", recorded" : ""}.`,
      )
      .join(" ");
  }
}

customElements.define("waiting-calls", CallsFigure);
