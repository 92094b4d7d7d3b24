/** Watches an event loop while a run lasts. */
import { coarseStep } from "../base/measured.ts";
import type { EventLoopReport } from "../spec/types.ts";
import type { Conversation } from "../workers/conversation.ts";
import { FrameTimes, measureRefreshInterval } from "./probe/frames.ts";
import { answerProbes } from "./probe/responder.ts";
import { drawIntervalMs } from "./pulse/draw-interval.ts";
import { watchdog } from "./watchdog.ts";
import type { WatchdogContract } from "./watchdog-protocol.ts";

/**
 * Hands one end of a channel to the event loop under test, which must answer what comes on it.
 * Returns what is aborted, with the LanesError that says why, when that loop is no more.
 */
export type Connect = (port: MessagePort) => AbortSignal | undefined;

/** The page's own main thread as the event loop under test. */
export const mainLoop: Connect = (port) => {
  answerProbes(port, watchdog().onMain);
  return undefined;
};

/** What was seen of a run, and what seeing it took. */
export interface Seen {
  eventLoop: EventLoopReport;
  /** Share of one core (`Environment.instrument`). */
  instrument: number | null;
}

export class Monitor {
  #refreshMs: Promise<number> | undefined;
  readonly #frames = new FrameTimes();
  #onMainBefore = 0;
  #watching: Conversation<WatchdogContract> | undefined;
  /** Of the loop under test. */
  #lost: AbortSignal | undefined;

  /** Starts the worker and measures the refresh interval, while nothing else is going on. */
  async prepare(): Promise<void> {
    watchdog();
    this.#refreshMs ??= measureRefreshInterval();
    await this.#refreshMs;
  }

  /**
   * Resolves when the loop has answered the first probe. Rejects when `signal` aborts, or when the
   * loop is no more. `sparing`: the run needs every core.
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

  /** Something else that a run takes of the page's thread and is not a task of it. */
  during<Made>(work: () => Made): Made {
    return watchdog().onMain.during(work);
  }

  /**
   * Resolves when every probe has been answered; rejects as `start` does. The moments are on the
   * shared clock.
   */
  async stop(startMs: number, endMs: number, signal: AbortSignal): Promise<Seen> {
    const frames = this.#frames.stop();
    const onMainMs = watchdog().onMain.ms - this.#onMainBefore;
    const refreshMs = (await this.#refreshMs) ?? 0;
    // Another watchdog would know nothing of the run.
    const watching = this.#watching ?? watchdog().worker;
    const { eventLoop, spentMs } = await watching.ask(
      "stop",
      { startMs, endMs, frames, refreshMs },
      { transfer: [frames.askedMs.buffer, frames.drawnMs.buffer], signal: this.#until(signal) },
    );
    watchdog().watch(null);
    const known = coarseStep() === 0 && endMs > startMs;
    const instrument = known ? (spentMs + onMainMs) / (endMs - startMs) : null;
    return { eventLoop, instrument };
  }

  /** Forgets the run under way: its loop may be gone and never answer. */
  abandon(): void {
    this.#frames.stop();
    watchdog().watch(null);
    this.#watching?.tell("abandon", undefined);
  }

  #until(signal: AbortSignal): AbortSignal {
    return this.#lost ? AbortSignal.any([signal, this.#lost]) : signal;
  }
}
