/** Messages between the page and the watchdog worker. Times are on the shared clock, in ms. */
import type { EventLoopReport } from "../engine/types.ts";

export type ToWatchdog =
  /** Probe the loop at the other end of `port` from now on. */
  | { type: "start"; port: MessagePort }
  /** Stop, and report what fell between the two moments. */
  | { type: "stop"; startMs: number; endMs: number; frames: number; refreshMs: number }
  | { type: "abandon" };

export type FromWatchdog =
  /** The first probe has been answered: the line works. */
  { type: "watching" } | { type: "report"; report: EventLoopReport };
