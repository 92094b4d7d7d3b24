/** The timeline on a 2D canvas. Kinds differ by pattern as well as by colour. */
import type { Result } from "../engine/types.ts";
import { type Bars, barsOfSpans } from "./bars.ts";
import { type Block, type Layout, plotWidth, rowOfLane, timeToX } from "./layout.ts";
import type { Palette, Renderer, Scene } from "./renderer.ts";
import { ticks } from "./ruler.ts";

const QUEUED = 0;
const WAITING = 1;
const RUNNING = 2;
const BLOCKED = 3;
/** What is painted later covers what shares its row: progress is never hidden under a queue. */
const paintOrder = [QUEUED, BLOCKED, WAITING, RUNNING];

interface CachedBars {
  pxPerMs: number;
  bars: Bars;
}

export class CanvasRenderer implements Renderer {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  #bars = new WeakMap<Result, CachedBars>();

  constructor(canvas: HTMLCanvasElement) {
    const context = canvas.getContext("2d");
    if (!context) throw new Error("This browser has no 2D canvas.");
    this.#canvas = canvas;
    this.#context = context;
  }

  draw(scene: Scene): void {
    const { layout, pixelRatio } = scene;
    const width = Math.round(layout.width * pixelRatio);
    const height = Math.round(layout.height * pixelRatio);
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    const context = this.#context;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    this.#drawRuler(scene);
    for (const block of layout.blocks) this.#drawBlock(scene, block);
    this.#drawFocus(scene);
  }

  dispose(): void {
    this.#bars = new WeakMap();
    this.#canvas.width = 0;
    this.#canvas.height = 0;
  }

  #drawRuler({ layout, palette, pixelRatio }: Scene): void {
    const context = this.#context;
    context.font = font(palette, 11.5, pixelRatio);
    context.textBaseline = "alphabetic";
    const all = ticks(layout.endMs, plotWidth(layout) / 84);
    for (const { ms, label } of all) {
      const x = Math.round(timeToX(layout, ms) * pixelRatio);
      context.fillStyle = palette.line;
      context.fillRect(x, 20 * pixelRatio, 1, (layout.height - 20) * pixelRatio);
      context.fillStyle = palette.muted;
      const wide = context.measureText(label).width;
      const right = layout.width * pixelRatio - wide;
      context.fillText(label, Math.min(Math.max(x - wide / 2, 0), right), 14 * pixelRatio);
    }
  }

  #drawBlock(scene: Scene, block: Block): void {
    const { layout, palette, pixelRatio } = scene;
    const context = this.#context;
    const px = (value: number): number => Math.round(value * pixelRatio);
    const accent = palette.strategies[block.how];

    context.textBaseline = "middle";
    context.fillStyle = palette.line;
    context.fillRect(0, px(block.titleY), px(layout.width), 1);
    context.fillStyle = accent;
    context.fillRect(0, px(block.titleY), px(layout.gutter - 10), Math.max(2, px(2)));
    context.font = font(palette, 13, pixelRatio, 600);
    context.fillStyle = palette.ink;
    context.fillText(block.how, 0, px(block.titleY + 14));

    context.font = font(palette, 11.5, pixelRatio);
    context.fillStyle = palette.muted;
    block.names.forEach((name, row) => {
      const height = block.names.length === 1 ? block.rows * block.rowHeight : block.rowHeight;
      const middle = block.rowsY + row * block.rowHeight + Math.min(height, 22) / 2;
      context.fillText(fit(context, name, px(layout.gutter - 10)), 0, px(middle));
    });

    const { bars } = this.#barsOf(block, layout, pixelRatio);
    const origin = px(layout.gutter);
    const gap = block.rowHeight >= 14 ? px(2) : block.rowHeight >= 6 ? px(1) : 0;
    const fills = kindFills(context, palette, accent, pixelRatio);
    for (const kind of paintOrder) {
      const fill = fills[kind];
      if (!fill) continue;
      for (let i = 0; i < bars.count; i++) {
        if (bars.kind[i] !== kind) continue;
        const row = bars.row[i] as number;
        const top = px(block.rowsY + row * block.rowHeight);
        const height = px(block.rowsY + (row + 1) * block.rowHeight) - top - gap;
        const left = origin + (bars.left[i] as number);
        const wide = (bars.right[i] as number) - (bars.left[i] as number);
        // A hairline between neighbours, taken from the bar that has pixels to spare.
        const shown = wide > 4 * pixelRatio ? wide - Math.max(1, px(1)) : wide;
        if (kind === QUEUED) {
          drawQueued(context, fill.edge, left, top, shown, height, pixelRatio);
          continue;
        }
        context.fillStyle = palette.surface;
        context.fillRect(left, top, shown, height);
        context.fillStyle = fill.fill;
        context.fillRect(left, top, shown, height);
        if (kind !== RUNNING && height >= 5 * pixelRatio && shown >= 4 * pixelRatio) {
          context.strokeStyle = fill.edge;
          context.lineWidth = Math.max(1, px(1));
          context.strokeRect(left + 0.5, top + 0.5, shown - 1, height - 1);
        }
        this.#drawTaskNumber(scene, block, bars, i, left, top, shown, height);
      }
    }
  }

  #drawTaskNumber(
    { palette, pixelRatio }: Scene,
    block: Block,
    bars: Bars,
    bar: number,
    left: number,
    top: number,
    width: number,
    height: number,
  ): void {
    const span = bars.span[bar] as number;
    if (span < 0 || bars.kind[bar] !== RUNNING || height < 13 * pixelRatio) return;
    if (width < 24 * pixelRatio) return;
    const context = this.#context;
    context.font = font(palette, 11, pixelRatio, 600);
    context.fillStyle = palette.surface;
    context.fillText(
      `${block.result.spans.task[span]}`,
      left + 6 * pixelRatio,
      top + height / 2 + 0.5,
    );
  }

  #drawFocus({ layout, palette, pixelRatio, focus }: Scene): void {
    const block = focus ? layout.blocks[focus.block] : undefined;
    if (!focus || !block) return;
    const { spans } = block.result;
    const left = timeToX(layout, spans.startMs[focus.span] as number) * pixelRatio;
    const right = timeToX(layout, spans.endMs[focus.span] as number) * pixelRatio;
    const row = rowOfLane(block, spans.lane[focus.span] as number);
    const top = (block.rowsY + row * block.rowHeight) * pixelRatio;
    const context = this.#context;
    const width = Math.max(right - left, 3 * pixelRatio);
    const height = Math.max((block.rowHeight - 2) * pixelRatio, 3 * pixelRatio);
    context.lineJoin = "round";
    context.strokeStyle = palette.surface;
    context.lineWidth = 5 * pixelRatio;
    context.strokeRect(left, top, width, height);
    context.strokeStyle = palette.ink;
    context.lineWidth = 2 * pixelRatio;
    context.strokeRect(left, top, width, height);
  }

  #barsOf(block: Block, layout: Layout, pixelRatio: number): CachedBars {
    const pxPerMs = (plotWidth(layout) / layout.endMs) * pixelRatio;
    const known = this.#bars.get(block.result);
    if (known && known.pxPerMs === pxPerMs) return known;
    const fresh = {
      pxPerMs,
      bars: barsOfSpans(block.result.spans, pxPerMs, block.rows, (lane) => rowOfLane(block, lane)),
    };
    this.#bars.set(block.result, fresh);
    return fresh;
  }
}

interface Fill {
  fill: string | CanvasPattern;
  edge: string;
}

/** By kind: queued a light outline, waiting hatched, running solid, blocked cross-hatched. */
function kindFills(
  context: CanvasRenderingContext2D,
  palette: Palette,
  accent: string,
  pixelRatio: number,
): Fill[] {
  return [
    { fill: "transparent", edge: palette.queued },
    { fill: hatch(context, accent, pixelRatio, false), edge: accent },
    { fill: accent, edge: accent },
    { fill: hatch(context, palette.blocked, pixelRatio, true), edge: palette.blocked },
  ];
}

/** A queue is light: its outline, or a thin line where there is no room for one. */
function drawQueued(
  context: CanvasRenderingContext2D,
  colour: string,
  left: number,
  top: number,
  width: number,
  height: number,
  pixelRatio: number,
): void {
  const line = Math.max(1, Math.round(pixelRatio));
  if (height >= 6 * pixelRatio && width >= 4 * pixelRatio) {
    context.strokeStyle = colour;
    context.lineWidth = line;
    context.strokeRect(left + line / 2, top + line / 2, width - line, height - line);
  } else {
    context.fillStyle = colour;
    context.fillRect(left, top + Math.floor((height - line) / 2), width, line);
  }
}

const tiles = new Map<string, HTMLCanvasElement>();

function hatch(
  context: CanvasRenderingContext2D,
  colour: string,
  pixelRatio: number,
  crossed: boolean,
): CanvasPattern | string {
  const key = `${colour} ${pixelRatio} ${crossed}`;
  let tile = tiles.get(key);
  if (!tile) {
    tile = drawTile(colour, pixelRatio, crossed);
    if (tiles.size > 64) tiles.clear();
    tiles.set(key, tile);
  }
  return context.createPattern(tile, "repeat") ?? colour;
}

function drawTile(colour: string, pixelRatio: number, crossed: boolean): HTMLCanvasElement {
  const size = Math.round(6 * pixelRatio);
  const tile = document.createElement("canvas");
  tile.width = size;
  tile.height = size;
  const context = tile.getContext("2d");
  if (!context) return tile;
  context.globalAlpha = 0.18;
  context.fillStyle = colour;
  context.fillRect(0, 0, size, size);
  context.globalAlpha = 1;
  context.strokeStyle = colour;
  context.lineWidth = 1.4 * pixelRatio;
  context.beginPath();
  for (const shift of [-size, 0, size]) {
    context.moveTo(shift, size);
    context.lineTo(shift + size, 0);
    if (!crossed) continue;
    context.moveTo(shift, 0);
    context.lineTo(shift + size, size);
  }
  context.stroke();
  return tile;
}

function font(palette: Palette, sizePx: number, pixelRatio: number, weight = 400): string {
  return `${weight} ${sizePx * pixelRatio}px ${palette.fontFamily}`;
}

function fit(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let short = text;
  while (short.length > 1 && context.measureText(`${short}…`).width > width) {
    short = short.slice(0, -1);
  }
  return `${short}…`;
}
