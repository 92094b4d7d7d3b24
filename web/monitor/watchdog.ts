/**
 * The page's side of the watchdog worker, of which there is one per page: the probes of a run
 * (monitor.ts) also drive its pulse (watched-pulse.ts).
 */
import { Stopwatch } from "../base/stopwatch.ts";
import { Conversation } from "../workers/conversation.ts";
import type { Loop, WatchdogContract } from "./watchdog-protocol.ts";
import watchdogWorker from "./watchdog-worker.ts?worker&url";

type News = WatchdogContract["news"];
type Listener<Name extends keyof News> = (what: News[Name]) => void;

export class Watchdog extends EventTarget {
  readonly #listeners: { [Name in keyof News]: Listener<Name>[] } = {
    silent: [],
    froze: [],
    cannotDraw: [],
  };
  #worker = this.#start();
  #watched: Loop | null = null;
  #sparing = false;
  /** What watching and drawing cost the page's own thread. */
  readonly onMain = new Stopwatch();

  /** The loop that a run is being watched on; null between runs. A change fires "watched". */
  get watched(): Loop | null {
    return this.#watched;
  }

  /** The watched run needs every core: drawing uses as little CPU as possible. */
  get sparing(): boolean {
    return this.#sparing;
  }

  watch(loop: Loop | null, sparing = false): void {
    if (loop === this.#watched && sparing === this.#sparing) return;
    this.#watched = loop;
    this.#sparing = sparing;
    this.dispatchEvent(new Event("watched"));
  }

  /** The worker; replaced after it dies, and the new one draws nothing. */
  get worker(): Conversation<WatchdogContract> {
    if (this.#worker.over.aborted) this.#worker = this.#start();
    return this.#worker;
  }

  /** Subscribes to its news, for as long as the page lives. */
  on<Name extends keyof News>(name: Name, hear: Listener<Name>): void {
    this.#listeners[name].push(hear);
  }

  #start(): Conversation<WatchdogContract> {
    const cannotDraw = () => {
      for (const hear of this.#listeners.cannotDraw) hear(undefined);
    };
    const worker = new Conversation<WatchdogContract>(watchdogWorker, {
      news: {
        silent: (silence) => {
          for (const hear of this.#listeners.silent) hear(silence);
        },
        froze: (freeze) => {
          for (const hear of this.#listeners.froze) hear(freeze);
        },
        cannotDraw,
      },
    });
    // Its canvases are gone with it. One that never started is over before anybody subscribes.
    worker.over.addEventListener("abort", cannotDraw);
    if (worker.over.aborted) queueMicrotask(cannotDraw);
    return worker;
  }
}

let shared: Watchdog | undefined;

export function watchdog(): Watchdog {
  shared ??= new Watchdog();
  return shared;
}
