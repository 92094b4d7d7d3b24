/**
 * Chromium's own witnesses of a freeze beside the monitor's report of a run: Long Tasks and Long
 * Animation Frames. https://w3c.github.io/longtasks/, https://w3c.github.io/long-animation-frames/
 */
import type { Page } from "playwright-core";
import type { EventLoopReport, Spec } from "../../../web/spec/types.ts";

/** Stretches in ms since the run began. */
export interface Stretch {
  startMs: number;
  endMs: number;
}

export const lengthOf = ({ startMs, endMs }: Stretch): number => endMs - startMs;

export interface Witnessed {
  report: EventLoopReport;
  wallMs: number;
  longTasks: Stretch[];
  longFrames: Stretch[];
  /** What was blocked on purpose. */
  blocked: Stretch[];
}

/** Runs `spec` in the page; `blocksMs` are busy loops of such lengths, half a second apart. */
export function witness(
  page: Page,
  spec: Partial<Spec>,
  blocksMs: number[] = [],
): Promise<Witnessed> {
  return page.evaluate(
    async ([wanted, lengthsMs]) => {
      const seen = { longtask: [] as Stretch[], "long-animation-frame": [] as Stretch[] };
      const observer = new PerformanceObserver((list) => {
        for (const { entryType, startTime, duration } of list.getEntries()) {
          seen[entryType as keyof typeof seen].push({
            startMs: startTime,
            endMs: startTime + duration,
          });
        }
      });
      observer.observe({ type: "longtask" });
      observer.observe({ type: "long-animation-frame" });
      const block = (lengthMs: number): Stretch => {
        const startMs = performance.now();
        while (performance.now() < startMs + lengthMs);
        return { startMs, endMs: performance.now() };
      };
      let zeroMs = 0;
      const blocked: Stretch[] = [];
      const blockSoon = () => {
        const lengthMs = lengthsMs.shift();
        if (lengthMs === undefined) return;
        setTimeout(() => {
          blocked.push(block(lengthMs));
          blockSoon();
        }, 500);
      };
      const [result] = await window.lanes.run(wanted, {
        onProgress: () => {
          if (zeroMs !== 0) return;
          zeroMs = performance.now();
          blockSoon();
        },
      });
      if (!result) throw new Error("no result");
      // Entries are queued in order once their task has ended, so an entry after all others marks
      // the end. Times are rounded, so its end may appear to precede the block's.
      await new Promise((later) => setTimeout(later));
      const last = block(100);
      const filed = (entries: Stretch[]) => entries.some(({ endMs }) => endMs > last.startMs + 50);
      while (!Object.values(seen).every(filed)) {
        await new Promise((later) => setTimeout(later, 20));
      }
      observer.disconnect();
      const since = ({ startMs, endMs }: Stretch) => ({
        startMs: startMs - zeroMs,
        endMs: endMs - zeroMs,
      });
      const during = ({ startMs, endMs }: Stretch) => endMs > 0 && startMs < result.wallMs;
      return {
        report: result.eventLoop,
        wallMs: result.wallMs,
        longTasks: seen.longtask.map(since).filter(during),
        longFrames: seen["long-animation-frame"].map(since).filter(during),
        blocked: blocked.map(since),
      };
    },
    [spec, blocksMs] as [Partial<Spec>, number[]],
  );
}
