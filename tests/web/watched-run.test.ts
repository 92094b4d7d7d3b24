import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Host, RunOrder } from "../../web/engine/hosts/host.ts";
import { watchedRun } from "../../web/engine/watched-run.ts";
import type { Monitor } from "../../web/monitor/monitor.ts";

const monitor = {
  during: <Made>(work: () => Made) => work(),
  stop: async () => ({ eventLoop: {}, instrument: null }),
} as unknown as Monitor;

/** A host that runs three tasks in `wallMs` and reports the outcome after `arrivesMs`. */
function host(wallMs: number, arrivesMs: number): Host {
  const startMs = performance.now();
  return {
    run: () =>
      new Promise((resolve) =>
        setTimeout(() => resolve({ outcome: { wallMs }, timings: null } as never), arrivesMs),
      ),
    endedTasks: () => Math.min(3, Math.floor((3 * (performance.now() - startMs)) / wallMs)),
    takeOutputs: () => [],
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
      const watchers = {
        monitor,
        service: undefined,
        onEnded: (ended: number, elapsedMs: number) => told.push([ended, elapsedMs]),
        onOutput: undefined,
      };
      const stop = new AbortController().signal;
      const running = watchedRun(host(wall, arrives), { tasks: 3 } as RunOrder, watchers, stop);
      await vi.advanceTimersByTimeAsync(arrives);
      expect((await running).ran.outcome.wallMs).toBe(wall);
      const inOrder = [...told].sort(([a, x], [b, y]) => a - b || x - y);
      expect(told).toEqual(inOrder);
      expect(told.length).toBeGreaterThan(4);
      expect(told[0]).toEqual([0, 0]);
      expect(told.at(-1)?.[0]).toBe(3);
      expect(told.at(-1)?.[1]).toBeGreaterThanOrEqual(wall);
      const after = told.length;
      await vi.advanceTimersByTimeAsync(1000);
      expect(told).toHaveLength(after);
    },
  );
});
