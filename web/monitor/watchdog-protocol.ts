/** Messages between the page and its watchdog worker. Times are on the shared clock, in ms. */
import type { EventLoopReport } from "../spec/types.ts";
import type { FrameLog } from "./probe/frames.ts";
import type { Look } from "./pulse/pulse.ts";

/** Which event loop is probed: the page's main thread's, or that of a worker that runs tasks. */
export type Loop = "main" | "worker";

export interface WatchdogContract {
  asks: {
    /**
     * Start probing the loop at the other end of `port`. Replies when the first probe has been
     * answered, so that the run begins with a working channel. `sparing`: the run needs every core.
     */
    start(run: { port: MessagePort; loop: Loop; sparing: boolean }): void;
    /** Stop probing; replies when every probe has been answered, with the log of the run. */
    stop(run: RunEnd): Watched;
  };
  tells: {
    /** Drop the current run, and pending requests about it. */
    abandon: undefined;
    pulse: PulseOrder;
    /** How the pulse is drawn from now on. */
    look: Look;
    /** The strip begins anew, empty. */
    wipe: undefined;
  };
  news: {
    /** The loop has been silent since then, and still is: told only where nothing is drawn. */
    silent: { loop: Loop; sinceMs: number };
    /** The loop is answering again. */
    froze: SeenFreeze;
    /** A worker cannot draw on the canvases it was given. */
    cannotDraw: undefined;
  };
}

export interface Watched {
  eventLoop: EventLoopReport;
  /** How long its thread was busy with the run and the pulse, since `start`. */
  spentMs: number;
  /** The longest time in which the watchdog itself did not run (probe/standstill.ts); 0: none. */
  stoodStillMs: number;
}

export interface RunEnd {
  startMs: number;
  endMs: number;
  frames: FrameLog;
  refreshMs: number;
}

/**
 * Between runs, probe the main thread at the other end of `port`, and draw the results. Without a
 * port the strip shows runs only, one right after another: between them its time stands still.
 */
export interface PulseOrder {
  port?: MessagePort;
  canvases?: { paint: OffscreenCanvas; ink: OffscreenCanvas };
  /** The page can draw with WebGL2, so a worker should be able to. */
  pageHasWebGl?: boolean;
}

/** A stretch in which the loop under test answered nothing, as the pulse showed it meanwhile. */
export interface SeenFreeze {
  loop: Loop;
  startMs: number;
  endMs: number;
  /** Health checks sent in it that were not answered in time. */
  missed: number;
  /**
   * The frames drawn during it, in order: when, the length of the silence so far, and the tasks that
   * stood in line on the loop.
   */
  shown: { atMs: number; silentMs: number; tasksInLine: number }[];
}
