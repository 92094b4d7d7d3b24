/** How often each outcome came out of many runs: bars, of which the wrong ones are hatched. */
import { css, html, LitElement, nothing, svg } from "lit";
import { formatCount, plural } from "../../base/format.ts";
import { roundTicks, scale } from "../../kit/curves/curve-scale.ts";
import { drawing } from "../../kit/drawing.ts";
import { FittedWidth } from "../../kit/fitted-width.ts";
import { base } from "../../kit/look/shared-styles.ts";
import type { Races } from "../../spec/sharing/sharing.ts";
import { LiveFigure } from "../figures/live-figure.ts";
import { type Bin, binsOf } from "./bins.ts";

/** In CSS px. */
const left = 44;
const rightGap = 8;
const top = 10;
const height = 130;
const below = 40;
const widestBar = 36;

export class OutcomesFigure extends LitElement {
  static override properties = {
    name: {},
    axis: {},
    races: { attribute: false },
    faint: { type: Boolean },
  };
  /** What was run. */
  declare name: string;
  /** What an outcome is. */
  declare axis: string;
  declare races: Races | undefined;
  /** They were recorded. */
  declare faint: boolean;

  static override styles = [
    base,
    drawing,
    css`
      svg.plot {
        max-inline-size: 46rem;
      }
      text {
        font-size: 12px;
      }
      .right {
        fill: var(--parallel);
      }
      .broken {
        fill: url(#broken);
        stroke: var(--alarm);
        stroke-width: 1;
      }
      .hatch {
        stroke: var(--alarm);
        stroke-width: 2;
      }
      @media (forced-colors: active) {
        .right {
          fill: CanvasText;
        }
        .broken,
        .hatch {
          stroke: CanvasText;
        }
      }
    `,
  ];

  readonly #live = new LiveFigure(this);
  readonly #width = new FittedWidth(this);

  constructor() {
    super();
    this.name = "";
    this.axis = "Outcome";
    this.faint = false;
  }

  protected override shouldUpdate(): boolean {
    return this.#live.mayDraw();
  }

  override render(): unknown {
    const { px } = this.#width;
    const widthPx = Math.min(px, 736);
    const bins = binsOf(this.races?.outcomes ?? [], Math.max(8, Math.floor((widthPx - left) / 24)));
    const most = Math.max(1, ...bins.map(({ right, broken }) => right + broken));
    const ticks = roundTicks(most, 3).filter((tick) => Number.isInteger(tick));
    const y = scale({ from: 0, to: ticks.at(-1) ?? 1 }, { from: top + height, to: top });
    return html`
      <svg
        class="plot"
        viewBox="0 0 ${widthPx} ${top + height + below}"
        role="img"
        aria-label=${this.#describe()}
      >
        ${hatching}
        ${ticks.map(
          (tick) => svg`
            <path class="grid" d="M${left} ${y(tick)}H${widthPx - rightGap}" />
            <text x=${left - 6} y=${y(tick) + 4} text-anchor="end">${formatCount(tick)}</text>`,
        )}
        <g class=${this.faint ? "faint" : ""}>${this.#bars(bins, widthPx, y)}</g>
        <path class="axis" d="M${left} ${top + height}H${widthPx - rightGap}" />
        <text x=${(left + widthPx) / 2} y=${top + height + 34} text-anchor="middle">
          ${this.axis}${bins.length === 0 ? ": nothing has run yet" : ""}
        </text>
      </svg>
      <ul class="key">
        <li>
          <svg viewBox="0 0 14 14" aria-hidden="true"><rect class="right" y="1" width="14" height="12" /></svg>
          runs that came out right
        </li>
        <li>
          <svg viewBox="0 0 14 14" aria-hidden="true">
            ${hatching}<rect class="broken" x="0.5" y="1.5" width="13" height="11" />
          </svg>
          runs that broke the invariant
        </li>
      </ul>
    `;
  }

  #bars(bins: readonly Bin[], widthPx: number, y: (runs: number) => number): unknown {
    if (bins.length === 0) return nothing;
    const step = Math.min(widestBar * 2, (widthPx - left - rightGap) / bins.length);
    const bar = Math.max(1, Math.min(widestBar, step - Math.min(4, step * 0.25)));
    const begin = left + (widthPx - left - rightGap - step * bins.length) / 2;
    const middle = (i: number) => begin + (i + 0.5) * step;
    return [
      ...bins.map(({ right, broken }, i) => {
        const x = middle(i) - bar / 2;
        return svg`
          ${right > 0 ? svg`<rect class="right" x=${x} y=${y(right)} width=${bar} height=${y(0) - y(right)} />` : nothing}
          ${broken > 0 ? svg`<rect class="broken" x=${x} y=${y(right + broken)} width=${bar} height=${y(right) - y(right + broken)} />` : nothing}`;
      }),
      ...labelled(bins, step).map(
        (i) => svg`
          <text x=${middle(i)} y=${y(0) + 16} text-anchor=${i === 0 && bins.length > 2 ? "start" : i > 1 && i === bins.length - 1 ? "end" : "middle"}>${range(bins[i] as Bin)}</text>`,
      ),
    ];
  }

  #describe(): string {
    const { races } = this;
    if (!races) return `${this.name}: nothing has run yet.`;
    const name = this.faint ? `${this.name}, recorded` : this.name;
    const shown = races.outcomes.length <= 5 ? races.outcomes : [];
    const all = shown.map(
      ({ outcome, runs }) => `${this.axis} ${outcome}: ${plural(runs, "run")}.`,
    );
    const least = races.outcomes[0]?.outcome;
    const most = races.outcomes.at(-1)?.outcome;
    const between =
      shown.length === 0 && least !== undefined
        ? `${this.axis} from ${formatCount(least)} to ${formatCount(most ?? least)}.`
        : all.join(" ");
    return `${name}: ${plural(races.runs, "run")}, ${formatCount(races.broken)} broke the invariant. ${between}`;
  }
}

const hatching = svg`
  <defs>
    <pattern id="broken" width="6" height="6" patternUnits="userSpaceOnUse">
      <path class="hatch" d="M-1 1L1 -1M0 6L6 0M5 7L7 5" />
    </pattern>
  </defs>`;

/** Which bars have room for a label below them: all, or the first, one in the middle, the last. */
function labelled(bins: readonly Bin[], step: number): number[] {
  const widest = Math.max(...bins.map((bin) => range(bin).length)) * 7 + 10;
  if (widest <= step) return bins.map((_, i) => i);
  const last = bins.length - 1;
  return last * step > 3 * widest ? [0, Math.floor(last / 2), last] : last > 0 ? [0, last] : [0];
}

function range({ from, to }: Bin): string {
  return from === to ? formatCount(from) : `${formatCount(from)}–${formatCount(to)}`;
}

customElements.define("race-outcomes", OutcomesFigure);
