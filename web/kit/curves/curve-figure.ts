/** A small figure: measured dots and the reference curves. SVG, drawn by Lit. */
import { css, html, LitElement, svg } from "lit";
import { faintMarks } from "../drawing.ts";
import { legend } from "../look/figure-styles.ts";
import { base } from "../look/shared-styles.ts";
import { roundTicks, scale } from "./curve-scale.ts";

export interface Dot {
  x: number;
  y: number;
  /** Its numbers, in words. */
  says: string;
}

export interface Line {
  name: string;
  look: "solid" | "dashed" | "dotted";
  points: readonly { x: number; y: number }[];
}

export interface Curve {
  title: string;
  /** Description for screen readers. */
  description: string;
  xLabel: string;
  /** Written beside the axis. */
  xTicks: readonly number[];
  logarithmic?: boolean;
  /** The axis reaches at least this value. */
  yAtLeast?: number;
  formatY(value: number): string;
  dotsName: string;
  dots: readonly Dot[];
  lines: readonly Line[];
}

/** In viewBox units, which equal CSS px at the figure's design width. */
const width = 360;
const height = 224;
const plot = { left: 52, right: 348, top: 10, bottom: 180 };
/** For fingers: WCAG 2.2 target size is 24 CSS px. */
const reach = 13;

export class CurveFigure extends LitElement {
  static override properties = {
    curve: { attribute: false },
    faint: { type: Boolean },
    selected: { state: true },
  };
  declare curve: Curve;
  /** What it shows was recorded. */
  declare faint: boolean;
  /** Of the dots. */
  declare selected: number | undefined;

  static override styles = [
    base,
    legend,
    faintMarks,
    css`
      figure {
        margin: 0;
      }
      h3 {
        margin: 0;
        font-size: 0.9375rem;
        line-height: 1.4;
      }
      svg {
        display: block;
      }
      .plot {
        inline-size: 100%;
        max-inline-size: 30rem;
        overflow: visible;
        touch-action: manipulation;
      }
      text {
        fill: var(--muted);
        font-size: 12px;
      }
      .grid {
        stroke: var(--line);
      }
      .axis {
        stroke: var(--ink);
      }
      .line {
        fill: none;
        stroke: var(--ink);
        stroke-width: 1.5;
      }
      .dashed {
        stroke-dasharray: 6 4;
      }
      .dotted {
        stroke: var(--edge);
        stroke-dasharray: 1.5 4;
        stroke-linecap: round;
        stroke-width: 2;
      }
      .mark {
        fill: var(--parallel);
        stroke: var(--paper);
        stroke-width: 1.5;
      }
      .reach {
        fill: transparent;
      }
      .dot {
        outline: none;
      }
      .ring {
        fill: none;
        stroke: none;
        stroke-width: 2.5;
      }
      .selected .ring {
        stroke: var(--ink);
      }
      .dot:focus-visible .ring {
        stroke: var(--focus);
        stroke-width: 3;
      }
      .says {
        min-block-size: 3em;
        margin-block-start: 0.25rem;
        font-size: 0.875rem;
        line-height: 1.5;
        text-wrap: pretty;
      }
      .says .hint {
        color: var(--muted);
      }
      @media (forced-colors: active) {
        .mark {
          fill: CanvasText;
        }
      }
    `,
  ];

  override render(): unknown {
    const { title, description, dots, dotsName, lines } = this.curve;
    const says = this.selected === undefined ? undefined : dots[this.selected]?.says;
    return html`
      <figure>
        <h3 id="name">${title}</h3>
        <svg
          class="plot ${this.faint ? "faint" : ""}"
          viewBox="0 0 ${width} ${height}"
          role="group"
          aria-labelledby="name"
          aria-describedby="about"
          @pointerleave=${() => this.#select(undefined)}
        >
          <desc id="about">${description}</desc>
          ${this.#drawing()}
        </svg>
        <p class="says">
          ${says ?? html`<span class="hint">${dots.length > 0 ? "Each dot tells its numbers: point at it, or use Tab and the arrow keys." : "Nothing measured yet."}</span>`}
        </p>
        <ul class="key">
          <li>
            <svg width="12" height="12" aria-hidden="true"><circle class="mark" cx="6" cy="6" r="5" /></svg>
            ${dotsName}
          </li>
          ${lines.map(
            ({ name, look }) => html`<li>
              <svg width="28" height="12" aria-hidden="true"><path class="line ${look}" d="M1 6H27" /></svg>
              ${name}
            </li>`,
          )}
        </ul>
      </figure>
    `;
  }

  #drawing(): unknown {
    const { dots, lines, xTicks, xLabel, logarithmic = false, yAtLeast = 0, formatY } = this.curve;
    const ys = [...dots, ...lines.flatMap(({ points }) => points)].map(({ y }) => y);
    const yTicks = roundTicks(Math.max(yAtLeast, ...ys));
    const x = scale(
      { from: xTicks[0] ?? 1, to: xTicks.at(-1) ?? 1 },
      { from: plot.left + 10, to: plot.right - 6 },
      logarithmic,
    );
    const y = scale({ from: 0, to: yTicks.at(-1) ?? 1 }, { from: plot.bottom, to: plot.top });
    const tabStop = this.selected ?? 0;
    return svg`
      <g aria-hidden="true">
        ${yTicks.map(
          (tick) => svg`
            <path class="grid" d="M${plot.left} ${y(tick)}H${plot.right}" />
            <text x=${plot.left - 7} y=${y(tick) + 4} text-anchor="end">${formatY(tick)}</text>`,
        )}
        ${roomy(xTicks, x).map(
          (tick) => svg`
            <path class="axis" d="M${x(tick)} ${plot.bottom}v5" />
            <text x=${x(tick)} y=${plot.bottom + 19} text-anchor="middle">${shortNumber(tick)}</text>`,
        )}
        <path class="axis" d="M${plot.left} ${plot.bottom}H${plot.right}" />
        <text x=${(plot.left + plot.right) / 2} y=${plot.bottom + 38} text-anchor="middle">${xLabel}</text>
        ${lines.map(
          ({ look, points }) =>
            svg`<path class="line ${look}" d=${pathOf(points.map((at) => [x(at.x), y(at.y)]))} />`,
        )}
      </g>
      ${dots.map(
        (dot, i) => svg`
          <g
            class="dot ${i === this.selected ? "selected" : ""}"
            role="img"
            aria-label=${dot.says}
            tabindex=${i === tabStop ? 0 : -1}
            @focus=${() => this.#select(i)}
            @blur=${() => this.#select(undefined)}
            @pointerenter=${() => this.#select(i)}
            @keydown=${(event: KeyboardEvent) => this.#move(event, i)}
          >
            <circle class="reach" cx=${x(dot.x)} cy=${y(dot.y)} r=${reach} />
            <circle class="ring" cx=${x(dot.x)} cy=${y(dot.y)} r="9" />
            <circle class="mark" cx=${x(dot.x)} cy=${y(dot.y)} r="5.5" />
          </g>`,
      )}
    `;
  }

  #select(index: number | undefined): void {
    this.selected = index;
  }

  #move(event: KeyboardEvent, from: number): void {
    const last = this.curve.dots.length - 1;
    const to = {
      ArrowLeft: Math.max(0, from - 1),
      ArrowRight: Math.min(last, from + 1),
      Home: 0,
      End: last,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.renderRoot.querySelectorAll<SVGElement>(".dot")[to]?.focus();
  }
}

/** Labels that do not overlap the previous one; `place` in viewBox units. */
function roomy(ticks: readonly number[], place: (value: number) => number): number[] {
  let free = Number.NEGATIVE_INFINITY;
  const last = ticks.at(-1);
  return ticks.filter((tick) => {
    const half = shortNumber(tick).length * 3.5 + 3;
    const start = place(tick) - half;
    const beforeLast =
      tick === last ||
      place(tick) + half <= place(last ?? tick) - shortNumber(last ?? tick).length * 3.5 - 3;
    if (start < free || !beforeLast) return false;
    free = place(tick) + half;
    return true;
  });
}

function shortNumber(value: number): string {
  return value >= 1000 && value % 100 === 0 ? `${value / 1000}k` : String(value);
}

function pathOf(points: readonly (readonly number[])[]): string {
  return points
    .map(([x = 0, y = 0], i) => `${i === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`)
    .join("");
}

customElements.define("lanes-curve", CurveFigure);
