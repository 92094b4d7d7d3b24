/** Who computed when, from spans. */
import { describe, expect, it } from "vitest";
import { type Spans, spanKinds } from "../../../web/spec/types.ts";
import { joined, mostAtOnce, rowsOf } from "../../../web/stories/one-lock/turns.ts";

type Kind = (typeof spanKinds)[number];

function spansOf(...rows: [lane: number, kind: Kind, startMs: number, endMs: number][]): Spans {
  return {
    count: rows.length,
    lane: Uint16Array.from(rows, ([lane]) => lane),
    task: Uint32Array.from(rows, ([lane]) => lane),
    kind: Uint8Array.from(rows, ([, kind]) => spanKinds.indexOf(kind)),
    startMs: Float64Array.from(rows, ([, , startMs]) => startMs),
    endMs: Float64Array.from(rows, ([, , , endMs]) => endMs),
  };
}

const turns = spansOf(
  [0, "queued", 0, 1],
  [0, "running", 1, 6],
  [1, "blocked", 1, 6],
  [1, "running", 6, 11],
  [0, "blocked", 6, 11],
  [0, "running", 11, 16],
);

describe("the threads of a run", () => {
  it("have a row each, of what they computed and of what they waited for", () => {
    expect(rowsOf(turns)).toEqual([
      {
        computing: [
          { startMs: 1, endMs: 6 },
          { startMs: 11, endMs: 16 },
        ],
        blocked: [{ startMs: 6, endMs: 11 }],
      },
      { computing: [{ startMs: 6, endMs: 11 }], blocked: [{ startMs: 1, endMs: 6 }] },
    ]);
  });

  it("that take turns compute one at a time", () => {
    expect(mostAtOnce(turns, 0)).toBe(1);
  });

  it("that overlap are counted at the moment when most of them computed", () => {
    const spans = spansOf([0, "running", 0, 10], [1, "running", 5, 15], [2, "running", 9, 12]);
    expect(mostAtOnce(spans, 0)).toBe(3);
    expect(mostAtOnce(spans, 2)).toBe(2);
  });

  it("of clocks that differ by less than the tolerance do not overlap", () => {
    const spans = spansOf([0, "running", 0, 10], [1, "running", 9.5, 20]);
    expect([mostAtOnce(spans, 0), mostAtOnce(spans, 1)]).toEqual([2, 1]);
    expect(mostAtOnce(spansOf(), 1)).toBe(0);
  });
});

describe("turns that touch", () => {
  it("are drawn as one, in any order", () => {
    const apart = [
      { startMs: 10, endMs: 12 },
      { startMs: 0, endMs: 5 },
      { startMs: 5.5, endMs: 8 },
    ];
    expect(joined(apart, 1)).toEqual([
      { startMs: 0, endMs: 8 },
      { startMs: 10, endMs: 12 },
    ]);
  });
});
