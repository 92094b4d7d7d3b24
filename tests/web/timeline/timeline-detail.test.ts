import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { walk } from "../../../web/timeline/drawing/level-of-detail.ts";
import { type Frame, pixelOf } from "../../../web/timeline/drawing/renderer.ts";
import { grainFor } from "../../../web/timeline/scene/kinds.ts";
import { groupOf, isMerged, prepareScene, type Scene } from "../../../web/timeline/scene/scene.ts";
import { resultOf, type SpanRow, spansOf } from "../samples/results.ts";
import { poolRun, waitingRun } from "../samples/scenes.ts";

const running = 2;
const left = 10;
const right = 210;

function frameOf(scene: Scene, startShare: number, zoom: number): Frame {
  return {
    width: 220,
    height: 100,
    grain: grainFor(1),
    left,
    right,
    originTick: Math.round(startShare * 2 ** 30),
    pxPerTick: ((right - left) * zoom) / 2 ** 30,
    phase: 0,
    rowTop: new Int32Array(scene.rows),
    rowHeight: new Int32Array(scene.rows),
    under: [],
    inks: [],
  };
}

/** Pixels of the axis that a group covers, found by visiting every mark. */
function paintedByAll(scene: Scene, kind: number, row: number, frame: Frame): Set<number> {
  const pixels = new Set<number>();
  const group = groupOf(scene, kind, row);
  for (let i = scene.groups[group] as number; i < (scene.groups[group + 1] as number); i++) {
    const from = pixelOf(frame, scene.start[i] as number);
    const to = Math.max(from + 1, pixelOf(frame, scene.end[i] as number));
    for (let x = Math.max(from, left); x < Math.min(to, right); x++) pixels.add(x);
  }
  return pixels;
}

function paintedByWalk(scene: Scene, kind: number, row: number, frame: Frame) {
  const pixels = new Set<number>();
  let rects = 0;
  const paint = (from: number, to: number): void => {
    rects++;
    expect(to).toBeGreaterThan(from);
    for (let x = Math.max(from, left); x < Math.min(to, right); x++) pixels.add(x);
  };
  walk(scene, kind, row, frame, { run: paint, bar: paint });
  return { pixels, rects };
}

const rows = fc.array(
  fc
    .tuple(fc.nat(2), fc.constantFrom(0, 1, 2, 3), fc.nat(1000), fc.nat(60))
    .map(
      ([lane, kind, start, length]): SpanRow => [lane, 0, kind, start / 4, (start + length) / 4],
    ),
  { minLength: 1, maxLength: 150 },
);

describe("the level of detail", () => {
  it("paints every pixel that a span covers and none that no span touches, at any zoom", () => {
    fc.assert(
      fc.property(
        rows,
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        fc.double({ min: 1, max: 300, noNaN: true }),
        (spanRows, startShare, zoom) => {
          const scene = prepareScene([
            resultOf({ spans: spansOf(spanRows), wallMs: 250, how: "parallel" }),
          ]);
          const frame = frameOf(scene, startShare, zoom);
          for (let row = 0; row < scene.rows; row++) {
            for (let kind = 0; kind < 6; kind++) {
              const { pixels } = paintedByWalk(scene, kind, row, frame);
              const sorted = (set: Set<number>) => [...set].sort((a, b) => a - b);
              expect(sorted(pixels)).toEqual(sorted(paintedByAll(scene, kind, row, frame)));
            }
          }
        },
      ),
    );
  });

  it("asks for no more rectangles than there are pixels, however many the spans", () => {
    const scene = prepareScene([
      poolRun("sequential", 100_000, 1, 1),
      waitingRun("concurrent", 50_000, 1000, 20),
    ]);
    for (const zoom of [1, 10, 1000]) {
      const frame = frameOf(scene, 0.2, zoom);
      for (let row = 0; row < scene.rows; row++) {
        for (let kind = 0; kind < 6; kind++) {
          expect(paintedByWalk(scene, kind, row, frame).rects).toBeLessThanOrEqual(
            right - left + 2,
          );
        }
      }
    }
  });

  it("never draws a bar thinner than a device pixel, not even a span of no length", () => {
    const scene = prepareScene([
      resultOf({ spans: spansOf([[0, 0, running, 50, 50]]), wallMs: 100 }),
    ]);
    expect(paintedByWalk(scene, running, 2, frameOf(scene, 0, 1)).pixels.size).toBe(1);
  });

  it("hands over each span that is wide enough for an outline of its own, once", () => {
    const spanRows = Array.from(
      { length: 8 },
      (_, i): SpanRow => [0, i, running, i * 10, i * 10 + 9],
    );
    const scene = prepareScene([resultOf({ spans: spansOf(spanRows), wallMs: 80 })]);
    const marks: number[] = [];
    walk(scene, running, 2, frameOf(scene, 0, 1), {
      bar: (_left, _right, mark) => marks.push(mark),
    });
    expect(marks.map((mark) => scene.item[mark])).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it("draws rows that lanes share as what their spans cover together", () => {
    const scene = prepareScene([waitingRun("concurrent", 2000, 1000, 50)]);
    const [block] = scene.blocks;
    expect(block && isMerged(scene, 1, block.laneRow)).toBe(true);
    for (let row = 2; row < scene.rows; row++) {
      walk(scene, 1, row, frameOf(scene, 0, 1), {
        bar: () => expect.unreachable("a bar of its own on a shared row"),
      });
    }
  });
});
