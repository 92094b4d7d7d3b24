/** Watches an event loop during a run. */
import { coarseStep } from "../base/measured.ts";
import type { EventLoopReport } from "../spec/types.ts";
import type { Conversation } from "../workers/conversation.ts";
import { FrameTimes, measureRefreshInterval } from "./probe/frames.ts";
import { answerProbes } from "./probe/responder.ts";
import { drawIntervalMs } from "./pulse/draw-interval.ts";
import { watchdog } from "./watchdog.ts";
import type { WatchdogContract } from "./watchdog-protocol.ts";

/**
 * Hands one end of a channel to the event loop under test, which must answer the probes on it. The
 * returned signal aborts when that loop is gone, with a LanesError that says why.
 */
export type Connect = (port: MessagePort) => AbortSignal | undefined;

/** The page's own main thread as the event loop under test. */
export const mainLoop: Connect = (port) => {
  answerProbes(port, watchdog().onMain);
  return undefined;
};

/** What was observed during a run, and the cost of observing it. */
export interface Seen {
  eventLoop: EventLoopReport;
  /** Share of one core (`Environment.instrument`). */
  instrument: number | null;
  /** How long the whole machine stood still (probe/standstill.ts), ms. */
  stoodStillMs: number;
}

export class Monitor {
  #refreshMs: Promise<number> | undefined;
  readonly #frames = new FrameTimes();
  #onMainBefore = 0;
  #watching: Conversation<WatchdogContract> | undefined;
  /** The event loop under test. */
  #lost: AbortSignal | undefined;

  /** Starts the worker and measures the refresh interval while the page is idle. */
  async prepare(): Promise<void> {
    watchdog();
    this.#refreshMs ??= measureRefreshInterval();
    await this.#refreshMs;
  }

  /**
   * Resolves when the loop has answered the first probe. Rejects when `signal` aborts, or when the
   * loop is gone. `sparing`: the run needs every core.
   */
  async start(connect: Connect, signal: AbortSignal, sparing = false): Promise<void> {
    await this.prepare();
    const { port1, port2 } = new MessageChannel();
    this.#lost = connect(port1);
    const loop = connect === mainLoop ? "main" : "worker";
    watchdog().watch(loop, sparing);
    this.#watching = watchdog().worker;
    await this.#watching.ask(
      "start",
      { port: port2, loop, sparing },
      { transfer: [port2], signal: this.#until(signal) },
    );
    this.#onMainBefore = watchdog().onMain.ms;
    this.#frames.start(watchdog().onMain, sparing ? drawIntervalMs.sparingRun : 0);
  }

  /** Counts other work on the page's thread that belongs to a run but to no task. */
  during<Made>(work: () => Made): Made {
    return watchdog().onMain.during(work);
  }

  /**
   * Resolves when every probe has been answered; rejects as `start` does. Times are on the shared
   * clock.
   */
  async stop(startMs: number, endMs: number, signal: AbortSignal): Promise<Seen> {
    const frames = this.#frames.stop();
    const onMainMs = watchdog().onMain.ms - this.#onMainBefore;
    const refreshMs = (await this.#refreshMs) ?? 0;
    // A restarted watchdog has no data on the run.
    const watching = this.#watching ?? watchdog().worker;
    const { eventLoop, spentMs, stoodStillMs } = await watching.ask(
      "stop",
      { startMs, endMs, frames, refreshMs },
      { transfer: [frames.askedMs.buffer, frames.drawnMs.buffer], signal: this.#until(signal) },
    );
    watchdog().watch(null);
    const known = coarseStep() === 0 && endMs > startMs;
    const instrument = known ? (spentMs + onMainMs) / (endMs - startMs) : null;
    return { eventLoop, instrument, stoodStillMs };
  }

  /** Drops the current run: its loop may be gone and never answer. */
  abandon(): void {
    this.#frames.stop();
    watchdog().watch(null);
    this.#watching?.tell("abandon", undefined);
  }

  #until(signal: AbortSignal): AbortSignal {
    return this.#lost ? AbortSignal.any([signal, this.#lost]) : signal;
  }
}
