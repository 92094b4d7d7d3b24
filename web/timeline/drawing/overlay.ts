/**
 * Everything drawn over the bars, identically for both back ends: ruler, names, task numbers, the
 * lengths of freezes, the focused mark, and the overview with its window.
 */

import { FROZEN, RUNNING } from "../scene/kinds.ts";
import { isReadable, type Layout } from "../scene/layout.ts";
import { busyShares } from "../scene/overview.ts";
import { rowOf, type Scene, type SceneBlock } from "../scene/scene.ts";
import { isWhole, type View } from "../scene/view.ts";
import type { Colours, Palette } from "./colours.ts";
import { ticksOf } from "./frame.ts";
import { walk } from "./level-of-detail.ts";
import { type Frame, pixelOf } from "./renderer.ts";

/** Formats a duration as the page does, for example "1.20 s". */
export type FormatMs = (ms: number) => string;

export interface OverlayScene {
  scene: Scene;
  layout: Layout;
  view: View;
  frame: Frame;
  colours: Colours;
  pixelRatio: number;
  /** -1 for none. */
  focus: number;
  /** What comes after it, ms, is faint; undefined for none. */
  moment: number | undefined;
}

export class Overlay {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #formatMs: FormatMs;
  readonly #strip = document.createElement("canvas");
  #stripOf: unknown[] = [];
  #fitted = new Map<string, string>();

  constructor(canvas: HTMLCanvasElement, formatMs: FormatMs) {
    const context = canvas.getContext("2d");
    if (!context) throw new Error("This browser has no 2D canvas.");
    this.#canvas = canvas;
    this.#context = context;
    this.#formatMs = formatMs;
  }

  draw(shown: OverlayScene): void {
    const { width, height } = shown.frame;
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    this.#context.clearRect(0, 0, width, height);
    this.#drawOverview(shown);
    this.#drawRuler(shown);
    for (const [i, block] of shown.scene.blocks.entries()) this.#drawBlock(shown, block, i);
    if (shown.moment !== undefined) this.#drawMoment(shown, shown.moment);
    if (shown.focus >= 0) this.#drawFocus(shown);
  }

  #drawOverview({ scene, layout, view, frame, colours, pixelRatio }: OverlayScene): void {
    const context = this.#context;
    const { palette } = colours;
    const { left, right } = frame;
    const top = Math.round(layout.overview.top * pixelRatio);
    const height = Math.round(layout.overview.height * pixelRatio);
    this.#name(palette, pixelRatio, "overview", layout.left, layout.overview.height / 2);
    const made = [scene, colours, left, right, pixelRatio];
    if (made.some((part, i) => part !== this.#stripOf[i])) {
      drawStrip(this.#strip, scene, palette, right - left, height, pixelRatio);
      this.#stripOf = made;
    }
    context.drawImage(this.#strip, left, top);
    const scale = (right - left) / scene.endMs;
    const from = left + Math.round(view.startMs * scale);
    const to = Math.max(from + 2, left + Math.round(view.endMs * scale));
    const line = frame.grain.line;
    context.fillStyle = palette.line;
    context.fillRect(left, top + height - line, right - left, line);
    if (isWhole(view, scene.endMs)) return;
    context.globalAlpha = 0.72;
    context.fillStyle = palette.surface;
    context.fillRect(left, top, from - left, height);
    context.fillRect(to, top, right - to, height);
    context.globalAlpha = 1;
    context.strokeStyle = palette.ink;
    context.lineWidth = line;
    context.strokeRect(from + line / 2, top + line / 2, to - from - line, height - line);
    context.fillStyle = palette.ink;
    const grip = 3 * line;
    context.fillRect(from - line, top + height / 4, grip, height / 2);
    context.fillRect(to - 2 * line, top + height / 4, grip, height / 2);
  }

  #drawRuler({ layout, view, frame, colours: { palette }, pixelRatio }: OverlayScene): void {
    const context = this.#context;
    context.font = font(palette, 11.5, pixelRatio);
    context.textBaseline = "alphabetic";
    context.fillStyle = palette.muted;
    const { left, right, width } = frame;
    for (const { ms, label } of ticksOf(layout, view)) {
      const share = (ms - view.startMs) / (view.endMs - view.startMs);
      const wide = context.measureText(label).width;
      const x = left + share * (right - left) - wide / 2;
      const y = (layout.rulerTop + 15) * pixelRatio;
      context.fillText(label, Math.min(Math.max(x, 0), width - wide), y);
    }
  }

  #drawBlock(shown: OverlayScene, block: SceneBlock, index: number): void {
    const { layout, colours, pixelRatio } = shown;
    const { palette } = colours;
    const place = layout.blocks[index];
    if (!place) return;
    const context = this.#context;
    const px = (css: number): number => Math.round(css * pixelRatio);
    context.fillStyle = palette.strategies[block.how];
    context.fillRect(0, px(place.titleY), px(layout.left - 10), Math.max(2, px(2)));
    context.textBaseline = "middle";
    context.font = font(palette, 13, pixelRatio, 600);
    context.fillStyle = palette.ink;
    context.fillText(block.how, 0, px(place.titleY + 14));
    const named = context.measureText(block.how).width;
    context.font = font(palette, 11.5, pixelRatio);
    context.fillStyle = palette.muted;
    const length = this.#formatMs(block.result.wallMs);
    context.fillText(length, Math.max(px(layout.left), named + px(10)), px(place.titleY + 14.5));

    this.#name(palette, pixelRatio, "event loop", layout.left, place.loopMiddleY);
    const pitch = layout.rowPitch[block.laneRow] as number;
    const height = place.names.length === 1 ? pitch * block.rows : pitch;
    for (const [row, name] of place.names.entries()) {
      const top = layout.rowTop[block.laneRow + row] as number;
      this.#name(palette, pixelRatio, name, layout.left, top + Math.min(height, 22) / 2);
    }
    this.#labelFreezes(shown, block);
    if (isReadable(pitch)) {
      for (let row = 0; row < block.rows; row++) this.#numberTasks(shown, block, row);
    }
  }

  #labelFreezes({ scene, frame, colours, pixelRatio }: OverlayScene, block: SceneBlock): void {
    const row = block.freezeRow;
    const context = this.#context;
    context.font = font(colours.palette, 10.5, pixelRatio, 600);
    context.fillStyle = colours.palette.surface;
    const middle = (frame.rowTop[row] as number) + (frame.rowHeight[row] as number) / 2;
    walk(scene, FROZEN, row, frame, {
      bar: (left, right, mark) => {
        const from = Math.max(left, frame.left) + 5 * pixelRatio;
        const room = Math.min(right, frame.right) - from - 5 * pixelRatio;
        const freeze = block.result.eventLoop.freezes[scene.item[mark] as number];
        if (!freeze || room < 24 * pixelRatio) return;
        const length = this.#formatMs(freeze.endMs - freeze.startMs);
        const label = [`no answer for ${length}`, length].find(
          (text) => context.measureText(text).width <= room,
        );
        if (label) context.fillText(label, from, middle + 0.5 * pixelRatio);
      },
    });
  }

  #numberTasks(shown: OverlayScene, block: SceneBlock, rowOfBlock: number): void {
    const { scene, frame, colours, pixelRatio } = shown;
    const row = block.laneRow + rowOfBlock;
    const context = this.#context;
    context.font = font(colours.palette, 11, pixelRatio, 600);
    context.fillStyle = colours.palette.surface;
    const middle = (frame.rowTop[row] as number) + (frame.rowHeight[row] as number) / 2;
    walk(scene, RUNNING, row, frame, {
      bar(left, right, mark) {
        const from = Math.max(left, frame.left);
        const room = Math.min(right, frame.right) - from;
        if (room < 24 * pixelRatio) return;
        const task = `${block.result.spans.task[scene.item[mark] as number]}`;
        if (task.length * 7 * pixelRatio > room - 8 * pixelRatio) return;
        context.fillText(task, from + 6 * pixelRatio, middle + 0.5 * pixelRatio);
      },
    });
  }

  #drawMoment({ layout, view, frame, colours: { palette }, pixelRatio }: OverlayScene, ms: number) {
    const { left, right, height } = frame;
    const share = (ms - view.startMs) / (view.endMs - view.startMs);
    const at = left + Math.round(Math.min(1, Math.max(0, share)) * (right - left));
    const top = Math.round((layout.rulerTop + 20) * pixelRatio);
    const context = this.#context;
    context.globalAlpha = 0.78;
    context.fillStyle = palette.surface;
    context.fillRect(at, top, right - at, height - top);
    context.globalAlpha = 1;
    if (share < 0 || share > 1) return;
    context.fillStyle = palette.ink;
    context.fillRect(at - pixelRatio, top, Math.round(2 * pixelRatio), height - top);
  }

  #drawFocus({ scene, frame, focus, colours: { palette }, pixelRatio }: OverlayScene): void {
    const row = rowOf(scene, focus);
    const least = 3 * pixelRatio;
    const left = Math.max(pixelOf(frame, scene.start[focus] as number), frame.left - least);
    const right = Math.min(pixelOf(frame, scene.end[focus] as number), frame.right + least);
    if (right < frame.left || left > frame.right) return;
    const context = this.#context;
    const width = Math.max(right - left, least);
    const height = Math.max(frame.rowHeight[row] as number, least);
    const top = frame.rowTop[row] as number;
    context.lineJoin = "round";
    context.strokeStyle = palette.surface;
    context.lineWidth = 5 * pixelRatio;
    context.strokeRect(left, top, width, height);
    context.strokeStyle = palette.ink;
    context.lineWidth = 2 * pixelRatio;
    context.strokeRect(left, top, width, height);
  }

  /** A lane's name, left of the axis; `left` and `y` in CSS px. */
  #name(palette: Palette, pixelRatio: number, name: string, left: number, y: number): void {
    const context = this.#context;
    context.font = font(palette, 11.5, pixelRatio);
    context.textBaseline = "middle";
    context.fillStyle = palette.muted;
    const room = (left - 10) * pixelRatio;
    const key = `${name} ${room} ${palette.fontFamily}`;
    let text = this.#fitted.get(key);
    if (text === undefined) {
      text = fit(context, name, room);
      if (this.#fitted.size > 1000) this.#fitted = new Map();
      this.#fitted.set(key, text);
    }
    context.fillText(text, 0, Math.round(y * pixelRatio));
  }
}

/** Draws a band for each block, whose height at a time is the share of its lanes that were busy. */
function drawStrip(
  strip: HTMLCanvasElement,
  scene: Scene,
  palette: Palette,
  width: number,
  height: number,
  pixelRatio: number,
): void {
  strip.width = width;
  strip.height = height;
  const context = strip.getContext("2d");
  if (!context) return;
  const gap = Math.round(pixelRatio);
  const band = (height - gap) / scene.blocks.length;
  for (const [i, block] of scene.blocks.entries()) {
    const bottom = Math.round((i + 1) * band);
    const high = Math.max(1, bottom - Math.round(i * band) - gap);
    context.fillStyle = palette.strategies[block.how];
    const shares = busyShares(scene, block, width);
    for (let x = 0; x < width; x++) {
      const busy = shares[x] as number;
      if (busy <= 0) continue;
      const column = Math.max(1, Math.round(busy * high));
      context.fillRect(x, bottom - column, 1, column);
    }
  }
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
