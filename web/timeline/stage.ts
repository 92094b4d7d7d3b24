/**
 * A timeline in an element: its canvases, the back end that draws on them, the scene and the view
 * of it. Draws at most once per animation frame, and only when something has changed.
 */
import type { Result } from "../spec/types.ts";
import { CanvasRenderer } from "./drawing/canvas-renderer.ts";
import { type Colours, coloursOf, type Palette } from "./drawing/colours.ts";
import { frameOf } from "./drawing/frame.ts";
import { type FormatMs, Overlay } from "./drawing/overlay.ts";
import type { Frame, Renderer } from "./drawing/renderer.ts";
import { WebGlRenderer } from "./drawing/webgl-renderer.ts";
import { markAt } from "./scene/find.ts";
import { type Layout, layoutTimeline, rowAt, timeToX, xToTime } from "./scene/layout.ts";
import { prepareScene, rowOf, type Scene } from "./scene/scene.ts";
import { type View, wholeView } from "./scene/view.ts";

export interface StageOptions {
  palette: Palette;
  formatMs: FormatMs;
  /**
   * `auto`: WebGL2 where it is available and fast, else Canvas 2D. `webgl2`: WebGL2 however slow it
   * is, or an error.
   */
  backEnd?: "auto" | "webgl2" | "canvas";
  /** The view, the focus, the layout, the palette or the back end has changed. */
  onChange?(): void;
}

/** Horizontal distance at which a pointer still selects a mark, CSS px. */
const slop = 3;
/**
 * WebGL2 that takes longer for `triedMarks` bars has no GPU behind it. Canvas 2D is then faster: it
 * draws only what can be told apart, and no pixels have to be copied back.
 */
const slowMs = 8;
const manyMarks = 5000;
const triedMarks = 20_000;

export class TimelineStage {
  readonly #host: HTMLElement;
  readonly #options: StageOptions;
  readonly #overlay: Overlay;
  readonly #overlayCanvas = document.createElement("canvas");
  #renderer: Renderer;
  #canvas = document.createElement("canvas");
  /** The WebGL2 back end whose context is lost, until the browser restores it. */
  #lost: { renderer: WebGlRenderer; canvas: HTMLCanvasElement } | undefined;
  #colours: Colours;
  #scene: Scene = prepareScene([]);
  #layout: Layout = layoutTimeline(this.#scene, 1);
  #view: View = wholeView(1);
  #focus = -1;
  #moment: number | undefined;
  #width = 1;
  #frame = 0;

  constructor(host: HTMLElement, options: StageOptions) {
    this.#host = host;
    this.#options = options;
    this.#colours = coloursOf(options.palette);
    this.#overlay = new Overlay(this.#overlayCanvas, options.formatMs);
    this.#renderer = this.#makeRenderer();
    host.replaceChildren(this.#canvas, this.#overlayCanvas);
  }

  /** The back end that currently draws the bars. */
  get backEnd(): Renderer["name"] {
    return this.#renderer.name;
  }

  get scene(): Scene {
    return this.#scene;
  }

  get layout(): Layout {
    return this.#layout;
  }

  get view(): View {
    return this.#view;
  }

  set view(view: View) {
    if (view.startMs === this.#view.startMs && view.endMs === this.#view.endMs) return;
    this.#view = view;
    this.#changed();
  }

  /** The mark selected by pointer or keyboard; -1 for none. */
  get focus(): number {
    return this.#focus;
  }

  set focus(mark: number) {
    if (mark === this.#focus) return;
    this.#focus = mark;
    this.#changed();
  }

  /** The moment of the runs that is shown, ms: what comes later is faint. undefined: all is shown. */
  set moment(ms: number | undefined) {
    if (ms === this.#moment) return;
    this.#moment = ms;
    this.#changed();
  }

  setResults(results: readonly Result[]): void {
    this.#scene = prepareScene(results);
    this.#renderer.setScene(this.#scene);
    this.#view = wholeView(this.#scene.endMs);
    this.#focus = -1;
    this.#moment = undefined;
    this.#place();
    this.#tryOut();
  }

  setPalette(palette: Palette): void {
    this.#colours = coloursOf(palette);
    this.#changed();
  }

  /** CSS px. */
  setWidth(width: number): void {
    if (width === this.#width || width <= 0) return;
    this.#width = width;
    this.#place();
  }

  /** The mark at a point of the host, CSS px; -1 for none. */
  markAt(x: number, y: number): number {
    const row = rowAt(this.#layout, y);
    const { left, right } = this.#layout;
    if (row < 0 || x < left - slop || x > right + slop) return -1;
    const msPerPx = (this.#view.endMs - this.#view.startMs) / (right - left);
    const ms = xToTime(this.#layout, this.#view, x);
    return markAt(this.#scene, row, ms, slop * msPerPx);
  }

  /** The position of a mark in the host, CSS px; clamped to the edges of the time axis. */
  boxOf(mark: number): { left: number; right: number; top: number } {
    const { start, end, ticksPerMs } = this.#scene;
    const x = (tick: number): number => {
      const at = timeToX(this.#layout, this.#view, tick / ticksPerMs);
      return Math.min(Math.max(at, this.#layout.left), this.#layout.right);
    };
    return {
      left: x(start[mark] as number),
      right: x(end[mark] as number),
      top: this.#layout.rowTop[rowOf(this.#scene, mark)] as number,
    };
  }

  drawNow(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const frame = this.#makeFrame();
    this.#renderer.draw(frame);
    this.#overlay.draw({
      scene: this.#scene,
      layout: this.#layout,
      view: this.#view,
      frame,
      colours: this.#colours,
      pixelRatio: devicePixelRatio || 1,
      focus: this.#focus,
      moment: this.#moment,
    });
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    this.#forgetCanvas(this.#lost?.canvas ?? this.#canvas);
    this.#lost?.renderer.dispose();
    this.#renderer.dispose();
    this.#host.replaceChildren();
  }

  #makeFrame(): Frame {
    const pixelRatio = devicePixelRatio || 1;
    return frameOf(this.#scene, this.#layout, this.#view, this.#colours, pixelRatio);
  }

  /** Whether WebGL2 is fast can only be measured. Few marks are fast with either back end. */
  #tryOut(): void {
    if (this.#options.backEnd === "webgl2" || this.#scene.count < manyMarks) return;
    if (!(this.#renderer instanceof WebGlRenderer)) return;
    if (this.#renderer.drawnInMs(this.#makeFrame(), triedMarks) <= slowMs) return;
    this.#forgetCanvas(this.#canvas);
    this.#renderer.dispose();
    const canvas = document.createElement("canvas");
    this.#use(new CanvasRenderer(canvas), canvas);
  }

  #place(): void {
    this.#layout = layoutTimeline(this.#scene, this.#width);
    this.#host.style.setProperty("block-size", `${this.#layout.height}px`);
    this.#changed();
  }

  #changed(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.drawNow());
    this.#options.onChange?.();
  }

  #makeRenderer(): Renderer {
    const { backEnd = "auto" } = this.#options;
    if (backEnd !== "canvas") {
      try {
        const renderer = new WebGlRenderer(this.#canvas, { software: backEnd === "webgl2" });
        this.#canvas.addEventListener("webglcontextlost", this.#onLost);
        this.#canvas.addEventListener("webglcontextrestored", this.#onRestored);
        return renderer;
      } catch (error) {
        if (backEnd === "webgl2") throw error;
        // A canvas that was asked for a WebGL2 context may refuse any other.
        this.#canvas = document.createElement("canvas");
      }
    }
    return new CanvasRenderer(this.#canvas);
  }

  #forgetCanvas(canvas: HTMLCanvasElement): void {
    canvas.removeEventListener("webglcontextlost", this.#onLost);
    canvas.removeEventListener("webglcontextrestored", this.#onRestored);
  }

  /** The browser may take the GPU context away at any time: continues with Canvas 2D. */
  readonly #onLost = (event: Event): void => {
    event.preventDefault();
    if (!(this.#renderer instanceof WebGlRenderer)) return;
    this.#lost = { renderer: this.#renderer, canvas: this.#canvas };
    const canvas = document.createElement("canvas");
    this.#use(new CanvasRenderer(canvas), canvas);
  };

  readonly #onRestored = (): void => {
    const lost = this.#lost;
    if (!lost) return;
    try {
      lost.renderer.restore();
    } catch {
      return;
    }
    this.#lost = undefined;
    this.#renderer.dispose();
    this.#use(lost.renderer, lost.canvas);
  };

  #use(renderer: Renderer, canvas: HTMLCanvasElement): void {
    this.#renderer = renderer;
    this.#canvas.replaceWith(canvas);
    this.#canvas = canvas;
    renderer.setScene(this.#scene);
    this.#changed();
  }
}
