/** Requests in flight over time, from spans. */
import { describe, expect, it } from "vitest";
import { type Spans, spanKinds } from "../../../web/spec/types.ts";
import { levelsOf } from "../../../web/stories/open-connections/in-flight.ts";

function waits(...rows: [task: number, startMs: number, endMs: number][]): Spans {
  const queued = spanKinds.indexOf("queued");
  const waiting = spanKinds.indexOf("waiting");
  const all = rows.flatMap(([task, startMs, endMs]) => [
    { task, kind: queued, startMs: 0, endMs: startMs },
    { task, kind: waiting, startMs, endMs },
  ]);
  return {
    count: all.length,
    lane: Uint16Array.from(all, () => 0),
    task: Uint32Array.from(all, ({ task }) => task),
    kind: Uint8Array.from(all, ({ kind }) => kind),
    startMs: Float64Array.from(all, ({ startMs }) => startMs),
    endMs: Float64Array.from(all, ({ endMs }) => endMs),
  };
}

describe("requests in flight over time", () => {
  it("are counted from leaving the queue to the answer, the most in each part", () => {
    const spans = waits([0, 0, 100], [1, 30, 60], [2, 45, 95]);
    expect(levelsOf(spans, 100, 5)).toEqual([
      { atMs: 0, inFlight: 1 },
      { atMs: 20, inFlight: 2 },
      { atMs: 40, inFlight: 3 },
      { atMs: 60, inFlight: 2 },
      { atMs: 80, inFlight: 2 },
    ]);
  });

  it("never exceed the number of tasks, and begin at none", () => {
    const many = waits(
      ...Array.from({ length: 500 }, (_, i) => [i, i / 10, 100 + i / 10] as const).map(
        ([task, startMs, endMs]): [number, number, number] => [task, startMs, endMs],
      ),
    );
    const levels = levelsOf(many, 150, 240);
    expect(Math.max(...levels.map(({ inFlight }) => inFlight))).toBe(500);
    expect(levelsOf(waits(), 100, 3).map(({ inFlight }) => inFlight)).toEqual([0, 0, 0]);
  });
});
