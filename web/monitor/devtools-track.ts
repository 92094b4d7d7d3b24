/**
 * Spans on the Performance panel of Chrome's DevTools, as separate tracks beside the browser's.
 * https://developer.chrome.com/docs/devtools/performance/extension
 */
import { toLocal } from "../base/clock.ts";
import { type Result, spanKinds } from "../spec/types.ts";

/**
 * Limit of entries per run; the longest spans are kept. Each costs some µs after the run, even
 * when DevTools is not recording.
 */
export const mostTrackEntries = 1000;

/** DevTools' colour names; queued time is not shown, because nothing happens in it. */
const colours = ["", "tertiary-light", "primary", "error"] as const;

export interface TrackEntry {
  name: string;
  /** ms since the run began. */
  startMs: number;
  endMs: number;
  devtools: {
    dataType: "track-entry";
    trackGroup: "Lanes";
    track: string;
    color: string;
    tooltipText: string;
    properties: [key: string, value: string][];
  };
}

/** The part of a run that is shown, ordered by start. */
export function trackEntries({ spec, how, spans }: Result): TrackEntry[] {
  const shown: number[] = [];
  for (let i = 0; i < spans.count; i++) if (colours[spans.kind[i] as number]) shown.push(i);
  const lengthMs = (i: number): number => (spans.endMs[i] as number) - (spans.startMs[i] as number);
  const left = Math.max(0, shown.length - mostTrackEntries);
  const longest = shown
    .toSorted((a, b) => lengthMs(b) - lengthMs(a))
    .slice(0, mostTrackEntries)
    .sort((a, b) => a - b);
  return longest.map((i) => {
    const kind = spans.kind[i] as number;
    const task = String(spans.task[i]);
    const properties: [string, string][] = [
      ["task", task],
      ["kind", spanKinds[kind] as string],
    ];
    if (left > 0) {
      properties.push(["not shown", `${left} shorter spans of this run`]);
    }
    return {
      name: `task ${task} ${spanKinds[kind]}`,
      startMs: spans.startMs[i] as number,
      endMs: spans.endMs[i] as number,
      devtools: {
        dataType: "track-entry",
        trackGroup: "Lanes",
        track: `${spec.work} ${how}, lane ${(spans.lane[i] as number) + 1}`,
        color: colours[kind] as string,
        tooltipText: `${spec.work} ${how}: task ${task}, ${spanKinds[kind]}`,
        properties,
      },
    };
  });
}

/**
 * Emits the spans of a run that began at `startEpochMs`, then clears them: DevTools records a
 * measure when it is made, and uncleared ones would pile up in the page's performance timeline.
 */
export function showOnDevTools(result: Result, startEpochMs: number): void {
  // Browsers without start/end in measure() (User Timing 3) have no such panel either.
  if (typeof PerformanceMeasure === "undefined" || !("detail" in PerformanceMeasure.prototype)) {
    return;
  }
  const zero = toLocal(startEpochMs);
  for (const { name, startMs, endMs, devtools } of trackEntries(result)) {
    performance.measure(name, { start: zero + startMs, end: zero + endMs, detail: { devtools } });
    performance.clearMeasures(name);
  }
}
