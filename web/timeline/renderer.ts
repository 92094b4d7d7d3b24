/** What draws a timeline; Canvas 2D today, another back end tomorrow, the same scene for all. */
import type { Strategy } from "../engine/types.ts";
import type { SpanRef } from "./find.ts";
import type { Layout } from "./layout.ts";

/** CSS colours, already resolved for the theme. */
export interface Palette {
  ink: string;
  muted: string;
  line: string;
  surface: string;
  queued: string;
  blocked: string;
  strategies: Record<Strategy, string>;
  fontFamily: string;
}

export interface Scene {
  layout: Layout;
  palette: Palette;
  /** Device px in a CSS px. */
  pixelRatio: number;
  /** The span that the pointer or the keyboard is on. */
  focus: SpanRef | null;
}

export interface Renderer {
  /** Draws all of it: cheap enough for once a frame, and nothing is kept between calls but caches. */
  draw(scene: Scene): void;
  dispose(): void;
}
