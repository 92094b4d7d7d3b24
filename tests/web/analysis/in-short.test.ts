/** The verdict in one sentence: what it says, and what it leaves to the verdict's own words. */
import { describe, expect, it } from "vitest";
import { judgeGuess, verdictInShort, verdictOf } from "../../../web/analysis/verdict/verdict.ts";
import { defaultSpec } from "../../../web/spec/link/grammar.ts";
import type { Result, Strategy } from "../../../web/spec/types.ts";
import { resultOf, type SpanRow, spansOf } from "../samples/results.ts";

const waiting = 1;
const running = 2;

interface Shape extends Partial<Result> {
  work?: string;
  lanes?: number;
  /** The longest stretch without an answer, ms; every health check is missed from 100 ms on. */
  silentMs?: number;
}

/** Four equal tasks; on more than one lane, or for I/O, side by side. */
function result(how: Strategy, wallMs: number, shape: Shape = {}): Result {
  const { work = "hash", lanes = 1, silentMs = 5, ...part } = shape;
  const spec = {
    ...defaultSpec(work, { embed: true, reportedCores: 4 }),
    tasks: 4,
    workers: lanes,
  };
  const bare = resultOf({ spec });
  const each = (wallMs * lanes) / 4;
  const rows = Array.from({ length: 4 }, (_, i): SpanRow => {
    const start = Math.floor(i / lanes) * each;
    return [i % lanes, i, work === "hash" ? running : waiting, start, start + each];
  });
  return resultOf({
    spec,
    how,
    wallMs,
    maxInFlight: lanes,
    spans: spansOf(rows),
    digests: ["a", "b", "c", "d"],
    environment: {
      ...bare.environment,
      reportedCores: 4,
      backend: work === "hash" ? "none" : "modelled",
    },
    eventLoop: {
      ...bare.eventLoop,
      longestFreezeMs: silentMs,
      health: { ...bare.eventLoop.health, sent: 10, answered: silentMs < 100 ? 10 : 0 },
    },
    ...part,
  });
}

const sequential = result("sequential", 1700, { silentMs: 1690 });
const concurrent = result("concurrent", 1705, { silentMs: 1700 });
const parallel = result("parallel", 1000, { lanes: 2 });

describe("in one sentence", () => {
  it("says of each other strategy how fast it was and what it did to the loop", () => {
    expect(verdictInShort([sequential, concurrent, parallel])).toBe(
      "Promise.all: no faster, and the loop did not answer for 1.70 s. Two threads: 1.7× as fast, the loop free.",
    );
  });

  it("calls workers without shared memory workers", () => {
    const apart = {
      ...parallel,
      environment: { ...parallel.environment, tier: "workers" as const },
    };
    expect(verdictInShort([sequential, apart])).toBe("Two workers: 1.7× as fast, the loop free.");
  });

  it("says times where there is nothing to compare with", () => {
    expect(verdictInShort([concurrent])).toBe(
      "Promise.all: 1.71 s, and the loop did not answer for 1.70 s.",
    );
  });

  it("speaks of the reader's own code as of what its runs have shown it to be", () => {
    const waits = [
      result("sequential", 800, { work: "own" }),
      result("concurrent", 200, { work: "own", lanes: 4 }),
    ];
    expect(verdictInShort(waits)).toContain("Promise.all: 4.0× as fast");
    const texts = (results: Result[]) =>
      verdictOf(results)
        .map(({ text }) => text)
        .join(" ");
    const said = texts(waits);
    expect(said).toContain("Waiting bounded");
    expect(said).not.toMatch(/quer(y|ies)|database|latency explains/);
    const computes = [sequential, concurrent].map((one) => ({
      ...one,
      spec: { ...one.spec, work: "own", loop: "worker" as const },
    }));
    expect(verdictInShort(computes)).toContain("Promise.all: no faster");
    expect(texts(computes)).not.toMatch(/service|latency|database/);
  });

  it("says that a service was modelled", () => {
    const http = (how: Strategy, wallMs: number, lanes: number) =>
      result(how, wallMs, { work: "http", lanes });
    expect(verdictInShort([http("sequential", 800, 1), http("concurrent", 200, 4)])).toBe(
      "Promise.all: 4.0× as fast (modelled), the loop free.",
    );
  });

  it("counts failed tasks instead of the time", () => {
    const lost = { ...concurrent, tasks: { count: 4, ok: 1, failed: 3, cancelled: 0 } };
    expect(verdictInShort([sequential, lost])).toContain("Promise.all: 3 of 4 tasks failed, ");
  });

  it.each([
    ["all of it", [sequential, concurrent, parallel], 0],
    ["parallel", [parallel], 2],
  ] as const)("of a disturbed run claims nothing: %s", (_what, which, clauses) => {
    const shared = [sequential, concurrent, parallel].map((one) =>
      (which as readonly Result[]).includes(one)
        ? { ...one, disturbed: "other-work" as const }
        : one,
    );
    const said = verdictInShort(shared);
    expect(said).toMatch(clauses === 0 ? /^No verdict: other work/ : /shared this machine with/);
    expect(said).not.toContain("as fast");
    expect(said.includes("no faster")).toBe(clauses > 0);
  });

  it("leaves to the verdict what only looks like a difference", () => {
    const cold = { ...result("sequential", 400), cold: true };
    const warm = result("concurrent", 300);
    const noisy = [result("sequential", 1000), result("concurrent", 1300)];
    const slower = [result("sequential", 1000), result("parallel", 1500, { lanes: 2 })];
    for (const results of [[cold, warm], noisy, slower]) {
      const strategy = verdictOf(results).find(({ subject }) => subject === "strategy");
      expect(verdictInShort(results)).toContain(strategy?.text ?? "no finding");
      expect(verdictInShort(results)).not.toContain("×");
    }
  });

  it("is empty without results", () => {
    expect(verdictInShort([])).toBe("");
    expect(judgeGuess([], "parallel")).toBe("");
  });
});

describe("a guess", () => {
  const all = [sequential, concurrent, parallel];
  it.each([
    ["parallel", all, "You said parallel, and you were right: 1.00 s."],
    ["concurrent", all, "You said concurrent: it took 1.71 s, and parallel 1.00 s."],
    [
      "concurrent",
      [sequential, concurrent],
      "You said concurrent: none of them was faster than the others.",
    ],
    ["sliced", all, "You said sliced: these results cannot tell."],
    ["parallel", [parallel], "You said parallel: these results cannot tell."],
  ] as const)("%s", (guess, results, said) => {
    expect(judgeGuess(results, guess)).toBe(said);
  });

  it("is not judged by disturbed runs", () => {
    const shared = all.map((one) => ({ ...one, disturbed: "other-work" as const }));
    expect(judgeGuess(shared, "parallel")).toBe("You said parallel: these results cannot tell.");
  });
});
