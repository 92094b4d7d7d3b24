import { describe, expect, it } from "vitest";
import { beatTile } from "../../../web/monitor/pulse/beat.ts";
import {
  beatWidth,
  calmPicture,
  fills,
  type PulseView,
  traceLine,
  tracePicture,
} from "../../../web/monitor/pulse/pulse-scene.ts";

const area = { width: 400, height: 60, ratio: 1 };
const view: PulseView = {
  nowMs: 1_700_000_060_000,
  sinceMs: 1_700_000_000_000,
  gaps: [],
  silent: false,
  checks: [],
  watched: true,
};
const frozen = { startMs: view.nowMs - 1200, endMs: view.nowMs };

describe("the picture of a pulse", () => {
  it("lies on whole device px and inside the strip, at any ratio and moment", () => {
    for (const ratio of [1, 1.25, 1.5, 2, 2.625, 3]) {
      for (let ms = 0; ms < 2000; ms += 37) {
        const wide = { width: Math.round(400 * ratio), height: Math.round(60 * ratio), ratio };
        const nowMs = view.nowMs + ms;
        const gaps = [{ startMs: nowMs - 9000, endMs: nowMs - 3000 }, frozen];
        for (const mark of tracePicture({ ...view, nowMs, gaps }, wide).marks) {
          for (const px of [mark.left, mark.top, mark.width, mark.height, mark.phase]) {
            expect(Number.isInteger(px)).toBe(true);
          }
          expect(mark.left + mark.width).toBeLessThanOrEqual(wide.width);
          expect(mark.top).toBeGreaterThanOrEqual(0);
          expect(mark.top + mark.height).toBeLessThanOrEqual(wide.height);
          expect(mark.phase).toBeLessThan(beatWidth(ratio));
        }
      }
    }
  });

  it("moves beats with time and does not change them", () => {
    const beats = (nowMs: number) =>
      tracePicture({ ...view, nowMs }, area).marks.filter(({ fill }) => fill === fills.beat);
    const [before] = beats(view.nowMs);
    const [after] = beats(view.nowMs + 500);
    expect(before?.left).toBe(0);
    expect(after?.phase).toBe(((before?.phase ?? 0) + beatWidth(1) / 2) % beatWidth(1));
  });

  it("is flat where nothing was answered, and says for how long while it lasts", () => {
    const { marks, labels } = tracePicture({ ...view, gaps: [frozen], silent: true }, area);
    const line = traceLine(area);
    const flat = marks.find((mark) => mark.ink === "gap" && mark.height === line.thickness);
    expect(flat?.fill).toBe(fills.solid);
    expect(flat?.width).toBe(72);
    const beating = marks.filter(({ fill }) => fill === fills.beat);
    for (const { left, width } of beating)
      expect(left + width).toBeLessThanOrEqual(flat?.left ?? 0);
    expect(labels.map(({ text }) => text)).toEqual(["no answer for 1.2 s"]);
  });

  it("counts the health checks that stand in line while nothing is answered", () => {
    const checks = [700, 800, 900].map((ago) => ({ sentMs: view.nowMs - ago, answeredMs: null }));
    const told = (silent: boolean) =>
      tracePicture({ ...view, gaps: [frozen], silent, checks }, area).labels[0]?.text;
    expect(told(true)).toBe("no answer for 1.2 s, 3 in line");
    expect(told(false)).not.toContain("in line");
  });

  it("draws what stands in line before the loop, the longest wait next to it", () => {
    const checks = [700, 800, 900].map((ago) => ({ sentMs: view.nowMs - ago, answeredMs: null }));
    const timerDueMs = view.nowMs - 850;
    const of = (given: Partial<PulseView>, wide = 400) =>
      tracePicture(
        { ...view, gaps: [frozen], silent: true, checks, timerDueMs, ...given },
        { ...area, width: wide },
      );
    const queue = ({ marks }: ReturnType<typeof of>) =>
      marks.filter(({ width, fill }) => width === 3 && fill === fills.solid);
    const marks = queue(of({}));
    expect(marks.map(({ ink }) => ink)).toEqual(["gap", "trace", "gap", "gap"]);
    for (const [i, mark] of marks.entries()) {
      expect(mark.left).toBeLessThan(marks[i - 1]?.left ?? area.width - 8);
    }
    expect(of({}).labels[0]?.text).toBe("no answer for 1.2 s, in line: 3 checks, 1 timer");
    expect(of({}, 320).labels[0]?.text).toBe("no answer for 1.2 s, 4 in line");
    // Tasks came before all of them.
    const tasks = of({ tasksInLine: 2 });
    expect(queue(tasks).map(({ height }) => height)).toEqual([13, 13, 9, 17, 9, 9]);
    expect(tasks.labels[0]?.text).toBe("no answer for 1.2 s, 6 in line");
    expect(of({ tasksInLine: 2 }, 700).labels[0]?.text).toBe(
      "no answer for 1.2 s, in line: 2 tasks, 3 checks, 1 timer",
    );
    // More than there is room for.
    expect(queue(of({ tasksInLine: 1000 })).length).toBeLessThan(area.width / 5);
    // Not due yet; and nobody stands in line on a loop that answers.
    expect(queue(of({ timerDueMs: view.nowMs + 50 }))).toHaveLength(3);
    expect(queue(of({ silent: false }))).toHaveLength(0);
  });

  it("is dashed where nobody drew", () => {
    const { marks, labels } = tracePicture({ ...view, gaps: [frozen], watched: false }, area);
    expect(marks.some(({ fill }) => fill === fills.dashes)).toBe(true);
    expect(labels.map(({ text }) => text)).toEqual(["frozen 1.2 s"]);
  });

  it("tells a missed health check by its height as well as by its colour", () => {
    const checks = [
      { sentMs: view.nowMs - 900, answeredMs: view.nowMs - 899 },
      { sentMs: view.nowMs - 800, answeredMs: null },
      { sentMs: view.nowMs - 100, answeredMs: null },
    ];
    const { marks } = tracePicture({ ...view, checks }, area);
    const ticks = marks.filter((mark) => mark.top + mark.height === area.height - 2);
    expect(ticks.map(({ height, ink }) => [height, ink])).toEqual([
      [3, "trace"],
      [10, "gap"],
      [6, "trace"],
    ]);
  });
});

describe("the calm picture", () => {
  it("changes once a second and not in between", () => {
    const at = (ms: number) => calmPicture({ ...view, nowMs: view.sinceMs + ms }, area);
    expect(at(3010)).toEqual(at(3990));
    expect(at(3010)).not.toEqual(at(4010));
  });

  it("marks the seconds in which the loop was frozen by colour and by size", () => {
    const gaps = [{ startMs: view.sinceMs + 1100, endMs: view.sinceMs + 1900 }];
    const { marks } = calmPicture({ ...view, nowMs: view.sinceMs + 3500, gaps }, area);
    const past = marks.slice(0, 4);
    expect(past.map(({ ink }) => ink)).toEqual(["trace", "gap", "trace", "trace"]);
    expect(past[1]?.height).toBeLessThan(past[0]?.height ?? 0);
  });
});

describe("the beat that is repeated", () => {
  it("joins itself: the trace leaves on one side as high as it comes in on the other", () => {
    const { width, height, coverage } = beatTile(60, 60, traceLine(area));
    const rows = (column: number) =>
      Array.from({ length: height }, (_, row) => coverage[row * width + column]);
    expect(rows(0)).toEqual(rows(width - 1));
  });

  it("covers every column, as thick as asked for where it is flat", () => {
    const line = traceLine(area);
    const { width, height, coverage } = beatTile(60, 60, line);
    for (let column = 0; column < width; column++) {
      let covered = 0;
      for (let row = 0; row < height; row++) covered += (coverage[row * width + column] ?? 0) / 255;
      expect(covered).toBeGreaterThan(line.thickness * 0.8);
    }
  });
});
