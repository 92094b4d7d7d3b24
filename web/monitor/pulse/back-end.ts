/** What paints the marks of a pulse: WebGL2 or Canvas 2D. */
import type { BeatTile } from "./beat.ts";
import type { Area, Ink, Mark } from "./pulse-scene.ts";

export type Surface = HTMLCanvasElement | OffscreenCanvas;

/** "#rrggbb". */
export type Inks = Record<Ink, string>;

export interface BackEnd {
  /** It cannot draw any more. */
  readonly lost: boolean;
  /** Before the first `draw`, and whenever any of these changes. */
  prepare(area: Area, tile: BeatTile, inks: Inks): void;
  draw(marks: readonly Mark[]): void;
}
