import { describe, expect, it } from "vitest";
import { sharesOf } from "../../../web/analysis/simple-test/shares.ts";
import {
  judgeBySavings,
  judgeByShares,
  planOf,
  runSimpleTest,
} from "../../../web/analysis/simple-test/simple-test.ts";
import { defaultSpec } from "../../../web/spec/link/grammar.ts";
import type { Result, Spec } from "../../../web/spec/types.ts";
import { costOf, type WorkEntry, workEntry } from "../../../web/spec/works.ts";
import { resultOf, spansOf } from "../samples/results.ts";

const context = { embed: false, reportedCores: 2 };
const queued = 0;
const waiting = 1;
const running = 2;

function entryOf(work: string): WorkEntry {
  const entry = workEntry(work);
  if (!entry) throw new Error(`no ${work}`);
  return entry;
}
/** A task's time in ms, on a device where one of default size takes 0.3 s. */
function taskMs(work: string, { size }: Partial<Spec>): number {
  const entry = entryOf(work);
  const usual = entry.size?.default ?? 1;
  const cost = (of: number) => costOf({ tasks: 1, size: of }, entry);
  return (300 * cost(size ?? usual)) / cost(usual);
}
const estimate = async ({ work, size }: Spec) => [
  { how: "sequential" as const, wallMs: taskMs(work, { size }), freezeMs: 0 },
];
const planFor = (work: string, change: Partial<Spec> = {}) =>
  planOf({ ...defaultSpec(work, context), ...change }, entryOf(work), taskMs(work, change));

describe("the verdict by what halving saved", () => {
  it.each([
    [0.49, 0, "io-bound"],
    [0.36, 0.11, "io-bound"],
    [0, 0.5, "cpu-bound"],
    [-0.05, 0.4, "cpu-bound"],
    [0.25, 0.25, "mixed"],
    [0.45, 0.13, "mixed"],
    [0.01, 0.02, "unclear"],
    [0.3, 0.0, "unclear"],
    [-0.4, -0.1, "unclear"],
  ])("waiting %d, computing %d: %s", (w, c, verdict) => {
    expect(judgeBySavings({ waiting: w, computing: c }).verdict).toBe(verdict);
  });

  it("is said with its numbers", () => {
    expect(judgeBySavings({ waiting: 0.487, computing: -0.02 }).sentence).toBe(
      "I/O-bound: halving the waiting took 49 % off, halving the computing 0 %.",
    );
  });
});

describe("the verdict by where the time went", () => {
  it.each([
    [0.95, 0.04, "io-bound"],
    [0.1, 0.9, "cpu-bound"],
    [0.5, 0.5, "mixed"],
    [0.69, 0.2, "unclear"],
  ])("waiting %d, computing %d: %s", (w, c, verdict) => {
    expect(judgeByShares({ waiting: w, computing: c }).verdict).toBe(verdict);
  });
});

describe("where the time went", () => {
  it("counts waits that overlap once, and none beside computing", () => {
    const spans = spansOf([
      [0, 0, queued, 0, 0],
      [0, 0, waiting, 0, 60],
      [1, 1, waiting, 10, 70],
      [0, 0, running, 60, 80],
    ]);
    const shares = sharesOf(spans, 100);
    expect(shares.waiting).toBeCloseTo(0.6);
    expect(shares.computing).toBeCloseTo(0.2);
  });

  it("is nothing for a run that took no time", () => {
    expect(sharesOf(spansOf([]), 0)).toEqual({ waiting: 0, computing: 0 });
  });
});

describe("what is run", () => {
  it("halves one thing at a time", () => {
    const http = planFor("http", { tasks: 5, latency: 200 });
    expect(http.waitingHalved).toEqual({ ...http.spec, latency: 100 });
    expect(http.computingHalved).toEqual(http.spec);
    const hash = planFor("hash", { tasks: 2, size: 100_000 });
    expect(hash.computingHalved).toEqual({ ...hash.spec, size: 50_000 });
    expect(hash.waitingHalved).toEqual({ ...hash.spec, latency: hash.spec.latency / 2 });
  });

  it("says that a file's reading and hashing cannot be halved apart", () => {
    const file = planFor("file");
    expect(file.waitingHalved).toBeNull();
    expect(file.computingHalved).toBeNull();
    expect(file.bothHalved?.size).toBe(file.spec.size / 2);
    expect(file.notes.join(" ")).toContain("half the bytes");
  });

  it("halves the area of a picture, not its width", () => {
    const picture: WorkEntry = {
      ...entryOf("hash"),
      size: { min: 16, max: 10_000, default: 1000, unit: "px", label: "", growth: "square" },
    };
    const plan = planOf({ ...defaultSpec("hash", context), tasks: 1, size: 1000 }, picture, 1);
    expect(plan.computingHalved?.size).toBe(707);
  });

  it("takes the reader's own code as it is, and judges by where its time went", () => {
    const plan = planFor("own", { size: 1000, tasks: 7, loop: "worker" });
    expect(plan.spec).toMatchObject({ size: 1000, tasks: 7 });
    expect(plan.waitingHalved).toBeNull();
    expect(plan.computingHalved).toBeNull();
    expect(plan.bothHalved?.size).toBe(500);
    expect(plan.notes.join(" ")).toContain("cannot be halved apart");
  });

  it("is one strategy, never parallel", () => {
    expect(planFor("hash", { how: ["parallel", "sliced", "concurrent"] }).spec.how).toEqual([
      "sliced",
    ]);
    expect(planFor("hash", { how: ["parallel"] }).spec.how).toEqual(["sequential"]);
  });

  it("does not freeze the page", () => {
    expect(planFor("hash", { loop: "main" }).spec.loop).toBe("worker");
    expect(planFor("http", { loop: "main" }).spec.loop).toBe("main");
  });

  it("is kept to some seconds, and says so", () => {
    const many = planFor("http", { how: ["sequential"], tasks: 10_000, latency: 1000 });
    expect(many.spec.tasks).toBe(4);
    expect(many.notes[0]).toContain("4 tasks of 1,000 ms");
    expect(planFor("http", { how: ["concurrent"], tasks: 50, latency: 1000 }).spec.tasks).toBe(50);
    expect(planFor("http", { tasks: 1, latency: 10_000 }).spec.latency).toBe(4000);
    const { size } = entryOf("hash");
    const huge = planFor("hash", { tasks: 256, size: size?.max ?? 0 });
    expect(huge.spec.tasks).toBe(1);
    expect(huge.spec.size).toBeLessThan((size?.default ?? 0) * 20);
    expect(planFor("hash", { tasks: 4 }).notes.join(" ")).not.toContain("keep it short");
  });
});

describe("the test as a whole", () => {
  const spec = { ...defaultSpec("http", context), how: ["concurrent" as const], tasks: 5 };
  /** Fakes runs, with a wall time that is a function of their spec; the first run is cold. */
  const answering = (wall: (spec: Spec) => number, change: Partial<Result> = {}) => {
    const ran: Spec[] = [];
    const run = async (one: Spec) => {
      ran.push(one);
      return resultOf({
        spec: one,
        how: "concurrent",
        wallMs: wall(one),
        cold: ran.length === 1,
        ...change,
      });
    };
    return { ran, run };
  };

  it("finds that requests are bound by their waiting", async () => {
    const { ran, run } = answering(({ latency }) => latency + 4);
    const test = await runSimpleTest(spec, {}, run, estimate);
    expect(test.verdict).toBe("io-bound");
    expect(test.savedByWaiting).toBeCloseTo(100 / 204);
    expect(test.savedByComputing).toBe(0);
    // One run more than the three: the first was cold, and is repeated.
    expect(ran.map(({ latency }) => latency)).toEqual([200, 200, 100, 200]);
  });

  it("keeps its runs short on a slow device as well", async () => {
    const { ran, run } = answering(({ size }) => size / 100);
    const long = { ...defaultSpec("hash", context), tasks: 8, size: 1_000_000 };
    const slow = async ({ size }: Spec) => [
      { how: "sequential" as const, wallMs: size / 100, freezeMs: 0 },
    ];
    await runSimpleTest(long, {}, run, slow);
    for (const { tasks, size } of ran) expect((tasks * size) / 100).toBeLessThanOrEqual(4000);
  });

  it("gives no verdict on runs that failed, were hidden or disturbed", async () => {
    const tasks = { count: 5, ok: 4, failed: 1, cancelled: 0 };
    for (const change of [{ tasks }, { valid: false }, { disturbed: "other-work" as const }]) {
      const { run } = answering(({ latency }) => latency, change);
      expect((await runSimpleTest(spec, {}, run, estimate)).verdict).toBe("unclear");
    }
  });
});
