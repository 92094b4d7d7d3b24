/** The bars on a 2D canvas: as many as can be told apart, however many the spans. */
import { strategies } from "../engine/types.ts";
import { inked, outlined, paintOrder } from "./kinds.ts";
import { walk } from "./level-of-detail.ts";
import { type Frame, type Ink, looksPerStrategy, type Renderer, type Rgb } from "./renderer.ts";
import type { Scene } from "./scene.ts";

export class CanvasRenderer implements Renderer {
  readonly name = "canvas";
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #fills = new Map<string, CanvasPattern | string>();
  #scene: Scene | undefined;

  constructor(canvas: HTMLCanvasElement) {
    const context = canvas.getContext("2d");
    if (!context) throw new Error("This browser has no 2D canvas.");
    this.#canvas = canvas;
    this.#context = context;
  }

  setScene(scene: Scene): void {
    this.#scene = scene;
  }

  draw(frame: Frame): void {
    const { width, height, left, right } = frame;
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    const context = this.#context;
    context.clearRect(0, 0, width, height);
    for (const rect of frame.under) {
      context.fillStyle = css(rect.colour);
      context.fillRect(rect.x, rect.y, rect.width, rect.height);
    }
    const scene = this.#scene;
    if (!scene) return;
    context.save();
    context.beginPath();
    context.rect(left, 0, right - left, height);
    context.clip();
    for (const kind of paintOrder) {
      for (let row = 0; row < scene.rows; row++) this.#drawGroup(scene, kind, row, frame);
    }
    context.restore();
  }

  dispose(): void {
    this.#fills.clear();
    this.#scene = undefined;
    this.#canvas.width = 0;
    this.#canvas.height = 0;
  }

  #drawGroup(scene: Scene, kind: number, row: number, frame: Frame): void {
    const context = this.#context;
    const { grain, left: from, right: to } = frame;
    const top = frame.rowTop[row] as number;
    const height = frame.rowHeight[row] as number;
    const strategy = strategies.indexOf(
      scene.blocks[scene.blockOfRow[row] as number]?.how ?? "sequential",
    );
    const ink = frame.inks[strategy * looksPerStrategy + kind] as Ink;
    const framed = outlined(kind) && height >= grain.tall;
    let begun = false;
    const paint = (left: number, right: number): void => {
      if (!begun) {
        context.fillStyle = this.#fill(kind, ink, frame);
        if (framed) context.strokeStyle = css(ink.line);
        context.lineWidth = grain.line;
        begun = true;
      }
      context.fillRect(left, top, right - left, height);
    };
    walk(scene, kind, row, frame, {
      run: (left, right) => paint(Math.max(left, from), Math.min(right, to)),
      bar(left, right) {
        // A little of what is outside is kept, so that no outline is drawn where there is no end.
        const begin = Math.max(left, from - 64);
        const end = Math.min(right, to + 64) - grain.line;
        paint(begin, end);
        if (!framed) return;
        const half = grain.line / 2;
        context.strokeRect(begin + half, top + half, end - begin - grain.line, height - grain.line);
      },
    });
  }

  #fill(kind: number, ink: Ink, frame: Frame): CanvasPattern | string {
    const { grain } = frame;
    const key = `${kind} ${ink.line} ${ink.ground} ${grain.period} ${grain.stroke}`;
    let fill = this.#fills.get(key);
    if (fill === undefined) {
      fill = makeFill(this.#context, kind, ink, frame);
      if (this.#fills.size > 256) this.#fills.clear();
      this.#fills.set(key, fill);
    }
    if (typeof fill !== "string") fill.setTransform(new DOMMatrix([1, 0, 0, 1, frame.phase, 0]));
    return fill;
  }
}

function makeFill(
  context: CanvasRenderingContext2D,
  kind: number,
  ink: Ink,
  { grain }: Frame,
): CanvasPattern | string {
  const { period } = grain;
  const tile = document.createElement("canvas");
  tile.width = period;
  tile.height = period;
  const pixels = tile.getContext("2d");
  if (!pixels) return css(ink.line);
  let solid = true;
  for (let y = 0; y < period; y++) {
    for (let x = 0; x < period; x++) {
      const on = inked(kind, x, y, grain);
      solid &&= on;
      pixels.fillStyle = css(on ? ink.line : ink.ground);
      pixels.fillRect(x, y, 1, 1);
    }
  }
  return solid ? css(ink.line) : (context.createPattern(tile, "repeat") ?? css(ink.line));
}

function css([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`;
}
