/** Watches an event loop while a run lasts. */
import type { EventLoopReport } from "../engine/types.ts";
import { FrameTimes, measureRefreshInterval } from "./frames.ts";
import { answerProbes } from "./responder.ts";
import { watchdog } from "./watchdog.ts";

/** Hands one end of a channel to the event loop under test, which must answer what comes on it. */
export type Connect = (port: MessagePort) => void;

/** The page's own main thread as the event loop under test. */
export const mainLoop: Connect = answerProbes;

export class Monitor {
  #refreshMs: Promise<number> | undefined;
  #frames = new FrameTimes();

  /** Starts the worker and measures the refresh interval, while nothing else is going on. */
  async prepare(): Promise<void> {
    watchdog();
    this.#refreshMs ??= measureRefreshInterval();
    await this.#refreshMs;
  }

  /** Resolves when the loop has answered the first probe. */
  async start(connect: Connect): Promise<void> {
    await this.prepare();
    const { port1, port2 } = new MessageChannel();
    connect(port1);
    const loop = connect === mainLoop ? "main" : "worker";
    watchdog().watched = loop;
    watchdog().post({ type: "start", port: port2, loop }, [port2]);
    await watchdog().next("watching");
    this.#frames.start();
  }

  /** Resolves when every probe has been answered. The moments are on the shared clock. */
  async stop(startMs: number, endMs: number): Promise<EventLoopReport> {
    const drawnMs = this.#frames.stop();
    const refreshMs = (await this.#refreshMs) ?? 0;
    watchdog().post({ type: "stop", startMs, endMs, drawnMs, refreshMs }, [drawnMs.buffer]);
    const { report } = await watchdog().next("report");
    watchdog().watched = null;
    return report;
  }

  /** Forgets the run under way: its loop may be gone and never answer. */
  abandon(): void {
    this.#frames.stop();
    watchdog().watched = null;
    watchdog().post({ type: "abandon" });
  }
}
