/** The back end that draws the bars, WebGL2 or Canvas 2D; both take the same scene and frame. */
import type { Grain } from "../scene/kinds.ts";
import type { Scene } from "../scene/scene.ts";

/** sRGB, 0–255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** Colours of one kind of one strategy: of its pattern and outline, and of the ground between. */
export interface Ink {
  line: Rgb;
  ground: Rgb;
}

export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
  colour: Rgb;
}

/** One picture of a scene. Lengths are whole numbers of device px. */
export interface Frame {
  width: number;
  height: number;
  grain: Grain;
  /** Edges of the time axis; bars are clipped to them. */
  left: number;
  right: number;
  /** The tick at `left`. */
  originTick: number;
  pxPerTick: number;
  /** x at which patterns begin, 0 to `grain.period` - 1: they move with the time axis. */
  phase: number;
  /** By row of the scene. */
  rowTop: Int32Array;
  rowHeight: Int32Array;
  /** Painted below the bars. */
  under: Rect[];
  /** Indexed by strategy (its index in `strategies`) · 6 + kind. */
  inks: Ink[];
}

export interface Renderer {
  readonly name: "webgl2" | "canvas";
  setScene(scene: Scene): void;
  /** Draws the whole picture; cheap enough for every animation frame. */
  draw(frame: Frame): void;
  dispose(): void;
}

export const looksPerStrategy = 6;

/** Device px of a time. A bar reaches from that of its start to that of its end, at least 1 px. */
export function pixelOf({ left, originTick, pxPerTick }: Frame, tick: number): number {
  return left + Math.floor((tick - originTick) * pxPerTick + 0.5);
}
