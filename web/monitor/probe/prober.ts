/** Asks an event loop over a port again and again whether it answers (responder.ts). */
import { epochNow } from "../../base/clock.ts";
import { Stopwatch } from "../../base/stopwatch.ts";
import type { Probe, ProbeAnswer } from "./responder.ts";

export interface ProberHears {
  sent(probe: Probe, sentMs: number): void;
  /** In the order sent. */
  answered(probe: Probe, sentMs: number, answeredMs: number): void;
}

export class Prober {
  readonly #port: MessagePort;
  readonly #hears: ProberHears;
  readonly #pending: number[] = [];
  #next: Probe = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  readonly #spent: Stopwatch;

  /** `spent` runs while it asks and hears. */
  constructor(port: MessagePort, hears: ProberHears, spent = new Stopwatch()) {
    this.#port = port;
    this.#hears = hears;
    this.#spent = spent;
    port.onmessage = ({ data }: MessageEvent<ProbeAnswer>) =>
      spent.during(() => {
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

  /** No more probes; those sent are still answered. */
  stop(): void {
    clearInterval(this.#timer);
  }

  /** The loop may be gone: no answer is expected any more. */
  close(): void {
    this.stop();
    this.#port.close();
    this.#pending.length = 0;
  }

  /** Probes sent and not answered. */
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
