/** What the page and its watchdog worker say to each other. Times are on the shared clock, in ms. */
import type { EventLoopReport } from "../spec/types.ts";
import type { FrameLog } from "./probe/frames.ts";
import type { Look } from "./pulse/pulse.ts";

/** Whose event loop is asked: the page's main thread's, or a worker's that runs tasks. */
export type Loop = "main" | "worker";

export interface WatchdogContract {
  asks: {
    /**
     * Probe the loop at the other end of `port` from now on. Replies when the first probe has been
     * answered: the line works. `sparing`: the run needs what there is of the processor.
     */
    start(run: { port: MessagePort; loop: Loop; sparing: boolean }): void;
    /** Probe no more; replies when every probe has been answered, with what fell into the run. */
    stop(run: RunEnd): Watched;
  };
  tells: {
    /** Forget the run under way, and whatever is asked about it. */
    abandon: undefined;
    pulse: PulseOrder;
    /** How the pulse is drawn from now on. */
    look: Look;
  };
  news: {
    /** The loop answers again. */
    froze: SeenFreeze;
    /** The canvases it was given cannot be drawn on from a worker. */
    cannotDraw: undefined;
  };
}

export interface Watched {
  eventLoop: EventLoopReport;
  /** For so long its thread was busy with the run and the pulse, since `start`. */
  spentMs: number;
}

export interface RunEnd {
  startMs: number;
  endMs: number;
  frames: FrameLog;
  refreshMs: number;
}

/** Between runs probe the main thread at the other end of `port`, and draw what comes of it. */
export interface PulseOrder {
  port: MessagePort;
  canvases?: { paint: OffscreenCanvas; ink: OffscreenCanvas };
  /** The page can draw with WebGL2: so should a worker. */
  pageHasWebGl?: boolean;
}

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
