/** Results for tests: complete, with defaults for what a test does not give. */

import { defaultSpec } from "../../../web/spec/link/grammar.ts";
import type { Result, Spans } from "../../../web/spec/types.ts";

/** lane, task, kind, start ms, end ms. */
export type SpanRow = [number, number, number, number, number];

export function spansOf(rows: SpanRow[]): Spans {
  const sorted = rows.toSorted((a, b) => a[3] - b[3]);
  return {
    count: sorted.length,
    lane: Uint16Array.from(sorted, (row) => row[0]),
    task: Uint32Array.from(sorted, (row) => row[1]),
    kind: Uint8Array.from(sorted, (row) => row[2]),
    startMs: Float64Array.from(sorted, (row) => row[3]),
    endMs: Float64Array.from(sorted, (row) => row[4]),
  };
}

export function resultOf(part: Partial<Result>): Result {
  const spec = part.spec ?? defaultSpec("hash", { embed: false, reportedCores: 2 });
  return {
    spec,
    how: "sequential",
    environment: {
      engine: "Test",
      isolated: true,
      tier: "threads",
      suspend: "none",
      backend: "none",
      clockResolutionMs: 0.005,
      instrument: 0.01,
      reportedCores: 2,
      version: "0",
    },
    wallMs: 1000,
    cold: false,
    valid: true,
    disturbed: "",
    lost: 0,
    notes: [],
    tasks: { count: spec.tasks, ok: spec.tasks, failed: 0, cancelled: 0 },
    maxInFlight: 1,
    latencyMs: { p50: 0, p95: 0, p99: 0, max: 0 },
    throughputPerS: 0,
    digests: [],
    failures: {},
    eventLoop: {
      longestFreezeMs: 0,
      frozenMs: 0,
      freezes: [],
      frames: 0,
      droppedFrames: 0,
      drops: [],
      checks: [],
      timers: [],
      answers: [],
      health: { sent: 0, answered: 0, missed: 0, p50Ms: 0, p99Ms: 0, maxMs: 0 },
    },
    spans: spansOf([]),
    ...part,
  };
}
