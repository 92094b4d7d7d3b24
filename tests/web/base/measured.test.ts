import { describe, expect, it } from "vitest";
import { formatMs } from "../../../web/base/format.ts";
import { formatMeasured, formatOnClock } from "../../../web/base/measured.ts";
import { Stopwatch } from "../../../web/base/stopwatch.ts";
import { figureOf } from "../../../web/share/export/figure.ts";
import { resultOf } from "../samples/results.ts";

describe("a number that was measured", () => {
  it("says by how much a coarse clock may be off, and nothing by a fine one", () => {
    expect(formatOnClock(1300, 100)).toBe("1.30 s ± 100 ms");
    expect(formatOnClock(0, 16.67)).toBe("0 ms ± 17 ms");
    for (const step of [0.005, 0.1, 1]) expect(formatOnClock(1300, step)).toBe("1.30 s");
    expect(formatOnClock(Number.NaN, 100)).toBe(formatMs(Number.NaN));
  });

  it("goes by this thread's own clock where nothing else is said", () => {
    expect(formatMeasured(1300)).toBe("1.30 s");
  });

  it("says so in a figure as well, by the clock that measured it", () => {
    const coarse = resultOf({});
    const environment = { ...coarse.environment, clockResolutionMs: 100 };
    const draw = (result: typeof coarse) => figureOf([result], { theme: "light", link: "" });
    expect(draw({ ...coarse, environment })).toContain(`${formatMs(coarse.wallMs)} ± 100 ms`);
    expect(draw(coarse)).not.toContain("±");
  });
});

it("a stopwatch adds up what it ran for, also of work that fails", () => {
  const watch = new Stopwatch();
  const forMs = (ms: number) => {
    const from = performance.now();
    while (performance.now() - from < ms) {
      // busy
    }
    return ms;
  };
  expect(watch.during(() => forMs(3))).toBe(3);
  expect(() =>
    watch.during(() => {
      forMs(3);
      throw new Error("on purpose");
    }),
  ).toThrow("on purpose");
  expect(watch.ms).toBeGreaterThanOrEqual(6);
});
