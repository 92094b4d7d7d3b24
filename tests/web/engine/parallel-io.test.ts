import { describe, expect, it } from "vitest";
import { blockedShare, costOfParallelIo } from "../../../web/engine/parallel-io.ts";
import { spansOf } from "../samples/results.ts";

const queued = 0;
const waiting = 1;
const running = 2;

/** Two threads, one task each: 90 of 100 ms blocked on one, 100 of 100 on the other. */
const spans = spansOf([
  [0, 0, queued, 0, 0],
  [0, 0, waiting, 0, 90],
  [0, 0, running, 90, 100],
  [1, 1, waiting, 0, 100],
]);

describe("what parallel I/O costs", () => {
  it("is the share of the threads' time in which they were blocked", () => {
    expect(blockedShare(spans, 100)).toBeCloseTo(0.95);
    // A thread that ended early was not blocked afterwards.
    expect(blockedShare(spans, 200)).toBeCloseTo(0.475);
  });

  it("does not count a task's time in the queue: no thread was waiting with it", () => {
    const late = spansOf([
      [0, 0, waiting, 0, 100],
      [0, 1, queued, 0, 100],
      [0, 1, waiting, 100, 200],
    ]);
    expect(blockedShare(late, 200)).toBeCloseTo(1);
  });

  it("is told in one sentence with the tier's own price", () => {
    expect(costOfParallelIo(spans, 100, "threads")).toMatch(
      /^2 threads were blocked for 95 % of the run: each costs a stack of 64 KiB and a worker .* only to wait\./,
    );
    expect(costOfParallelIo(spans, 100, "workers")).toMatch(/^2 workers were blocked .* a module/);
    expect(costOfParallelIo(spans, 100, "threads", 6 << 20)).toContain(
      "about 3 MB of memory, as this browser measures it,",
    );
  });

  it("says nothing of a run that did nothing", () => {
    expect(costOfParallelIo(spansOf([]), 0, "threads")).toBe("");
  });
});
