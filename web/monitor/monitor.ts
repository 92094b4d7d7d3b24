/** Watches an event loop while a run lasts. */
import type { EventLoopReport } from "../spec/types.ts";
import type { Conversation } from "../workers/conversation.ts";
import { FrameTimes, measureRefreshInterval } from "./probe/frames.ts";
import { answerProbes } from "./probe/responder.ts";
import { watchdog } from "./watchdog.ts";
import type { WatchdogContract } from "./watchdog-protocol.ts";

/**
 * Hands one end of a channel to the event loop under test, which must answer what comes on it.
 * Returns what is aborted, with the LanesError that says why, when that loop is no more.
 */
export type Connect = (port: MessagePort) => AbortSignal | undefined;

/** The page's own main thread as the event loop under test. */
export const mainLoop: Connect = (port) => {
  answerProbes(port);
  return undefined;
};

export class Monitor {
  #refreshMs: Promise<number> | undefined;
  #frames = new FrameTimes();
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
   * loop is no more.
   */
  async start(connect: Connect, signal: AbortSignal): Promise<void> {
    await this.prepare();
    const { port1, port2 } = new MessageChannel();
    this.#lost = connect(port1);
    const loop = connect === mainLoop ? "main" : "worker";
    watchdog().watched = loop;
    this.#watching = watchdog().worker;
    await this.#watching.ask(
      "start",
      { port: port2, loop },
      { transfer: [port2], signal: this.#until(signal) },
    );
    this.#frames.start();
  }

  /**
   * Resolves when every probe has been answered; rejects as `start` does. The moments are on the
   * shared clock.
   */
  async stop(startMs: number, endMs: number, signal: AbortSignal): Promise<EventLoopReport> {
    const drawnMs = this.#frames.stop();
    const refreshMs = (await this.#refreshMs) ?? 0;
    // Another watchdog would know nothing of the run.
    const watching = this.#watching ?? watchdog().worker;
    const report = await watching.ask(
      "stop",
      { startMs, endMs, drawnMs, refreshMs },
      { transfer: [drawnMs.buffer], signal: this.#until(signal) },
    );
    watchdog().watched = null;
    return report;
  }

  /** Forgets the run under way: its loop may be gone and never answer. */
  abandon(): void {
    this.#frames.stop();
    watchdog().watched = null;
    this.#watching?.tell("abandon", undefined);
  }

  #until(signal: AbortSignal): AbortSignal {
    return this.#lost ? AbortSignal.any([signal, this.#lost]) : signal;
  }
}
