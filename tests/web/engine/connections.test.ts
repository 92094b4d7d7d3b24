import { expect, test } from "vitest";
import { answersInLine, maxOnTheWire, splitByWire } from "../../../web/engine/hosts/connections.ts";
import type { Spans } from "../../../web/spec/types.ts";

/** Waits of tasks 0, 1, 2, …: `[from, to]` in ms. */
function waits(stays: [number, number][]): Spans {
  return {
    count: stays.length,
    lane: Uint16Array.from(stays, (_, i) => i),
    task: Uint32Array.from(stays, (_, i) => i),
    kind: new Uint8Array(stays.length).fill(1),
    startMs: Float64Array.from(stays, ([from]) => from),
    endMs: Float64Array.from(stays, ([, to]) => to),
  };
}

function timings(wire: [number, number][]) {
  return {
    sentMs: Float64Array.from(wire, ([sent]) => sent),
    answeredMs: Float64Array.from(wire, ([, answered]) => answered),
  };
}

test("a request that waits for another's connection is blocked until it is sent", () => {
  const report = splitByWire(
    waits([
      [0, 1000],
      [0, 1001],
      [0, 2002],
    ]),
    timings([
      [1, 1000],
      [1, 1001],
      [1001, 2002],
    ]),
  );
  expect(report.connections).toBe(2);
  expect(report.heldUp).toBe(1);
  expect([...report.spans.kind]).toEqual([1, 1, 3, 1]);
  expect([...report.spans.task]).toEqual([0, 1, 2, 2]);
  expect([...report.spans.startMs]).toEqual([0, 0, 0, 1001]);
  expect([...report.spans.endMs]).toEqual([1000, 1001, 1001, 2002]);
});

test("a slow first connection is not a wait for a free one", () => {
  const report = splitByWire(
    waits([
      [0, 1050],
      [0, 1050],
    ]),
    timings([
      [50, 1050],
      [50, 1050],
    ]),
  );
  expect(report.heldUp).toBe(0);
  expect(report.spans.count).toBe(2);
});

test("a limit in the program is not the browser's doing", () => {
  // bounded, limit 1: each request is made when the one before has been answered.
  const report = splitByWire(
    waits([
      [0, 1000],
      [1000, 2000],
      [2000, 3000],
    ]),
    timings([
      [1, 1000],
      [1001, 2000],
      [2001, 3000],
    ]),
  );
  expect(report.heldUp).toBe(0);
  expect(report.connections).toBe(1);
});

test("a browser that keeps its timings to itself leaves the spans alone", () => {
  const nothing = timings([
    [Number.NaN, Number.NaN],
    [Number.NaN, Number.NaN],
  ]);
  const report = splitByWire(
    waits([
      [0, 10],
      [0, 20],
    ]),
    nothing,
  );
  expect(report).toMatchObject({ heldUp: 0, connections: 0 });
  expect(maxOnTheWire(nothing)).toBe(0);
});

test("an answer stands in line from its arrival until the loop takes it", () => {
  const spans = waits([
    [0, 10],
    [0, 10],
    [0, 10],
  ]);
  const its = timings([
    [0, 4],
    [0, 9.5],
    [Number.NaN, Number.NaN],
  ]);
  expect(answersInLine(spans, its)).toEqual([{ arrivedMs: 4, handledMs: 10, count: 1 }]);
});
