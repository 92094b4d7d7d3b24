/** What draws the bars: WebGL2 or Canvas 2D, the same scene and the same frame for both. */
import type { Grain } from "./kinds.ts";
import type { Scene } from "./scene.ts";

/** sRGB, 0–255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** Colours of one kind of one strategy: of its pattern and outline, and of what lies between. */
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

/** One picture of a scene. Lengths are device px, and whole numbers of them. */
export interface Frame {
  width: number;
  height: number;
  grain: Grain;
  /** Edges of the time axis; nothing of a bar is drawn outside of them. */
  left: number;
  right: number;
  /** The tick at `left`. */
  originTick: number;
  pxPerTick: number;
  /** Where patterns begin, below `grain.period`: they move with the time axis. */
  phase: number;
  /** By row of the scene. */
  rowTop: Int32Array;
  rowHeight: Int32Array;
  /** Painted below the bars. */
  under: Rect[];
  /** By strategy (its place in `strategies`) · 6 + kind. */
  inks: Ink[];
}

export interface Renderer {
  readonly name: "webgl2" | "canvas";
  setScene(scene: Scene): void;
  /** Draws all of it: cheap enough for once a frame. */
  draw(frame: Frame): void;
  dispose(): void;
}

export const looksPerStrategy = 6;

/** Device px of a time; a bar goes from that of its start to that of its end, or one further. */
export function pixelOf({ left, originTick, pxPerTick }: Frame, tick: number): number {
  return left + Math.floor((tick - originTick) * pxPerTick + 0.5);
}
