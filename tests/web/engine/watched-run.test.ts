import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Host, RunOrder, TaskCounts } from "../../../web/engine/hosts/host.ts";
import { watchedRun } from "../../../web/engine/watched-run.ts";
import type { Monitor } from "../../../web/monitor/monitor.ts";
import { standstillMs } from "../../../web/monitor/probe/standstill.ts";

/** Of a watchdog that says it did not run for `stoodStillMs`. */
function monitorOf(stoodStillMs: number): Monitor {
  return {
    during: <Made>(work: () => Made) => work(),
    stop: async () => ({ eventLoop: {}, instrument: null, stoodStillMs }),
  } as unknown as Monitor;
}

/** A host that runs three tasks in `wallMs` and reports the outcome after `arrivesMs`. */
function host(wallMs: number, arrivesMs: number): Host {
  const startMs = performance.now();
  return {
    run: () =>
      new Promise((resolve) =>
        setTimeout(() => resolve({ outcome: { wallMs }, wire: null } as never), arrivesMs),
      ),
    counts() {
      const ended = Math.min(3, Math.floor((3 * (performance.now() - startMs)) / wallMs));
      return { started: Math.min(3, ended + 1), ended };
    },
    takeOutputs: () => [],
    memoryUse: () => Promise.resolve([]),
    release() {},
    async prepare() {},
  };
}

describe("a watched run", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal(
      "document",
      Object.assign(new EventTarget(), { visibilityState: "visible" as const }),
    );
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it.each([
    ["at once", 440, 440],
    ["after progress was told once more", 440, 560],
    ["long after", 440, 2000],
  ])(
    "whose outcome arrives %s tells progress that never goes back",
    async (_when, wall, arrives) => {
      const told: [ended: number, elapsedMs: number][] = [];
      const started: number[] = [];
      const watchers = {
        monitor: monitorOf(0),
        service: undefined,
        onProgress(counts: TaskCounts, elapsedMs: number) {
          started.push(counts.started);
          told.push([counts.ended, elapsedMs]);
        },
        onOutput: undefined,
      };
      const stop = new AbortController().signal;
      const running = watchedRun(host(wall, arrives), { tasks: 3 } as RunOrder, watchers, stop);
      await vi.advanceTimersByTimeAsync(arrives);
      expect((await running).ran.outcome.wallMs).toBe(wall);
      const inOrder = [...told].sort(([a, x], [b, y]) => a - b || x - y);
      expect(told).toEqual(inOrder);
      expect(told.length).toBeGreaterThan(4);
      expect(started).toEqual(started.toSorted((a, b) => a - b));
      expect(started.at(-1)).toBe(3);
      expect(told[0]).toEqual([0, 0]);
      expect(told.at(-1)?.[0]).toBe(3);
      expect(told.at(-1)?.[1]).toBeGreaterThanOrEqual(wall);
      const after = told.length;
      await vi.advanceTimersByTimeAsync(1000);
      expect(told).toHaveLength(after);
    },
  );

  it.each([
    ["neither the watchdog nor the page ran for 9 s stood still", 9000, 9000, true],
    ["the watchdog says 20 s and the page ran all the time did not", 20_000, 0, false],
    ["the page was frozen for 9 s and the watchdog ran did not", 0, 9000, false],
  ])("in which %s", async (_what, watchdogMs, pageMs, stoodStill) => {
    const watchers = {
      monitor: monitorOf(watchdogMs),
      service: undefined,
      onProgress() {},
      onOutput: undefined,
    };
    const stop = new AbortController().signal;
    const running = watchedRun(host(1000, 1000), { tasks: 3 } as RunOrder, watchers, stop);
    await vi.advanceTimersByTimeAsync(500);
    // The clock goes on, and no timer fires.
    vi.setSystemTime(Date.now() + pageMs);
    await vi.advanceTimersByTimeAsync(500);
    expect((await running).stoodStillMs >= standstillMs).toBe(stoodStill);
  });
});
