import { describe, expect, it } from "vitest";
import { mostTrackEntries, trackEntries } from "../../../web/monitor/devtools-track.ts";
import { resultOf, type SpanRow, spansOf } from "../samples/results.ts";

describe("what DevTools shows of a run", () => {
  it("is a track a lane, with the task and what it did, and no time spent queued", () => {
    const spans = spansOf([
      [0, 0, 2, 1, 50],
      [1, 1, 0, 0, 20],
      [1, 1, 1, 20, 90],
    ]);
    const entries = trackEntries(resultOf({ how: "concurrent", spans }));
    expect(entries.map(({ name, startMs, endMs }) => [name, startMs, endMs])).toEqual([
      ["task 0 running", 1, 50],
      ["task 1 waiting", 20, 90],
    ]);
    expect(entries.map(({ devtools }) => devtools.track)).toEqual([
      "hash concurrent, lane 1",
      "hash concurrent, lane 2",
    ]);
    expect(entries[0]?.devtools).toMatchObject({ dataType: "track-entry", trackGroup: "Lanes" });
  });

  it("is the longest spans of a run that has too many, and says how many are left out", () => {
    const rows = Array.from(
      { length: mostTrackEntries + 500 },
      (_, i): SpanRow => [0, i, 2, i * 10, i * 10 + (i < 500 ? 1 : 9)],
    );
    const entries = trackEntries(resultOf({ spans: spansOf(rows) }));
    expect(entries).toHaveLength(mostTrackEntries);
    expect(entries.every(({ startMs, endMs }) => endMs - startMs === 9)).toBe(true);
    expect(entries[0]?.devtools.properties).toContainEqual([
      "not shown",
      "500 shorter spans of this run",
    ]);
    const starts = entries.map(({ startMs }) => startMs);
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  });
});
