/** How fast this device computes each work: measured once, corrected by every run. */

import type { Pace } from "../spec/estimate.ts";
import { holdsTheLoop } from "../spec/strategies.ts";
import type { Result, Spec } from "../spec/types.ts";
import { costOf, sizeOfCost, type WorkEntry, workEntry } from "../spec/works.ts";

/** A run this long has amortised its start-up costs. */
const enoughMs = 50;
/** Time limit in the worker; a page's thread of the same speed needs a quarter of it. */
const mostMs = 200;
/** The page's own thread gets this part of the worker's last task. */
const mainPart = 1 / 4;
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
   * thread then runs a fraction of that size, because a worker's pace can be wrong for it:
   * Chromium's CPU throttling slows the main thread alone.
   */
  async measure(
    entry: WorkEntry,
    run: (size: number, loop: Spec["loop"]) => Promise<number>,
  ): Promise<void> {
    const { min = 0, max = 0, default: usual = 0 } = entry.size ?? {};
    const least = (part: number, of: number) =>
      Math.max(min, Math.floor(sizeOfCost(of, part, entry)));
    const msPerCost = async (size: number, loop: Spec["loop"]) =>
      (await run(size, loop)) / costOf({ tasks: 1, size }, entry);
    let size = least(firstPart, usual);
    let worker: number;
    let spentMs = 0;
    for (;;) {
      worker = await msPerCost(size, "worker");
      const tookMs = worker * costOf({ tasks: 1, size }, entry);
      spentMs += tookMs;
      const next = Math.min(max, Math.ceil(sizeOfCost(size, 2, entry)));
      if (tookMs >= enoughMs || next <= size || spentMs + 2 * tookMs > mostMs) break;
      size = next;
    }
    // Work that waits for files does not compute on the page or hold its loop.
    let main = worker;
    if (entry.bound === "cpu") {
      const part = least(mainPart, size);
      // The code is cold on this thread, so the faster of two runs counts.
      main = Math.min(await msPerCost(part, "main"), await msPerCost(part, "main"));
    }
    this.#known.set(entry.name, { main, worker });
  }
}
