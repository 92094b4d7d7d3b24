/** Watches an event loop while a run lasts. The page's side of the watchdog worker. */
import type { EventLoopReport } from "../engine/types.ts";
import { FrameCounter, measureRefreshInterval } from "./frames.ts";
import { answerProbes } from "./responder.ts";
import type { FromWatchdog, ToWatchdog } from "./watchdog-protocol.ts";

/** Hands one end of a channel to the event loop under test, which must answer what comes on it. */
export type Connect = (port: MessagePort) => void;

/** The page's own main thread as the event loop under test. */
export const mainLoop: Connect = answerProbes;

export class Monitor {
  #watchdog: Worker | undefined;
  #refreshMs: Promise<number> | undefined;
  #frames = new FrameCounter();

  /** Starts the worker and measures the refresh interval, while nothing else is going on. */
  async prepare(): Promise<void> {
    this.#watchdog ??= new Worker(new URL("./watchdog-worker.ts", import.meta.url), {
      type: "module",
    });
    this.#refreshMs ??= measureRefreshInterval();
    await this.#refreshMs;
  }

  /** Resolves when the loop has answered the first probe. */
  async start(connect: Connect): Promise<void> {
    await this.prepare();
    const { port1, port2 } = new MessageChannel();
    connect(port1);
    this.#post({ type: "start", port: port2 }, [port2]);
    await this.#next("watching");
    this.#frames.start();
  }

  /** Resolves when every probe has been answered. The moments are on the shared clock. */
  async stop(startMs: number, endMs: number): Promise<EventLoopReport> {
    const frames = this.#frames.stop();
    const refreshMs = (await this.#refreshMs) ?? 0;
    this.#post({ type: "stop", startMs, endMs, frames, refreshMs });
    const { report } = await this.#next("report");
    return report;
  }

  /** Forgets the run under way: its loop may be gone and never answer. */
  abandon(): void {
    this.#frames.stop();
    this.#post({ type: "abandon" });
  }

  #post(message: ToWatchdog, transfer: Transferable[] = []): void {
    this.#watchdog?.postMessage(message, transfer);
  }

  #next<Type extends FromWatchdog["type"]>(
    type: Type,
  ): Promise<Extract<FromWatchdog, { type: Type }>> {
    return new Promise((resolve) => {
      const onMessage = ({ data }: MessageEvent<FromWatchdog>) => {
        if (data.type !== type) return;
        this.#watchdog?.removeEventListener("message", onMessage);
        resolve(data as Extract<FromWatchdog, { type: Type }>);
      };
      this.#watchdog?.addEventListener("message", onMessage);
    });
  }
}
