/** How fast this device computes each work: measured once, corrected by every run. */

import type { Pace } from "../spec/estimate.ts";
import { holdsTheLoop } from "../spec/strategies.ts";
import type { Result, Spec } from "../spec/types.ts";
import { costOf, sizeOfCost, type WorkEntry, workEntry } from "../spec/works.ts";

/** A run this long has amortised its start-up costs. */
const enoughMs = 50;
/** Time limit for everything that is computed, and for the worker's part of it. */
const mostMs = 300;
const mostWorkerMs = 200;
/** The page's own thread gets this part of the worker's last task, and first a smaller one. */
const mainPart = 1 / 4;
const firstMainPart = 1 / 16;
/** The first try is this fraction of a task of default size: about a millisecond on a laptop. */
const firstPart = 1 / 256;

export class Paces {
  readonly #known = new Map<string, Pace>();

  /** Undefined until it is known. */
  of(work: string): Pace | undefined {
    return this.#known.get(work);
  }

  /** Learns from a run on one thread that completed undisturbed. */
  learn(result: Result): void {
    const { spec, how, tasks, valid, disturbed, wallMs } = result;
    const whole = valid && disturbed === "" && tasks.ok === tasks.count && wallMs > 0;
    if (!whole || !holdsTheLoop(how)) return;
    const msPerCost = wallMs / costOf(spec, workEntry(spec.work));
    const before = this.of(spec.work) ?? { main: msPerCost, worker: msPerCost };
    this.#known.set(spec.work, { ...before, [spec.loop]: msPerCost });
  }

  /**
   * Measures it. `run` computes one task of that size on that loop and returns its time in ms. The
   * size starts small and doubles, so that a slow device is busy no longer than a fast one. Only
   * the last and largest try counts: by then the browser has optimised the kernel. The page's own
   * thread then runs fractions of that size, because a worker's pace can be wrong for it:
   * Chromium's CPU throttling slows the main thread alone. Computes for `mostMs` at most, unless
   * the smallest task there is takes longer.
   */
  async measure(
    entry: WorkEntry,
    run: (size: number, loop: Spec["loop"]) => Promise<number>,
  ): Promise<void> {
    const { min = 0, max = 0, default: usual = 0 } = entry.size ?? {};
    const least = (part: number, of: number) =>
      Math.max(min, Math.floor(sizeOfCost(of, part, entry)));
    let spentMs = 0;
    const compute = async (size: number, loop: Spec["loop"]) => {
      const tookMs = await run(size, loop);
      spentMs += tookMs;
      return { tookMs, msPerCost: tookMs / costOf({ tasks: 1, size }, entry) };
    };
    let size = least(firstPart, usual);
    let last = await compute(size, "worker");
    for (;;) {
      const next = Math.min(max, Math.ceil(sizeOfCost(size, 2, entry)));
      const enough = last.tookMs >= enoughMs || next <= size;
      if (enough || spentMs + 2 * last.tookMs > mostWorkerMs) break;
      size = next;
      last = await compute(size, "worker");
    }
    const worker = last.msPerCost;
    // Work that waits for files does not compute on the page or hold its loop.
    let main = worker;
    if (entry.bound === "cpu") {
      // Cold and short: it says what fits into the time left, and counts only if nothing does.
      const first = least(firstMainPart, size);
      const cold = await compute(first, "main");
      const warm: number[] = [];
      for (const share of [1 / 2, 1]) {
        const times = (share * (mostMs - spentMs)) / cold.tookMs;
        const fits = times >= 1 ? Math.floor(sizeOfCost(first, times, entry)) : 0;
        if (fits < first) break;
        warm.push((await compute(Math.min(least(mainPart, size), fits), "main")).msPerCost);
      }
      main = warm.length > 0 ? Math.min(...warm) : cold.msPerCost;
    }
    this.#known.set(entry.name, { main, worker });
  }
}
