import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { factsOf } from "../../../web/timeline/scene/describe.ts";
import { type Direction, firstFrom, markAt, neighbour } from "../../../web/timeline/scene/find.ts";
import { barKinds, grainFor, inked, paintOrder } from "../../../web/timeline/scene/kinds.ts";
import { nameOfLane } from "../../../web/timeline/scene/lane-names.ts";
import { layoutTimeline, rowAt, timeToX, xToTime } from "../../../web/timeline/scene/layout.ts";
import { MaxTree } from "../../../web/timeline/scene/max-tree.ts";
import { busyShares } from "../../../web/timeline/scene/overview.ts";
import { niceStep, ticks } from "../../../web/timeline/scene/ruler.ts";
import { kindOf, prepareScene, rowOf, type Scene } from "../../../web/timeline/scene/scene.ts";
import { wholeView } from "../../../web/timeline/scene/view.ts";
import { resultOf, type SpanRow, spansOf } from "../samples/results.ts";
import { poolRun, waitingRun } from "../samples/scenes.ts";

const spanRows = fc.array(
  fc
    .record({
      lane: fc.nat(3),
      task: fc.nat(1000),
      kind: fc.constantFrom(0, 1, 2, 3),
      startMs: fc.integer({ min: 0, max: 200 }),
      lengthMs: fc.integer({ min: 0, max: 40 }),
    })
    .map(
      ({ lane, task, kind, startMs, lengthMs }): SpanRow => [
        lane,
        task,
        kind,
        startMs,
        startMs + lengthMs,
      ],
    ),
  { minLength: 1, maxLength: 80 },
);

const running = 2;

function sceneOf(rows: SpanRow[]): Scene {
  return prepareScene([
    resultOf({ how: "parallel", spans: spansOf(rows), wallMs: Math.max(...rows.map((r) => r[4])) }),
  ]);
}

describe("the scene", () => {
  it("keeps every span, freeze and stretch of dropped frames, on its row and at its time", () => {
    const results = [poolRun("parallel", 300, 4, 5), waitingRun("bounded", 200, 100, 9)];
    const scene = prepareScene(results);
    const expected = results.flatMap(({ spans, eventLoop, how }) => [
      ...Array.from({ length: spans.count }, (_, i) => [
        how,
        barKinds[spans.kind[i] ?? 0],
        spans.task[i],
        spans.startMs[i],
        spans.endMs[i],
      ]),
      ...eventLoop.freezes.map((f) => [how, "frozen", undefined, f.startMs, f.endMs]),
      ...eventLoop.drops.map((d) => [how, "frames dropped", undefined, d.startMs, d.endMs]),
    ]);
    const found = Array.from({ length: scene.count }, (_, mark) => {
      const { how, kind, task, startMs, endMs } = factsOf(scene, mark);
      expect((scene.start[mark] as number) / scene.ticksPerMs).toBeCloseTo(startMs, 4);
      expect((scene.end[mark] as number) / scene.ticksPerMs).toBeCloseTo(endMs, 4);
      return [how, kind, task, startMs, endMs];
    });
    expect(found.map(String).sort()).toEqual(expected.map(String).sort());
  });

  it("is in paint order, so that later marks may be painted over earlier ones", () => {
    const scene = prepareScene([poolRun("parallel", 400, 3, 5), waitingRun("bounded", 99, 7, 9)]);
    for (let mark = 1; mark < scene.count; mark++) {
      const rank = (at: number) => paintOrder.indexOf(kindOf(scene, at) as never);
      expect(rank(mark)).toBeGreaterThanOrEqual(rank(mark - 1));
      const sameGroup =
        kindOf(scene, mark) === kindOf(scene, mark - 1) &&
        rowOf(scene, mark) === rowOf(scene, mark - 1);
      if (!sameGroup) continue;
      expect(scene.start[mark]).toBeGreaterThanOrEqual(scene.start[mark - 1] as number);
    }
  });
});

describe("the tree of maxima", () => {
  it("finds what a look at every value would find, in both directions", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(50), { maxLength: 700 }),
        fc.nat(700),
        fc.integer({ min: -2, max: 52 }),
        (values, at, threshold) => {
          const tree = new MaxTree(Uint32Array.from(values));
          const from = Math.min(at, values.length);
          const next = values.findIndex((value, i) => i >= from && value > threshold);
          expect(tree.firstAbove(from, threshold)).toBe(next < 0 ? values.length : next);
          const last = values.findLastIndex((value, i) => i < from && value > threshold);
          expect(tree.lastAbove(from - 1, threshold)).toBe(last);
        },
      ),
    );
  });

  it("and the doubling search finds the first that is large enough", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50)), fc.nat(60), fc.nat(51), (values, at, least) => {
        const sorted = Uint32Array.from(values).sort();
        const from = Math.min(at, sorted.length);
        const found = sorted.findIndex((value, i) => i >= from && value >= least);
        expect(firstFrom(sorted, from, sorted.length, least)).toBe(
          found < 0 ? sorted.length : found,
        );
      }),
    );
  });
});

describe("layout", () => {
  const many = resultOf({
    how: "concurrent",
    spans: spansOf(Array.from({ length: 10_000 }, (_, i) => [i, i, 1, 0, 50] satisfies SpanRow)),
    wallMs: 50,
  });
  const one = resultOf({ spans: spansOf([[0, 0, running, 0, 100]]), wallMs: 100 });

  it("puts every strategy on one time axis", () => {
    const scene = prepareScene([one, many]);
    const layout = layoutTimeline(scene, 800);
    const view = wholeView(scene.endMs);
    expect(scene.endMs).toBe(100);
    expect(timeToX(layout, view, 100)).toBeCloseTo(layout.right);
    expect(xToTime(layout, view, timeToX(layout, view, 37))).toBeCloseTo(37);
  });

  it("never outgrows a screen, and every row is found at its height", () => {
    const scene = prepareScene([many]);
    const layout = layoutTimeline(scene, 800);
    expect(layout.height).toBeLessThan(420);
    for (let row = 0; row < scene.rows; row++) {
      const top = layout.rowTop[row] as number;
      expect(rowAt(layout, top)).toBe(row);
      expect(rowAt(layout, top + (layout.rowPitch[row] as number) - 0.01)).toBe(row);
    }
    expect(rowAt(layout, layout.rulerBottom)).toBe(-1);
  });

  it("survives a run that left no spans, and no runs at all", () => {
    for (const results of [[resultOf({ how: "parallel", wallMs: 0 })], []]) {
      const scene = prepareScene(results);
      expect(layoutTimeline(scene, 320).height).toBeGreaterThan(0);
      expect(scene.endMs).toBeGreaterThan(0);
      expect(neighbour(scene, -1, "right")).toBe(-1);
      if (scene.rows > 0) expect(markAt(scene, 2, 0, 1)).toBe(-1);
    }
  });
});

describe("finding marks", () => {
  it("agrees with a look at every mark of the row", () => {
    fc.assert(
      fc.property(
        spanRows,
        fc.nat(4),
        fc.double({ min: -2, max: 245, noNaN: true }),
        fc.double({ min: 0, max: 6, noNaN: true }),
        (rows, lane, ms, slopMs) => {
          const scene = sceneOf(rows);
          const row = Math.min(scene.rows - 1, 2 + lane);
          const found = markAt(scene, row, ms, slopMs);
          const at = ms * scene.ticksPerMs;
          const marks = Array.from({ length: scene.count }, (_, i) => i).filter(
            (mark) => rowOf(scene, mark) === row,
          );
          const start = (mark: number) => scene.start[mark] as number;
          const end = (mark: number) => scene.end[mark] as number;
          const covering = marks.filter((mark) => start(mark) <= at && end(mark) >= at);
          if (covering.length > 0) {
            // Marks are in paint order: the last is on top.
            expect(found).toBe(covering.at(-1));
            return;
          }
          const away = (mark: number) => Math.max(start(mark) - at, at - end(mark));
          const slop = slopMs * scene.ticksPerMs;
          const near = marks.filter((mark) => away(mark) < slop - 1);
          if (near.length > 0) expect(away(found)).toBeLessThanOrEqual(slop);
          if (marks.every((mark) => away(mark) > slop + 1)) expect(found).toBe(-1);
        },
      ),
    );
  });

  it("finds the nearest where marks do not overlap", () => {
    const scene = sceneOf([
      [0, 0, running, 10, 20],
      [0, 1, running, 23, 30],
    ]);
    expect(factsOf(scene, markAt(scene, 2, 21, 5)).task).toBe(0);
    expect(factsOf(scene, markAt(scene, 2, 22.1, 5)).task).toBe(1);
    expect(markAt(scene, 2, 3, 5)).toBe(-1);
  });

  it("goes along a row by start, there and back, over all that is not queued", () => {
    fc.assert(
      fc.property(spanRows, (rows) => {
        const scene = sceneOf(rows);
        for (let row = 0; row < scene.rows; row++) {
          const stops = Array.from({ length: scene.count }, (_, i) => i)
            .filter((mark) => rowOf(scene, mark) === row && kindOf(scene, mark) !== 0)
            .sort((a, b) => (scene.start[a] ?? 0) - (scene.start[b] ?? 0) || a - b);
          const first = stops[0];
          const last = stops.at(-1);
          if (first === undefined || last === undefined) continue;
          const walked = [first];
          for (;;) {
            const next = neighbour(scene, walked.at(-1) as number, "right");
            if (next === walked.at(-1)) break;
            expect(neighbour(scene, next, "left")).toBe(walked.at(-1));
            walked.push(next);
          }
          expect(walked).toEqual(stops);
          expect(neighbour(scene, last, "first")).toBe(first);
          expect(neighbour(scene, first, "last")).toBe(last);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("goes from strategy to strategy through the event loop's lane, and stays at the ends", () => {
    const freezes = [{ startMs: 10, endMs: 90 }];
    const report = { ...resultOf({}).eventLoop, freezes };
    const scene = prepareScene([
      resultOf({ spans: spansOf([[0, 4, running, 0, 50]]), eventLoop: report }),
      resultOf({ how: "parallel", spans: spansOf([[1, 5, running, 0, 60]]) }),
    ]);
    const path: Direction[] = ["up", "down", "down", "down", "up", "up", "up", "up"];
    let at = neighbour(scene, -1, "right");
    const visited = [at, ...path.map((to) => (at = neighbour(scene, at, to)))].map((mark) => {
      const { task, kind } = factsOf(scene, mark);
      return task ?? kind;
    });
    expect(visited).toEqual(["frozen", "frozen", 4, 5, 5, 4, "frozen", "frozen", "frozen"]);
  });
});

describe("patterns", () => {
  it("differ between any two kinds that share a row, whatever the screen", () => {
    for (const pixelRatio of [1, 1.25, 2, 3]) {
      const grain = grainFor(pixelRatio);
      const tile = (kind: number): string => {
        let text = "";
        for (let y = 0; y < grain.period; y++) {
          for (let x = 0; x < grain.period; x++) {
            text += inked(kind, x, y, grain) ? "#" : ".";
          }
        }
        return text;
      };
      const tiles = [0, 1, 2, 3].map(tile);
      expect(new Set(tiles).size).toBe(4);
      const shares = tiles.map((text) => text.split("#").length / text.length);
      // Queued is lightest, running solid.
      expect(Math.min(...shares)).toBe(shares[0]);
      expect(tiles[running]).not.toContain(".");
      expect(tile(5)).toContain(".");
    }
  });
});

describe("the overview", () => {
  it("shows as much work in all as the spans have", () => {
    const scene = prepareScene([poolRun("parallel", 1000, 4, 5)]);
    const [block] = scene.blocks;
    if (!block) throw new Error("no block");
    const shares = busyShares(scene, block, 333);
    const { spans } = block.result;
    let workedMs = 0;
    for (let i = 0; i < spans.count; i++) {
      if (spans.kind[i] === running) workedMs += (spans.endMs[i] ?? 0) - (spans.startMs[i] ?? 0);
    }
    const sum = shares.reduce((total, share) => total + share, 0);
    expect((sum / 333) * scene.endMs * 4).toBeCloseTo(workedMs, 0);
    expect(Math.max(...shares)).toBeLessThanOrEqual(1);
  });
});

describe("ruler", () => {
  it("has round steps, as many as fit, within what is on show", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.double({ min: 0.05, max: 1e7, noNaN: true }),
        fc.integer({ min: 1, max: 40 }),
        (startMs, lengthMs, maxTicks) => {
          const endMs = startMs + lengthMs;
          const marks = ticks(startMs, endMs, maxTicks);
          expect(marks.length).toBeLessThanOrEqual(maxTicks + 1);
          for (const { ms } of marks) {
            expect(ms).toBeGreaterThanOrEqual(startMs - lengthMs * 1e-6);
            expect(ms).toBeLessThanOrEqual(endMs + lengthMs * 1e-6);
          }
          expect(new Set(marks.map((mark) => mark.label)).size).toBe(marks.length);
        },
      ),
    );
  });

  it("speaks in seconds from a second on, as finely as the zoom needs", () => {
    expect(ticks(0, 400, 4).map(({ label }) => label)).toEqual([
      "0 ms",
      "100 ms",
      "200 ms",
      "300 ms",
      "400 ms",
    ]);
    expect(ticks(0, 2000, 4).map(({ label }) => label)).toEqual([
      "0.0 s",
      "0.5 s",
      "1.0 s",
      "1.5 s",
      "2.0 s",
    ]);
    expect(ticks(1234, 1234.4, 2).map(({ label }) => label)).toEqual([
      "1.2340 s",
      "1.2342 s",
      "1.2344 s",
    ]);
    expect(niceStep(0.03)).toBeCloseTo(0.05);
  });
});

describe("names of lanes", () => {
  it("say which thread or which slot", () => {
    expect(nameOfLane(resultOf({ how: "sequential" }), 0, false)).toBe("main thread");
    expect(nameOfLane(resultOf({ how: "parallel" }), 1, false)).toBe("worker 2");
    expect(nameOfLane(resultOf({ how: "concurrent" }), 2, true)).toBe("slot 3");
    expect(nameOfLane(resultOf({ how: "parallel" }), 0, true)).toBe("thread 1");
  });
});
