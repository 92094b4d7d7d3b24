import { describe, expect, it } from "vitest";
import { toResult } from "../../../web/engine/result.ts";
import { resultOf, spansOf } from "../samples/results.ts";

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
const about = {
  spec,
  how,
  environment,
  eventLoop,
  cold: false,
  notes: [],
  overlapped: "",
  stoodStillMs: 0,
};

describe("a run while the tab was hidden", () => {
  it("is invalid, and says so once", () => {
    const result = toResult({ outcome, wire: null }, { ...about, hidden: true });
    expect(result.valid).toBe(false);
    expect(result.notes.filter((note) => note.includes("hidden"))).toHaveLength(1);
  });

  it("is no other", () => {
    const result = toResult({ outcome, wire: null }, { ...about, hidden: false });
    expect(result.valid).toBe(true);
    expect(result.notes).toEqual([]);
  });
});

describe("a run during which the machine slept", () => {
  it("is invalid, and says for how long and why", () => {
    const circumstances = { ...about, hidden: false, stoodStillMs: 3_600_000 };
    const result = toResult({ outcome, wire: null }, circumstances);
    expect(result.valid).toBe(false);
    expect(result.notes).toHaveLength(1);
    expect(result.notes[0]).toMatch(/^For 3600 s during this run nothing ran .*asleep/);
  });
});

describe("a run that had not all of the machine", () => {
  const made = (lostMs: number, overlapped = "") =>
    toResult(
      { outcome: { ...outcome, computedMs: 10, lostMs }, wire: null },
      { ...about, hidden: false, overlapped },
    );

  it("says what it lost to other work, from a twelfth of its time on", () => {
    expect(made(0.7)).toMatchObject({ disturbed: "", notes: [] });
    const { disturbed, notes } = made(3.34);
    expect(disturbed).toBe("other-work");
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain("33 %");
  });

  it("does not count what its own threads took from each other, where there are more than cores", () => {
    const crowded = (lostMs: number, workers: number) =>
      toResult(
        { outcome: { ...outcome, computedMs: 10, lostMs }, wire: null },
        {
          ...about,
          hidden: false,
          how: "parallel",
          spec: { ...spec, tasks: 8, workers },
          environment: { ...environment, reportedCores: 2 },
        },
      );
    expect(crowded(4.9, 2).disturbed).toBe("other-work");
    expect(crowded(4.9, 4)).toMatchObject({ disturbed: "", lost: 0, notes: [] });
    expect(crowded(7.5, 4).lost).toBeCloseTo(0.25);
    expect(crowded(7.5, 4).disturbed).toBe("other-work");
  });

  it("says which other run of ours was under way", () => {
    const { disturbed, notes, valid } = made(0, "A post | Lanes");
    expect([disturbed, valid]).toEqual(["another-run", true]);
    expect(notes[0]).toContain("“A post | Lanes”");
  });
});
