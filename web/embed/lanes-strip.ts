/** A result as a strip: its lanes from top to bottom, its tasks from left to right. */
import { css, html, LitElement } from "lit";
import { onThemeChange } from "../kit/palette.ts";
import { type Result, spanKinds } from "../spec/types.ts";

const waiting = spanKinds.indexOf("waiting");
const running = spanKinds.indexOf("running");
const blocked = spanKinds.indexOf("blocked");

export class LanesStrip extends LitElement {
  static override properties = { result: { attribute: false }, scaleMs: { attribute: false } };
  declare result: Result | undefined;
  /** Wall time that fills the whole width. */
  declare scaleMs: number;

  static override styles = css`
    :host {
      display: block;
      block-size: 2.5rem;
    }
    canvas {
      display: block;
      inline-size: 100%;
      block-size: 100%;
    }
  `;

  readonly #observer = new ResizeObserver(() => this.#draw());
  #forgetTheme = () => {};

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer.observe(this);
    this.#forgetTheme = onThemeChange(() => this.#draw());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
    this.#forgetTheme();
  }

  override render(): unknown {
    return html`<canvas aria-hidden="true"></canvas>`;
  }

  override updated(): void {
    this.#draw();
  }

  #draw(): void {
    const canvas = this.renderRoot.querySelector("canvas");
    const context = canvas?.getContext("2d");
    if (!canvas || !context) return;
    const { width, height } = canvas.getBoundingClientRect();
    canvas.width = Math.round(width * devicePixelRatio);
    canvas.height = Math.round(height * devicePixelRatio);
    if (!this.result) return;
    context.scale(devicePixelRatio, devicePixelRatio);
    // The accent of the row that this stands in.
    const colour = getComputedStyle(this).color;
    const { spans } = this.result;
    const lanes = spans.lane.reduce((most, lane) => Math.max(most, lane + 1), 1);
    const laneHeight = height / lanes;
    const gap = laneHeight > 4 ? 1 : 0;
    const perMs = width / this.scaleMs;
    context.fillStyle = colour;
    for (let i = 0; i < spans.count; i++) {
      const kind = spans.kind[i];
      if (kind !== waiting && kind !== running && kind !== blocked) continue;
      const from = (spans.startMs[i] ?? 0) * perMs;
      const to = (spans.endMs[i] ?? 0) * perMs;
      context.globalAlpha = kind === running ? 1 : kind === waiting ? 0.45 : 0.2;
      // A task is never thinner than a pixel, and has an edge to its neighbour where there is room.
      const wide = Math.max(1, to - from - (to - from > 4 ? 1 : 0));
      const top = (spans.lane[i] ?? 0) * laneHeight;
      context.fillRect(from, top, wide, Math.max(0.5, laneHeight - gap));
    }
  }
}

customElements.define("lanes-strip", LanesStrip);
