/** Probes an event loop over a port, repeatedly (responder.ts). */
import { epochNow } from "../../base/clock.ts";
import { Stopwatch } from "../../base/stopwatch.ts";
import type { LoopSays, Probe } from "./responder.ts";

export interface ProberHears {
  sent(probe: Probe, sentMs: number): void;
  /** In the order sent. */
  answered(probe: Probe, sentMs: number, answeredMs: number): void;
  /** A timer of that loop is set, or, with `firedMs`, has fired. One is set at a time. */
  timer(dueMs: number, firedMs?: number): void;
  /** So many tasks stand in line on it. */
  inLine(tasks: number): void;
}

export class Prober {
  readonly #port: MessagePort;
  readonly #hears: ProberHears;
  readonly #pending: number[] = [];
  #next: Probe = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  readonly #spent: Stopwatch;

  /** `spent` runs while it sends probes and handles answers. */
  constructor(port: MessagePort, hears: ProberHears, spent = new Stopwatch()) {
    this.#port = port;
    this.#hears = hears;
    this.#spent = spent;
    port.onmessage = ({ data }: MessageEvent<LoopSays>) =>
      spent.during(() => {
        if ("timerDueEpochMs" in data) {
          this.#hears.timer(data.timerDueEpochMs, data.firedEpochMs);
          return;
        }
        if ("tasksInLine" in data) {
          this.#hears.inLine(data.tasksInLine);
          return;
        }
        const sentMs = this.#pending.shift();
        if (sentMs !== undefined) this.#hears.answered(data.probe, sentMs, data.answeredEpochMs);
      });
  }

  /** The first probe goes out now. */
  start(intervalMs: number): void {
    this.stop();
    const ask = () => this.#spent.during(() => this.#ask());
    ask();
    this.#timer = setInterval(ask, intervalMs);
  }

  /** Stops sending; probes in flight are still answered. */
  stop(): void {
    clearInterval(this.#timer);
  }

  /** The loop may be gone: stops waiting for answers. */
  close(): void {
    this.stop();
    this.#port.close();
    this.#pending.length = 0;
  }

  /** Probes in flight. */
  get pending(): number {
    return this.#pending.length;
  }

  #ask(): void {
    const sentMs = epochNow();
    this.#pending.push(sentMs);
    this.#hears.sent(this.#next, sentMs);
    this.#port.postMessage(this.#next++);
  }
}
