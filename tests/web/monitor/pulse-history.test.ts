import { describe, expect, it } from "vitest";
import { beatHeight } from "../../../web/monitor/pulse/beat.ts";
import { describeLength, PulseHistory } from "../../../web/monitor/pulse/pulse-history.ts";

const frameMs = 1000 / 60;

function drawn(history: PulseHistory, fromMs: number, toMs: number): void {
  for (let ms = fromMs; ms <= toMs; ms += frameMs) history.frame(ms);
}

describe("the pulse", () => {
  it("has no gap while frames come as they are due", () => {
    const history = new PulseHistory(10_000);
    drawn(history, 0, 3000);
    expect(history.gaps).toEqual([]);
  });

  it("shows how long nothing was drawn, from the last frame to the first", () => {
    const history = new PulseHistory(10_000);
    history.frame(100);
    expect(history.frame(1400)).toEqual({ startMs: 100, endMs: 1400 });
    expect(history.gaps).toEqual([{ startMs: 100, endMs: 1400 }]);
  });

  it("forgets what has scrolled away", () => {
    const history = new PulseHistory(1000);
    history.frame(0);
    history.frame(500);
    drawn(history, 500, 1600);
    expect(history.gaps).toEqual([]);
  });

  it("says lengths as people do", () => {
    expect(describeLength(1340)).toBe("1.3 s");
    expect(describeLength(240)).toBe("240 ms");
  });

  it("beats once a second and stays on its strip", () => {
    for (let ms = -2000; ms < 2000; ms += 7) {
      expect(Math.abs(beatHeight(ms))).toBeLessThanOrEqual(1.05);
      expect(beatHeight(ms)).toBeCloseTo(beatHeight(ms + 1000), 9);
    }
  });
});
