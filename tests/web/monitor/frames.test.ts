import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { missingFrames, refreshIntervalOf } from "../../../web/monitor/probe/frames.ts";
import { drawing } from "./drawing.ts";

describe("the refresh interval", () => {
  it("is that of the frames in time, however many came late", () => {
    const late = [16.7, 33.4, 16.7, 50.1, 33.4, 16.7, 33.4, 33.4];
    expect(refreshIntervalOf(late)).toBeCloseTo(16.7, 9);
  });

  it("is not biased by a clock of whole milliseconds", () => {
    const whole = Array.from({ length: 30 }, (_, i) => (i % 3 === 0 ? 16 : 17));
    expect(refreshIntervalOf(whole)).toBeCloseTo(16.67, 1);
  });

  it("is 0 for a page that draws no frames", () => {
    expect(refreshIntervalOf([])).toBe(0);
    expect(missingFrames(drawing([]), 1000, 0)).toEqual([]);
  });
});

describe("missing frames", () => {
  const refreshMs = 1000 / 60;

  it("are none while every frame comes within half an interval of when it is due", () => {
    const jitter = fc.array(fc.double({ min: -0.24, max: 0.24, noNaN: true }), {
      minLength: 1,
      maxLength: 200,
    });
    fc.assert(
      fc.property(jitter, (late) => {
        const drawn = late.map((part, frame) => (frame + part) * refreshMs);
        expect(missingFrames(drawing(drawn), late.length * refreshMs, refreshMs)).toEqual([]);
      }),
    );
  });

  it("lie where the freeze was, from the first one due to the next one drawn", () => {
    const drawn = [-10, 10, 30, 50, 870, 890];
    expect(missingFrames(drawing(drawn), 900, 20)).toEqual([
      { startMs: 70, endMs: 870, frames: 40 },
    ]);
  });

  it("are all of them in a run that lasts from one end of a freeze to the other", () => {
    expect(missingFrames(drawing([-5, 1003]), 1000, 20)).toEqual([
      { startMs: 15, endMs: 1000, frames: 49 },
    ]);
    expect(missingFrames(drawing([]), 1000, 20)).toEqual([
      { startMs: 20, endMs: 1000, frames: 49 },
    ]);
  });

  it("are not those due before the run or after it", () => {
    expect(missingFrames(drawing([-900, -880]), 50, 100)).toEqual([]);
    expect(missingFrames(drawing([-500, 10, 30, 700]), 40, 20)).toEqual([]);
  });

  it("are told from frames that nobody asked for", () => {
    const log = (asked: number[], drawn: number[]) => ({
      askedMs: Float64Array.from(asked),
      drawnMs: Float64Array.from(drawn),
    });
    expect(missingFrames(log([0, 100, 200, 300], [12, 118, 205]), 300, 20)).toEqual([]);
    expect(missingFrames(log([0, 100, 200], [12, 190]), 200, 20)).toEqual([
      { startMs: 120, endMs: 190, frames: 4 },
    ]);
  });

  it("lie one after another inside the run, each at least as long as what is missing in it", () => {
    const gaps = fc.array(fc.double({ min: 1, max: 300, noNaN: true }), { maxLength: 100 });
    fc.assert(
      fc.property(gaps, fc.double({ min: 4, max: 40, noNaN: true }), (between, refresh) => {
        let ms = 0;
        const drawn = between.map((gap) => {
          ms += gap;
          return ms;
        });
        let lastMs = 0;
        for (const { startMs, endMs, frames } of missingFrames(drawing(drawn), 5000, refresh)) {
          expect(startMs).toBeGreaterThanOrEqual(lastMs);
          expect(endMs).toBeLessThanOrEqual(5000);
          expect(Math.abs(frames - (endMs - startMs) / refresh)).toBeLessThanOrEqual(0.5 + 1e-9);
          lastMs = endMs;
        }
      }),
    );
  });
});
