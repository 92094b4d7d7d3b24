/** Draws the marks of a pulse with Canvas 2D, copying the beat as the shader does. */

import type { BackEnd, Inks } from "./back-end.ts";
import type { BeatTile } from "./beat.ts";
import { type Area, dashCssPx, dashInkCssPx, fills, type Mark } from "./pulse-scene.ts";

export type Context2d = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

export class CanvasBackEnd implements BackEnd {
  readonly lost = false;
  readonly #context: Context2d;
  #inks: Inks | undefined;
  #tile: CanvasImageSource | undefined;
  #tileWidth = 1;
  #dash: [period: number, dash: number] = [dashCssPx, dashInkCssPx];

  constructor(context: Context2d) {
    this.#context = context;
  }

  prepare({ ratio }: Area, tile: BeatTile, inks: Inks): void {
    this.#inks = inks;
    this.#tile = inColour(tile, inks.trace);
    this.#tileWidth = tile.width;
    this.#dash = [Math.round(dashCssPx * ratio), Math.round(dashInkCssPx * ratio)];
  }

  /** Draws over the existing content: the painter has cleared the canvas. */
  draw(marks: readonly Mark[]): void {
    const context = this.#context;
    for (const mark of marks) {
      context.globalAlpha = mark.alpha;
      if (this.#inks) context.fillStyle = this.#inks[mark.ink];
      if (mark.fill === fills.beat) this.#beats(mark);
      else if (mark.fill === fills.dashes) this.#dashes(mark);
      else if (mark.fill === fills.disc) this.#disc(mark);
      else context.fillRect(mark.left, mark.top, mark.width, mark.height);
    }
    context.globalAlpha = 1;
  }

  #beats({ left, top, width, height, phase }: Mark): void {
    if (!this.#tile) return;
    for (let done = 0; done < width; ) {
      const from = (phase + done) % this.#tileWidth;
      const wide = Math.min(this.#tileWidth - from, width - done);
      const x = left + done;
      this.#context.drawImage(this.#tile, from, 0, wide, height, x, top, wide, height);
      done += wide;
    }
  }

  #dashes({ left, top, width, height, phase }: Mark): void {
    const [period, dash] = this.#dash;
    for (let at = -phase; at < width; at += period) {
      const from = Math.max(0, at);
      const to = Math.min(width, at + dash);
      if (to > from) this.#context.fillRect(left + from, top, to - from, height);
    }
  }

  #disc({ left, top, width, height }: Mark): void {
    this.#context.beginPath();
    this.#context.arc(left + width / 2, top + height / 2, width / 2, 0, 2 * Math.PI);
    this.#context.fill();
  }
}

function inColour(tile: BeatTile, colour: string): CanvasImageSource {
  const canvas =
    typeof OffscreenCanvas === "undefined"
      ? Object.assign(document.createElement("canvas"), { width: tile.width, height: tile.height })
      : new OffscreenCanvas(tile.width, tile.height);
  const context = canvas.getContext("2d") as Context2d | null;
  if (!context) return canvas;
  context.fillStyle = colour;
  context.fillRect(0, 0, tile.width, tile.height);
  const pixels = context.getImageData(0, 0, tile.width, tile.height);
  for (let i = 0; i < tile.coverage.length; i++)
    pixels.data[4 * i + 3] = tile.coverage[i] as number;
  context.putImageData(pixels, 0, 0);
  return canvas;
}
