/** Messages between the page and the watchdog worker. Times are on the shared clock, in ms. */
import type { EventLoopReport } from "../engine/types.ts";
import type { Look } from "./pulse.ts";

/** Whose event loop is asked: the page's main thread's, or a worker's that runs tasks. */
export type Loop = "main" | "worker";

export type ToWatchdog =
  /** Probe the loop at the other end of `port` from now on. */
  | { type: "start"; port: MessagePort; loop: Loop }
  /** Stop, and report what fell between the two moments. */
  | {
      type: "stop";
      startMs: number;
      endMs: number;
      /** When the page drew frames, in order. */
      drawnMs: Float64Array<ArrayBuffer>;
      refreshMs: number;
    }
  | { type: "abandon" }
  /** Between runs probe the main thread at the other end of `port`, and draw what comes of it. */
  | {
      type: "pulse";
      port: MessagePort;
      canvases?: { paint: OffscreenCanvas; ink: OffscreenCanvas };
      /** The page can draw with WebGL2: so should a worker. */
      pageHasWebGl?: boolean;
    }
  /** How the pulse is drawn from now on. */
  | { type: "look"; look: Look };

/** A stretch in which the loop under test answered nothing, as the pulse showed it meanwhile. */
export interface SeenFreeze {
  loop: Loop;
  startMs: number;
  endMs: number;
  /** Health checks sent in it that were not answered in time. */
  missed: number;
  /** The pictures drawn while it lasted, in order: when, and how long the silence was by then. */
  shown: { atMs: number; silentMs: number }[];
}

export type FromWatchdog =
  /** The first probe has been answered: the line works. */
  | { type: "watching" }
  | { type: "report"; report: EventLoopReport }
  /** The loop answers again. */
  | { type: "froze"; freeze: SeenFreeze }
  /** The canvases it was given cannot be drawn on from a worker. */
  | { type: "cannot-draw" };
