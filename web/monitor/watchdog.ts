/**
 * The page's side of the watchdog worker. There is one a page: the probes of a run (monitor.ts) are
 * what its pulse shows (watched-pulse.ts).
 */
import { startWorker } from "../engine/start-worker.ts";
import type { FromWatchdog, Loop, ToWatchdog } from "./watchdog-protocol.ts";
import watchdogWorker from "./watchdog-worker.ts?worker&url";

export class Watchdog extends EventTarget {
  readonly #worker = startWorker(watchdogWorker);
  #watched: Loop | null = null;

  /** Whose loop a run is being watched on; null between runs. A change is an event "watched". */
  get watched(): Loop | null {
    return this.#watched;
  }

  set watched(loop: Loop | null) {
    if (loop === this.#watched) return;
    this.#watched = loop;
    this.dispatchEvent(new Event("watched"));
  }

  post(message: ToWatchdog, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  next<Type extends FromWatchdog["type"]>(
    type: Type,
  ): Promise<Extract<FromWatchdog, { type: Type }>> {
    return new Promise((resolve) => {
      const stop = this.on(type, (message) => {
        stop();
        resolve(message);
      });
    });
  }

  /** Returns what ends it. */
  on<Type extends FromWatchdog["type"]>(
    type: Type,
    hear: (message: Extract<FromWatchdog, { type: Type }>) => void,
  ): () => void {
    const onMessage = ({ data }: MessageEvent<FromWatchdog>) => {
      if (data.type === type) hear(data as Extract<FromWatchdog, { type: Type }>);
    };
    this.#worker.addEventListener("message", onMessage);
    return () => this.#worker.removeEventListener("message", onMessage);
  }
}

let shared: Watchdog | undefined;

export function watchdog(): Watchdog {
  shared ??= new Watchdog();
  return shared;
}
