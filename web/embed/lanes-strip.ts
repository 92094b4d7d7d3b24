/**
 * A result as a strip: its lanes from top to bottom, its tasks from left to right. While it is being
 * measured, a bar that grows with the clock; the compositor moves it, also while the page is frozen.
 */
import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { onThemeChange } from "../kit/look/palette.ts";
import { type Result, spanKinds } from "../spec/types.ts";

const waiting = spanKinds.indexOf("waiting");
const running = spanKinds.indexOf("running");
const blocked = spanKinds.indexOf("blocked");

export class LanesStrip extends LitElement {
  static override properties = {
    result: { attribute: false },
    scaleMs: { attribute: false },
    sinceMs: { attribute: false },
    stepMs: { attribute: false },
  };
  declare result: Result | undefined;
  /** When the run that is under way began, on the page's clock; undefined where none is. */
  declare sinceMs: number | undefined;
  /** The bar grows this often: a run that needs every core is left alone by the compositor. */
  declare stepMs: number;
  /** Wall time that fills the whole width. */
  declare scaleMs: number;

  static override styles = css`
    :host {
      grid-template: 100% / 100%;
      overflow: hidden;
    }
    canvas,
    .bar {
      grid-area: 1 / 1;
      min-inline-size: 0;
      inline-size: 100%;
      block-size: 100%;
    }
    .bar {
      align-self: center;
      block-size: 60%;
      background: currentcolor;
      opacity: 0.45;
      transform-origin: 0 0;
    }
  `;

  readonly #observer = new ResizeObserver(() => this.#draw());
  #forgetTheme = () => {};
  #growth: Animation | undefined;
  /** What it grows by. */
  #grows = "";

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
    return html`<canvas aria-hidden="true"></canvas>${
      this.sinceMs === undefined ? nothing : html`<div class="bar"></div>`
    }`;
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("result") || changed.has("scaleMs")) this.#draw();
    this.#grow();
  }

  #grow(): void {
    const { sinceMs, scaleMs, stepMs } = this;
    const grows = sinceMs === undefined ? "" : `${sinceMs} ${scaleMs}`;
    if (grows === this.#grows) return;
    this.#grows = grows;
    this.#growth?.cancel();
    const bar = this.renderRoot.querySelector(".bar");
    if (!bar || sinceMs === undefined) return;
    const steps = Math.max(1, Math.round(scaleMs / stepMs));
    this.#growth = bar.animate(
      { transform: ["scaleX(0)", "scaleX(1)"] },
      { duration: scaleMs, easing: `steps(${steps})`, fill: "both" },
    );
    this.#growth.currentTime = performance.now() - sinceMs;
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
