/** What paints the marks of a pulse: WebGL2 or Canvas 2D. */
import type { BeatTile } from "./beat.ts";
import type { Area, Ink, Mark } from "./pulse-scene.ts";

export type Surface = HTMLCanvasElement | OffscreenCanvas;

/** "#rrggbb". */
export type Inks = Record<Ink, string>;

export interface BackEnd {
  /** It can no longer draw: the WebGL context is lost. */
  readonly lost: boolean;
  /** Call before the first `draw`, and whenever one of these changes. */
  prepare(area: Area, tile: BeatTile, inks: Inks): void;
  draw(marks: readonly Mark[]): void;
}
