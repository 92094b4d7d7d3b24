/**
 * Draws the bars with Canvas 2D: only as many as can be told apart, however many spans there are.
 * Pixels are written into an ImageData, because a canvas without a GPU cannot paint thousands of
 * hatched rectangles per frame in time, and so that every pixel is exactly what `inked` says.
 */
import { inTurn } from "../../spec/strategies.ts";
import { strategies } from "../../spec/types.ts";
import { type Grain, inked, outlined, paintOrder } from "../scene/kinds.ts";
import type { Scene } from "../scene/scene.ts";
import { walk } from "./level-of-detail.ts";
import { type Frame, type Ink, looksPerStrategy, type Renderer, type Rgb } from "./renderer.ts";

export class CanvasRenderer implements Renderer {
  readonly name = "canvas";
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #fills = new Map<string, Fill>();
  #picture: ImageData | undefined;
  #scene: Scene | undefined;

  constructor(canvas: HTMLCanvasElement) {
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (!context) throw new Error("This browser has no 2D canvas.");
    this.#canvas = canvas;
    this.#context = context;
  }

  setScene(scene: Scene): void {
    this.#scene = scene;
  }

  draw(frame: Frame): void {
    const { width, height } = frame;
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    if (this.#picture?.width !== width || this.#picture.height !== height) {
      this.#picture = new ImageData(width, height);
      this.#fills.clear();
    }
    const pixels = new Pixels(this.#picture);
    pixels.all.fill(0);
    for (const { x, y, width: wide, height: high, colour } of frame.under) {
      pixels.fill(x, y, x + wide, y + high, word(colour));
    }
    const scene = this.#scene;
    if (scene) {
      for (const kind of paintOrder) {
        for (let row = 0; row < scene.rows; row++) this.#drawGroup(scene, kind, row, frame, pixels);
      }
    }
    this.#context.putImageData(this.#picture, 0, 0);
  }

  dispose(): void {
    this.#fills.clear();
    this.#picture = undefined;
    this.#scene = undefined;
    this.#canvas.width = 0;
    this.#canvas.height = 0;
  }

  #drawGroup(scene: Scene, kind: number, row: number, frame: Frame, pixels: Pixels): void {
    const { grain, left: from, right: to, phase } = frame;
    const top = frame.rowTop[row] as number;
    const height = frame.rowHeight[row] as number;
    const bottom = Math.min(top + height, frame.height);
    const framed = outlined(kind) && height >= grain.tall;
    let fill: Fill | undefined;
    const paint = (left: number, right: number): Fill => {
      fill ??= this.#fill(scene, kind, row, frame);
      pixels.tile(Math.max(left, from), top, Math.min(right, to), bottom, fill, phase);
      return fill;
    };
    walk(scene, kind, row, frame, {
      run: paint,
      bar(left, end) {
        const right = end - grain.line;
        const { line } = paint(left, right);
        if (!framed) return;
        const edge = (x: number, y: number, xEnd: number, yEnd: number): void =>
          pixels.fill(Math.max(x, from), y, Math.min(xEnd, to), yEnd, line);
        edge(left, top, right, top + grain.line);
        edge(left, bottom - grain.line, right, bottom);
        edge(left, top, left + grain.line, bottom);
        edge(right - grain.line, top, right, bottom);
      },
    });
  }

  #fill(scene: Scene, kind: number, row: number, { inks, grain, width }: Frame): Fill {
    const how = scene.blocks[scene.blockOfRow[row] as number]?.how ?? inTurn;
    const ink = inks[strategies.indexOf(how) * looksPerStrategy + kind] as Ink;
    const key = `${kind} ${ink.line} ${ink.ground} ${grain.period} ${grain.stroke}`;
    let fill = this.#fills.get(key);
    if (!fill) {
      fill = makeFill(kind, ink, grain, width);
      if (this.#fills.size > 100) this.#fills.clear();
      this.#fills.set(key, fill);
    }
    return fill;
  }
}

/** A pattern: its rows until it repeats, each as long as the picture's width plus one period. */
interface Fill {
  line: number;
  rows: Uint32Array[];
}

function makeFill(kind: number, ink: Ink, grain: Grain, width: number): Fill {
  const { period } = grain;
  const line = word(ink.line);
  const ground = word(ink.ground);
  const rows = Array.from({ length: period }, (_, y) =>
    Uint32Array.from({ length: width + period }, (_, x) =>
      inked(kind, x % period, y, grain) ? line : ground,
    ),
  );
  return { line, rows };
}

/** RGBA as a 32-bit word; every machine that runs a browser is little-endian. */
function word([red, green, blue]: Rgb): number {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** Up to this many pixels, copying in a loop is faster than `set` with a subarray. */
const short = 24;

class Pixels {
  readonly all: Uint32Array;
  readonly #width: number;

  constructor({ data, width }: ImageData) {
    this.all = new Uint32Array(data.buffer);
    this.#width = width;
  }

  fill(left: number, top: number, right: number, bottom: number, colour: number): void {
    if (right <= left) return;
    for (let y = top; y < bottom; y++) {
      this.all.fill(colour, y * this.#width + left, y * this.#width + right);
    }
  }

  tile(left: number, top: number, right: number, bottom: number, fill: Fill, phase: number): void {
    if (right <= left) return;
    const { all } = this;
    const { rows } = fill;
    const period = rows.length;
    const from = (left - phase + period) % period;
    const length = right - left;
    for (let y = top; y < bottom; y++) {
      const row = rows[y % period] as Uint32Array;
      const at = y * this.#width + left;
      if (length > short) all.set(row.subarray(from, from + length), at);
      else for (let x = 0; x < length; x++) all[at + x] = row[from + x] as number;
    }
  }
}
