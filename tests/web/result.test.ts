import { describe, expect, it } from "vitest";
import { toResult } from "../../web/engine/result.ts";
import { resultOf, spansOf } from "./results.ts";

describe("a run while the tab was hidden", () => {
  const { count: _count, ...spans } = spansOf([[0, 0, 2, 0, 10]]);
  const outcome = {
    wallMs: 10,
    maxInFlight: 1,
    p50Ms: 10,
    p95Ms: 10,
    p99Ms: 10,
    maxMs: 10,
    outcomes: Uint8Array.of(0),
    texts: ["digest"],
    lane: spans.lane,
    task: spans.task,
    kind: spans.kind,
    spanStartMs: spans.startMs,
    spanEndMs: spans.endMs,
  };
  const { spec, how, environment, eventLoop } = resultOf({});
  const about = { spec, how, environment, eventLoop, cold: false, notes: [] };

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
