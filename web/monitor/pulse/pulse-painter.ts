/**
 * Paints pulses on a page or in a worker, on two stacked canvases: marks on the lower one with
 * WebGL2, text on the upper one with Canvas 2D. Where WebGL2 is missing or rendered in software, or
 * its context was lost, the marks go on the upper one as well, and look the same.
 */

import type { BackEnd, Surface } from "./back-end.ts";
import { beatTile } from "./beat.ts";
import { CanvasBackEnd, type Context2d } from "./pulse-canvas.ts";
import { type Area, beatWidth, type Label, type Picture, traceLine } from "./pulse-scene.ts";
import { webGlBackEnd } from "./pulse-webgl.ts";
import { webGlHere } from "./webgl-here.ts";

export interface PulseColours {
  /** The trace, a gap, and text. CSS colours, resolved. */
  trace: string;
  gap: string;
  text: string;
  grid: string;
  surface: string;
  fontFamily: string;
}

const labelCssPx = 13;

export class PulsePainter {
  readonly #paint: Surface;
  readonly #ink: Surface;
  readonly #words: Context2d;
  readonly #canvas: CanvasBackEnd;
  #webGl: BackEnd | null;
  #area: Area = { width: 0, height: 0, ratio: 1 };
  #colours: PulseColours | undefined;
  /** Text is redrawn only when it changes or moves. */
  #said = "";

  /** null where a canvas gives no context at all. */
  static on(paint: Surface, ink: Surface): PulsePainter | null {
    const words = ink.getContext("2d") as Context2d | null;
    return words && new PulsePainter(paint, ink, words);
  }

  private constructor(paint: Surface, ink: Surface, words: Context2d) {
    this.#paint = paint;
    this.#ink = ink;
    this.#words = words;
    this.#canvas = new CanvasBackEnd(words);
    this.#webGl = webGlHere() === "hardware" ? webGlBackEnd(paint) : null;
  }

  get area(): Area {
    return this.#area;
  }

  /** Clears the canvases, unless nothing has changed. */
  prepare(area: Area, colours: PulseColours): void {
    const same = JSON.stringify([area, colours]) === JSON.stringify([this.#area, this.#colours]);
    if (same) return;
    this.#area = area;
    this.#colours = colours;
    this.#said = "";
    for (const surface of [this.#paint, this.#ink]) {
      surface.width = area.width;
      surface.height = area.height;
    }
    if (area.width === 0 || area.height === 0) return;
    const tile = beatTile(beatWidth(area.ratio), area.height, traceLine(area));
    const inks = {
      trace: this.#hex(colours.trace),
      gap: this.#hex(colours.gap),
      grid: this.#hex(colours.grid),
    };
    this.#fetchFont(colours);
    this.#webGl?.prepare(area, tile, inks);
    this.#canvas.prepare(area, tile, inks);
  }

  draw({ marks, labels }: Picture): void {
    if (!this.#colours || this.#area.width === 0) return;
    if (this.#webGl?.lost) {
      this.#webGl = null;
      this.#said = "";
    }
    this.#webGl?.draw(marks);
    const said = labels.map(({ text, left, right }) => `${text} ${left} ${right}`).join("\n");
    if (this.#webGl && said === this.#said) return;
    this.#words.clearRect(0, 0, this.#area.width, this.#area.height);
    if (!this.#webGl) this.#canvas.draw(marks);
    if (said) this.#write(labels, this.#colours);
    this.#said = said;
  }

  /** Where two labels would overlap, the one of the shorter stretch is dropped. */
  #write(labels: readonly Label[], colours: PulseColours): void {
    const { ratio } = this.#area;
    const words = this.#words;
    const size = Math.round(labelCssPx * ratio);
    const pad = 6 * ratio;
    this.#setFont(colours);
    words.textBaseline = "top";
    const taken: { from: number; to: number }[] = [];
    const longestFirst = labels.toSorted((a, b) => b.right - b.left - (a.right - a.left));
    for (const { text, ink, left, right, place } of longestFirst) {
      const wide = words.measureText(text).width;
      const fits = wide + 2 * pad <= right - left;
      const within = place === "within" && fits;
      const x = within ? (ink === "text" ? left : left + pad) : Math.max(pad, right - wide - pad);
      if (taken.some(({ from, to }) => x < to && x + wide > from)) continue;
      taken.push({ from: x - pad, to: x + wide + pad });
      if (!fits) {
        words.fillStyle = colours.surface;
        words.fillRect(x - 2 * ratio, 2 * ratio, wide + 4 * ratio, size + 5 * ratio);
      }
      words.fillStyle = colours[ink];
      words.fillText(text, x, 4 * ratio);
    }
  }

  #setFont({ fontFamily }: PulseColours): void {
    this.#words.font = `600 ${Math.round(labelCssPx * this.#area.ratio)}px ${fontFamily}`;
  }

  /**
   * In Chromium a worker's first use of a font blocks on the main thread; this must not happen in
   * the middle of a freeze.
   */
  #fetchFont(colours: PulseColours): void {
    this.#setFont(colours);
    this.#words.fillStyle = colours.surface;
    this.#words.fillText("no answer for 0123456789 s", 0, -100 * this.#area.ratio);
  }

  /** A 2D context returns any opaque sRGB colour as "#rrggbb". */
  #hex(colour: string): string {
    this.#words.fillStyle = colour;
    return String(this.#words.fillStyle);
  }
}
