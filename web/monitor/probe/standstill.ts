/**
 * Notices that the whole machine, or the whole browser, stood still during a run: a laptop that
 * slept, a stopped process, a suspended virtual machine. The watchdog's probes are due every 10 ms
 * whatever the event loop under test does, so a gap between two of them is a gap in the watchdog.
 * The page is the second witness (engine/watched-run.ts): had it run meanwhile, the watchdog alone
 * was kept waiting.
 */

/** A gap this long is no scheduling delay, ms. */
export const standstillMs = 5000;

export class Standstill {
  #lastMs: number | undefined;
  #longestMs = 0;

  /**
   * The watchdog is running, at this time of the wall clock (`Date.now()`): in some systems
   * `performance.now()` stands still while a machine sleeps.
   */
  beat(wallMs: number): void {
    const gapMs = wallMs - (this.#lastMs ?? wallMs);
    this.#lastMs = wallMs;
    if (gapMs >= standstillMs) this.#longestMs = Math.max(this.#longestMs, gapMs);
  }

  /** The longest standstill so far, ms; 0 if there was none. */
  get longestMs(): number {
    return this.#longestMs;
  }
}
