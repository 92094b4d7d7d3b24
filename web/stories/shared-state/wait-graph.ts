/** Who waits for whom: an arrow from each thread that waits to the one that holds what it wants. */
import { css, html, LitElement, nothing, svg } from "lit";
import { drawing } from "../../kit/drawing.ts";
import { base } from "../../kit/look/shared-styles.ts";
import { sayWaiting } from "../../kit/schedule/stepping.ts";
import { threadName } from "../../spec/sharing/programs.ts";
import type { Waiting } from "../../spec/sharing/sharing.ts";

/** In viewBox units, CSS px where the figure has room. */
const width = 340;
const height = 220;
const centre = { x: width / 2, y: height / 2 };
const ring = { x: 112, y: 74 };
const radius = 20;

interface Point {
  x: number;
  y: number;
}

export class WaitGraph extends LitElement {
  static override properties = { waiting: { attribute: false }, faint: { type: Boolean } };
  /** Not empty. */
  declare waiting: readonly Waiting[];
  /** It was recorded. */
  declare faint: boolean;

  static override styles = [
    base,
    drawing,
    css`
      svg {
        max-inline-size: 24rem;
      }
      text {
        fill: var(--ink);
        font-size: 13px;
        paint-order: stroke;
        stroke: var(--paper);
        stroke-width: 4px;
      }
      .name {
        font-weight: 700;
        stroke: none;
      }
      .thread {
        fill: var(--raised);
        stroke: var(--ink);
        stroke-width: 2;
      }
      .wait {
        fill: none;
        stroke: var(--alarm);
        stroke-width: 2;
      }
      .head {
        fill: var(--alarm);
      }
      @media (forced-colors: active) {
        .wait {
          stroke: CanvasText;
        }
        .head {
          fill: CanvasText;
        }
      }
    `,
  ];

  override render(): unknown {
    const { waiting } = this;
    const threads = [
      ...new Set(waiting.flatMap(({ thread, holder }) => [thread, holder ?? thread])),
    ].sort((a, b) => a - b);
    const place = (thread: number) => placeOf(threads.indexOf(thread), threads.length);
    return html`
      <svg
        class=${this.faint ? "faint" : ""}
        viewBox="0 0 ${width} ${height}"
        role="img"
        aria-label=${sayWaiting(waiting)}
      >
        ${waiting.map(({ thread, holder, object }) => {
          if (holder === null) return nothing;
          const { path, head, label } = arrow(place(thread), place(holder));
          return svg`
            <path class="wait" d=${path} />
            <path class="head" d=${head} />
            <text x=${label.x} y=${label.y + 4} text-anchor="middle">${object}</text>`;
        })}
        ${threads.map((thread) => {
          const { x, y } = place(thread);
          return svg`
            <circle class="thread" cx=${x} cy=${y} r=${radius} />
            <text class="name" x=${x} y=${y + 5} text-anchor="middle">${threadName(thread)}</text>`;
        })}
      </svg>
    `;
  }
}

/** On an ellipse, the first on the left. */
function placeOf(index: number, count: number): Point {
  const angle = Math.PI + (2 * Math.PI * index) / Math.max(1, count);
  return { x: centre.x + ring.x * Math.cos(angle), y: centre.y + ring.y * Math.sin(angle) };
}

/** Bent to its left, so that two threads that wait for each other have an arrow each. */
function arrow(from: Point, to: Point): { path: string; head: string; label: Point } {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const along = { x: (to.x - from.x) / length, y: (to.y - from.y) / length };
  const aside = { x: along.y, y: -along.x };
  const bend = 0.28 * length;
  const control = {
    x: (from.x + to.x) / 2 + aside.x * bend,
    y: (from.y + to.y) / 2 + aside.y * bend,
  };
  const start = towards(from, control, radius);
  const tip = towards(to, control, radius + 2);
  const back = towards(tip, control, 11);
  const wide = { x: ((tip.y - back.y) / 11) * 6, y: (-(tip.x - back.x) / 11) * 6 };
  const at = ({ x, y }: Point) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  const one = at({ x: back.x + wide.x, y: back.y + wide.y });
  const other = at({ x: back.x - wide.x, y: back.y - wide.y });
  return {
    path: `M${at(start)}Q${at(control)} ${at(back)}`,
    head: `M${at(tip)}L${one}L${other}Z`,
    // A quarter of both ends and half of the control point.
    label: {
      x: (from.x + 2 * control.x + to.x) / 4,
      y: (from.y + 2 * control.y + to.y) / 4,
    },
  };
}

function towards(from: Point, to: Point, length: number): Point {
  const distance = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  return {
    x: from.x + ((to.x - from.x) / distance) * length,
    y: from.y + ((to.y - from.y) / distance) * length,
  };
}

customElements.define("wait-graph", WaitGraph);
