/** A schedule as a small timeline: a row a thread, a column a step, and where the turn switches. */
import { css, html, LitElement, nothing, svg } from "lit";
import { threadName } from "../../spec/sharing/programs.ts";
import type { Execution } from "../../spec/sharing/sharing.ts";
import { drawing } from "../drawing.ts";
import { FittedWidth } from "../fitted-width.ts";
import { base } from "../look/shared-styles.ts";
import { switchesOf } from "./stepping.ts";

/** In CSS px. */
const left = 30;
const rightGap = 10;
const top = 20;
const row = 34;
const box = 26;
const widestBox = 44;
const widestStep = 96;

export class ScheduleFigure extends LitElement {
  static override properties = {
    execution: { attribute: false },
    done: { type: Number },
    faint: { type: Boolean },
  };
  declare execution: Execution;
  /** Steps that have been taken. */
  declare done: number;
  /** It was recorded. */
  declare faint: boolean;

  static override styles = [
    base,
    drawing,
    css`
      svg.plot {
        max-inline-size: none;
      }
      text {
        font-size: 12px;
      }
      .thread {
        fill: var(--ink);
        font-weight: 700;
      }
      .step {
        fill: var(--paper);
        stroke: var(--edge);
      }
      .taken {
        fill: var(--parallel);
        stroke: var(--parallel);
      }
      .now {
        stroke: var(--ink);
        stroke-width: 3;
      }
      .turn {
        fill: none;
        stroke: var(--edge);
        stroke-width: 1.5;
      }
      .switch {
        fill: none;
        stroke: var(--alarm);
        stroke-dasharray: 3 3;
        stroke-width: 1.5;
      }
      .mark {
        fill: var(--alarm);
      }
      .stuck {
        fill: none;
        stroke: var(--alarm);
        stroke-dasharray: 2 4;
        stroke-width: 3;
      }
      @media (forced-colors: active) {
        .taken {
          fill: CanvasText;
          stroke: CanvasText;
        }
        .mark {
          fill: CanvasText;
        }
      }
    `,
  ];

  readonly #width = new FittedWidth(this);

  constructor() {
    super();
    this.done = 0;
    this.faint = false;
  }

  override render(): unknown {
    const { steps, threads, waiting, schedule, switches: count } = this.execution;
    const { px } = this.#width;
    const columns = steps.length + (waiting.length > 0 ? 1 : 0);
    const step = Math.min(widestStep, (px - left - rightGap) / Math.max(1, columns));
    const width = Math.min(widestBox, step - 2);
    const x = (i: number) => left + (i + 0.5) * step;
    const y = (thread: number) => top + (thread + 0.5) * row;
    const end = left + step * columns;
    const bottom = top + threads * row;
    const switches = switchesOf(this.execution);
    const turns = steps.map(({ thread }, i) => `${x(i).toFixed(1)} ${y(thread)}`);
    return html`
      <svg
        class="plot ${this.faint ? "faint" : ""}"
        viewBox="0 0 ${px} ${bottom + 4}"
        role="img"
        aria-label="Whose turn it is, step by step: ${[...schedule].join(" ")}. ${count} of the turns are switches."
      >
        ${Array.from(
          { length: threads },
          (_, thread) => svg`
            <text class="thread" x="2" y=${y(thread) + 4}>${threadName(thread)}</text>
            <path class="grid" d="M${left} ${y(thread)}H${end}" />`,
        )}
        ${waiting.map(({ thread }) => {
          const last = steps.findLastIndex((one) => one.thread === thread);
          return svg`<path class="stuck" d="M${x(last)} ${y(thread)}H${end}" />`;
        })}
        <path class="turn" d="M${turns.join("L")}" />
        ${switches.map((isSwitch, i) => {
          const at = left + i * step;
          return isSwitch
            ? svg`
              <path class="switch" d="M${at} ${top - 6}V${bottom}" />
              <path class="mark" d="M${at - 5} ${top - 14}h10l-5 8z" />`
            : nothing;
        })}
        ${steps.map(({ thread }, i) => {
          const taken = i < this.done ? "taken" : "";
          const now = i === this.done - 1 ? "now" : "";
          return svg`<rect class="step ${taken} ${now}" x=${x(i) - width / 2} y=${y(thread) - box / 2} width=${width} height=${box} rx="2" />`;
        })}
      </svg>
      <ul class="key">
        <li>
          <svg viewBox="0 0 14 14" aria-hidden="true"><rect class="taken" x="1" y="1" width="12" height="12" /></svg>
          a step taken
        </li>
        <li>
          <svg viewBox="0 0 14 14" aria-hidden="true"><rect class="step" x="1" y="1" width="12" height="12" /></svg>
          still to come
        </li>
        <li>
          <svg viewBox="0 0 14 14" aria-hidden="true"><path class="mark" d="M2 3h10l-5 8z" /></svg>
          a switch: the thread before could have gone on
        </li>
        ${
          waiting.length > 0
            ? html`<li>
                <svg viewBox="0 0 14 14" aria-hidden="true"><path class="stuck" d="M0 7h14" /></svg>
                waits forever
              </li>`
            : nothing
        }
      </ul>
    `;
  }
}

customElements.define("schedule-lanes", ScheduleFigure);
