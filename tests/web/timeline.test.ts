import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Result, Spans, Strategy } from "../../web/engine/types.ts";
import { barsOfSpans } from "../../web/timeline/bars.ts";
import { type Direction, neighbour, spanAt } from "../../web/timeline/find.ts";
import { laneName } from "../../web/timeline/lanes.ts";
import { layoutTimeline, rowOfLane, timeToX, xToTime } from "../../web/timeline/layout.ts";
import { niceStep, ticks } from "../../web/timeline/ruler.ts";
import { resultOf, type SpanRow, spansOf } from "./results.ts";

const running = 2;

const spanRows = fc.array(
  fc.record({
    lane: fc.nat(30),
    task: fc.nat(1000),
    kind: fc.constantFrom(0, 1, 2, 3),
    startMs: fc.double({ min: 0, max: 1000, noNaN: true }),
    lengthMs: fc.double({ min: 0, max: 200, noNaN: true }),
  }),
  { maxLength: 200 },
);

function spans(
  rows: { lane: number; task: number; kind: number; startMs: number; lengthMs: number }[],
): Spans {
  return spansOf(
    rows.map((r): SpanRow => [r.lane, r.task, r.kind, r.startMs, r.startMs + r.lengthMs]),
  );
}

function result(how: Strategy, rows: SpanRow[]): Result {
  return resultOf({ how, spans: spansOf(rows), wallMs: Math.max(0, ...rows.map((row) => row[4])) });
}

describe("bars", () => {
  it("cover every pixel that a span covers, and none that no span touches", () => {
    fc.assert(
      fc.property(spanRows, fc.double({ min: 0.01, max: 3, noNaN: true }), (rows, pxPerMs) => {
        const input = spans(rows);
        const bars = barsOfSpans(input, pxPerMs, 31, (lane) => lane);
        expect(painted(bars.count, bars.row, bars.kind, bars.left, bars.right)).toEqual(
          painted(
            input.count,
            input.lane,
            input.kind,
            input.startMs.map((ms) => Math.round(ms * pxPerMs)),
            input.endMs.map((ms, i) =>
              Math.max(Math.round((input.startMs[i] ?? 0) * pxPerMs) + 1, Math.round(ms * pxPerMs)),
            ),
          ),
        );
      }),
    );
  });

  it("are no more than the screen can show, however many the spans", () => {
    const rows: SpanRow[] = Array.from({ length: 100_000 }, (_, i) => [
      i % 10,
      i,
      running,
      i * 0.01,
      i * 0.01 + 0.1,
    ]);
    const bars = barsOfSpans(spansOf(rows), 1, 10, (lane) => lane);
    expect(bars.count).toBeLessThanOrEqual(10 * 1000);
  });

  it("stand for their span where they stand for one", () => {
    const bars = barsOfSpans(
      spansOf([
        [0, 7, running, 0, 50],
        [0, 8, running, 50, 90],
      ]),
      1,
      1,
      () => 0,
    );
    expect([...bars.span.slice(0, bars.count)]).toEqual([0, 1]);
  });

  it("melt together where they are too thin to tell apart", () => {
    const bars = barsOfSpans(
      spansOf([
        [0, 0, running, 0, 1],
        [0, 1, running, 1, 2],
      ]),
      1,
      1,
      () => 0,
    );
    expect(bars.count).toBe(1);
    expect(bars.span[0]).toBe(-1);
  });
});

describe("layout", () => {
  const one = result("sequential", [[0, 0, running, 0, 100]]);
  const many = result(
    "concurrent",
    Array.from({ length: 10_000 }, (_, i) => [i, i, 1, 0, 50] satisfies SpanRow),
  );

  it("puts every strategy on one time axis", () => {
    const layout = layoutTimeline([one, many], 800);
    expect(layout.endMs).toBe(100);
    expect(xToTime(layout, timeToX(layout, 37))).toBeCloseTo(37);
  });

  it("never outgrows a screen, and gives every lane a row", () => {
    const layout = layoutTimeline([many], 800);
    expect(layout.height).toBeLessThan(400);
    const block = layout.blocks[0];
    expect(block).toBeDefined();
    if (!block) return;
    for (const lane of [0, 1, 4999, 9999]) {
      const row = rowOfLane(block, lane);
      expect(row).toBeGreaterThanOrEqual(0);
      expect(row).toBeLessThan(block.rows);
    }
  });

  it("survives a run that left no spans", () => {
    const layout = layoutTimeline([result("parallel", [])], 320);
    expect(layout.endMs).toBeGreaterThan(0);
    expect(neighbour(layout, null, "right")).toBeNull();
    expect(spanAt(layout, 200, 60)).toBeNull();
  });
});

describe("finding spans", () => {
  const layout = layoutTimeline(
    [
      result("sequential", [
        [0, 0, 0, 0, 0],
        [0, 1, 0, 0, 50],
        [0, 0, running, 0, 50],
        [0, 1, running, 50, 100],
      ]),
      result("parallel", [
        [0, 0, running, 0, 50],
        [1, 1, running, 0, 60],
      ]),
    ],
    800,
  );
  const row = (block: number, lane: number): number => {
    const at = layout.blocks[block];
    return at ? at.rowsY + (lane + 0.5) * at.rowHeight : Number.NaN;
  };

  it("prefers what runs to what queues behind it", () => {
    expect(spanAt(layout, timeToX(layout, 25), row(0, 0))).toEqual({ block: 0, span: 2 });
    expect(spanAt(layout, timeToX(layout, 75), row(0, 0))).toEqual({ block: 0, span: 3 });
    expect(spanAt(layout, timeToX(layout, 30), row(1, 1))).toEqual({ block: 1, span: 1 });
  });

  it("finds nothing beside the lanes and after the end", () => {
    expect(spanAt(layout, 10, row(0, 0))).toBeNull();
    expect(spanAt(layout, timeToX(layout, 90), row(1, 1))).toBeNull();
    expect(spanAt(layout, 400, 2)).toBeNull();
  });

  it("goes along a lane and across strategies, and stays at the ends", () => {
    const path: Direction[] = [
      "right",
      "right",
      "right",
      "down",
      "down",
      "down",
      "up",
      "left",
      "last",
    ];
    let at = neighbour(layout, null, "right");
    const visited = path.map((direction) => {
      at = neighbour(layout, at, direction);
      return `${at?.block}:${at?.span}`;
    });
    expect(visited).toEqual(["0:3", "0:3", "0:3", "1:0", "1:1", "1:1", "1:0", "1:0", "1:0"]);
  });
});

describe("ruler", () => {
  it("has round steps, as many as fit, up to the end", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 1e7, noNaN: true }),
        fc.integer({ min: 1, max: 40 }),
        (endMs, maxTicks) => {
          const marks = ticks(endMs, maxTicks);
          expect(marks.length).toBeLessThanOrEqual(maxTicks + 1);
          expect(marks.at(-1)?.ms).toBeLessThanOrEqual(endMs * (1 + 1e-6));
          expect(new Set(marks.map((mark) => mark.label)).size).toBe(marks.length);
        },
      ),
    );
  });

  it("speaks in seconds from a second on", () => {
    expect(ticks(400, 4).map(({ label }) => label)).toEqual([
      "0 ms",
      "100 ms",
      "200 ms",
      "300 ms",
      "400 ms",
    ]);
    expect(ticks(2000, 4).map(({ label }) => label)).toEqual([
      "0.0 s",
      "0.5 s",
      "1.0 s",
      "1.5 s",
      "2.0 s",
    ]);
    expect(niceStep(0.03)).toBeCloseTo(0.05);
  });
});

describe("names of lanes", () => {
  it("say which thread or which slot", () => {
    expect(laneName(resultOf({ how: "sequential" }), 0, false)).toBe("main thread");
    expect(laneName(resultOf({ how: "parallel" }), 1, false)).toBe("worker 2");
    expect(laneName(resultOf({ how: "concurrent" }), 2, true)).toBe("slot 3");
    expect(laneName(resultOf({ how: "parallel" }), 0, true)).toBe("thread 1");
  });
});

/** Which kinds of span touch which pixel of which row. */
function painted(
  count: number,
  rows: ArrayLike<number>,
  kinds: ArrayLike<number>,
  lefts: ArrayLike<number>,
  rights: ArrayLike<number>,
): Set<string> {
  const touched = new Set<string>();
  for (let i = 0; i < count; i++) {
    for (let x = lefts[i] ?? 0; x < (rights[i] ?? 0); x++)
      touched.add(`${rows[i]} ${kinds[i]} ${x}`);
  }
  return touched;
}
