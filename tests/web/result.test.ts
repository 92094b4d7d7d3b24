import { describe, expect, it } from "vitest";
import { toResult } from "../../web/engine/result.ts";
import { resultOf, spansOf } from "./results.ts";

const { count: _count, ...spans } = spansOf([[0, 0, 2, 0, 10]]);
const outcome = {
  wallMs: 10,
  maxInFlight: 1,
  p50Ms: 10,
  p95Ms: 10,
  p99Ms: 10,
  maxMs: 10,
  computedMs: 10,
  lostMs: 0,
  outcomes: Uint8Array.of(0),
  texts: ["digest"],
  lane: spans.lane,
  task: spans.task,
  kind: spans.kind,
  spanStartMs: spans.startMs,
  spanEndMs: spans.endMs,
};
const { spec, how, environment, eventLoop } = resultOf({});
const about = { spec, how, environment, eventLoop, cold: false, notes: [], overlapped: "" };

describe("a run while the tab was hidden", () => {
  it("is invalid, and says so once", () => {
    const result = toResult({ outcome, timings: null }, { ...about, hidden: true });
    expect(result.valid).toBe(false);
    expect(result.notes.filter((note) => note.includes("hidden"))).toHaveLength(1);
  });

  it("is no other", () => {
    const result = toResult({ outcome, timings: null }, { ...about, hidden: false });
    expect(result.valid).toBe(true);
    expect(result.notes).toEqual([]);
  });
});

describe("a run that had not all of the machine", () => {
  const made = (lostMs: number, overlapped = "") =>
    toResult(
      { outcome: { ...outcome, computedMs: 10, lostMs }, timings: null },
      { ...about, hidden: false, overlapped },
    );

  it("says what it lost to other work, from a twelfth of its time on", () => {
    expect(made(0.7)).toMatchObject({ disturbed: "", notes: [] });
    const { disturbed, notes } = made(3.34);
    expect(disturbed).toBe("other-work");
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain("33 %");
  });

  it("says which other run of ours was under way", () => {
    const { disturbed, notes, valid } = made(0, "A post | Lanes");
    expect([disturbed, valid]).toEqual(["another-run", true]);
    expect(notes[0]).toContain("“A post | Lanes”");
  });
});
