/** Sweeps: the fit, which points are measured with how much work, and the conclusions. */
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { amdahlSpeedup, fitAmdahl } from "../../../web/analysis/sweep/amdahl.ts";
import { p99OfStays } from "../../../web/analysis/sweep/limit-sweep.ts";
import type { SweepOptions, SweepProgress } from "../../../web/analysis/sweep/points.ts";
import {
  curveSteps,
  limitSteps,
  limitsInTime,
  mostSweepMs,
  oneWorkerBudgetMs,
  sizeFor,
  tasksFor,
  workerSteps,
} from "../../../web/analysis/sweep/steps.ts";
import { sweep } from "../../../web/analysis/sweep/sweep.ts";
import { median, pointsOf } from "../../../web/analysis/sweep/worker-sweep.ts";
import { sumLimits, sumWorkers } from "../../../web/app/sweep/sweep-words.ts";
import { roundTicks, scale } from "../../../web/kit/curves/curve-scale.ts";
import { defaultSpec } from "../../../web/spec/link/grammar.ts";
import type { Result, RunOptions, Spec, WhatIfPoint } from "../../../web/spec/types.ts";
import { type WorkEntry, workEntry } from "../../../web/spec/works.ts";
import { resultOf, spansOf } from "../samples/results.ts";

const context = { embed: false, reportedCores: 4 };

function entryOf(work: string): WorkEntry {
  const entry = workEntry(work);
  if (!entry) throw new Error(`no ${work}`);
  return entry;
}

describe("Amdahl’s law", () => {
  it.each([0, 0.3, 0.5, 0.9, 0.99, 1])("a parallel fraction of %d is found again", (fraction) => {
    const points = [1, 2, 3, 4, 8].map((workers) => ({
      workers,
      speedup: amdahlSpeedup(fraction, workers),
    }));
    expect(fitAmdahl(points)).toBeCloseTo(fraction, 10);
  });

  it("is found through noise, about as well as the noise is large", () => {
    const noisy = fc.tuple(
      fc.double({ min: 0.2, max: 0.98, noNaN: true }),
      fc.array(fc.double({ min: -0.05, max: 0.05, noNaN: true }), { minLength: 7, maxLength: 7 }),
    );
    fc.assert(
      fc.property(noisy, ([fraction, errors]) => {
        const points = errors.map((error, i) => {
          const workers = i + 2;
          // Off by up to 5 % of one worker's time, either way.
          const time = 1 / amdahlSpeedup(fraction, workers) + error;
          return { workers, speedup: 1 / time };
        });
        expect(Math.abs((fitAmdahl(points) as number) - fraction)).toBeLessThan(0.11);
      }),
    );
  });

  it("fits nothing where only one worker was measured", () => {
    expect(fitAmdahl([])).toBeUndefined();
    expect(fitAmdahl([{ workers: 1, speedup: 1 }])).toBeUndefined();
  });

  it("is a fraction even of points that no law explains", () => {
    expect(fitAmdahl([{ workers: 2, speedup: 3 }])).toBe(1);
    expect(fitAmdahl([{ workers: 2, speedup: 0.5 }])).toBe(0);
  });

  it("has the least squares of the relative times", () => {
    const points = [
      { workers: 2, speedup: 1.7 },
      { workers: 3, speedup: 2.6 },
      { workers: 4, speedup: 2.7 },
    ];
    const errorOf = (fraction: number) =>
      points.reduce((sum, { workers, speedup }) => {
        const off = 1 / speedup - 1 / amdahlSpeedup(fraction, workers);
        return sum + off * off;
      }, 0);
    const best = fitAmdahl(points) as number;
    for (const off of [-0.01, 0.01]) expect(errorOf(best)).toBeLessThan(errorOf(best + off));
  });
});

describe("the steps of a worker sweep", () => {
  it("go beyond the cores until there are four, and end at sixteen", () => {
    expect(workerSteps(1)).toEqual([1, 2, 3, 4]);
    expect(workerSteps(2)).toEqual([1, 2, 3, 4]);
    expect(workerSteps(6)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(workerSteps(11)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 10, 11]);
    expect(workerSteps(128).at(-1)).toBe(16);
    expect(workerSteps(Number.NaN)).toEqual([1, 2, 3, 4]);
  });

  it("have tasks enough to be shared out almost evenly by any number of workers", () => {
    for (let cores = 1; cores <= 64; cores++) {
      const steps = workerSteps(cores);
      const tasks = tasksFor(defaultSpec("hash", context), steps.at(-1) ?? 1);
      expect(tasks).toBeLessThanOrEqual(256);
      for (const workers of steps) {
        const bestSpeedup = tasks / Math.ceil(tasks / workers);
        expect(bestSpeedup / workers, `${tasks} tasks, ${workers} workers`).toBeGreaterThan(0.85);
      }
    }
  });

  it("end in time: all rounds at the budgeted size stay within the sweep’s", () => {
    for (let cores = 1; cores <= 64; cores++) {
      const steps = workerSteps(cores);
      const oneMs = oneWorkerBudgetMs(steps, cores);
      const allMs = steps.reduce((sum, workers) => sum + oneMs / Math.min(workers, cores), 0);
      expect(3 * allMs).toBeLessThan(mostSweepMs);
      expect(oneMs).toBeGreaterThan(100);
      // Slow starts leave less time to measure in, but not none.
      const slowStart = oneWorkerBudgetMs(steps, cores, 500);
      expect(slowStart).toBeLessThan(oneMs);
      expect(slowStart).toBeGreaterThan(0);
    }
  });
});

describe("the size of a sweep’s tasks", () => {
  const hash = entryOf("hash");
  it("is what fits the time, by what a pilot run took", () => {
    expect(sizeFor(1000, { size: 10_000, tookMs: 250 }, 900_000, hash)).toBe(40_000);
  });
  it("is never larger than what was set up, nor smaller than the work allows", () => {
    expect(sizeFor(1000, { size: 10_000, tookMs: 1 }, 50_000, hash)).toBe(50_000);
    expect(sizeFor(1, { size: 10, tookMs: 1000 }, 50_000, hash)).toBe(hash.size?.min);
  });
  it("goes with the area of a picture", () => {
    const resize = entryOf("resize");
    expect(sizeFor(400, { size: 1000, tookMs: 100 }, 8192, resize)).toBe(2000);
  });
});

describe("the steps of a limit sweep", () => {
  it("are 1, 2, 5, 10 … and all tasks", () => {
    expect(limitSteps(1)).toEqual([1]);
    expect(limitSteps(10)).toEqual([1, 2, 5, 10]);
    expect(limitSteps(300)).toEqual([1, 2, 5, 10, 20, 50, 100, 200, 300]);
  });

  it("are all on the model’s curve, which rises", () => {
    for (const tasks of [1, 2, 7, 10, 300, 10_000]) {
      const curve = curveSteps(tasks);
      expect(curve).toEqual([...new Set(curve)].sort((a, b) => a - b));
      expect(curve).toEqual(expect.arrayContaining(limitSteps(tasks)));
      expect(curve.at(-1)).toBe(tasks);
    }
  });

  it("leave out the small limits that take too long, never the largest", () => {
    const spec: Spec = { ...defaultSpec("query", context), tasks: 200 };
    const expected = limitSteps(200).map((limit) => ({
      limit,
      wallMs: Math.ceil(200 / Math.min(limit, 20)) * 200,
    }));
    const measured = limitsInTime(expected, spec);
    expect(measured).toEqual([10, 20, 50, 100, 200]);
    expect(limitsInTime([{ limit: 9, wallMs: 90_000 }], spec)).toEqual([9]);
  });
});

describe("points", () => {
  it("are medians, and speedups against one worker’s", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1])).toBe(2.5);
    const points = pointsOf(
      new Map([
        [1, [100, 300, 110]],
        [2, [60, 55, 50]],
      ]),
    );
    expect(points.map(({ wallMs, speedup }) => [wallMs, speedup])).toEqual([
      [110, 1],
      [55, 2],
    ]);
  });

  it("have the p99 of the answered, from sent to answered, without the time in the queue", () => {
    const spans = spansOf([
      [0, 0, 1, 0, 100],
      [0, 1, 0, 0, 100],
      [0, 1, 1, 100, 250],
      [1, 2, 1, 0, 900],
    ]);
    expect(p99OfStays(spans, { 2: "timed out" })).toBe(150);
    expect(p99OfStays(spansOf([]), {})).toBe(0);
  });
});

/** A machine with `cores` cores; the fraction `serial` of the work cannot run in parallel. */
function machine(cores: number, serial: number, change: Partial<Result> = {}) {
  const ran: Partial<Spec>[] = [];
  return {
    ran,
    async run(spec: Partial<Spec>, _options?: RunOptions): Promise<Result[]> {
      ran.push(spec);
      const { tasks = 1, size = 1, workers = 1 } = spec;
      const oneMs = tasks * size * 1e-4;
      const wallMs = oneMs / amdahlSpeedup(1 - serial, Math.min(workers, cores));
      const whole = { ...defaultSpec("hash", context), ...spec };
      return [resultOf({ spec: whole, how: "parallel", wallMs, ...change })];
    },
    async whatIf(spec: Partial<Spec>, limits: readonly number[]): Promise<WhatIfPoint[]> {
      return limits.map((limit) => ({
        limit,
        wallMs: 1000 / limit,
        throughputPerS: limit,
        answered: spec.tasks ?? 0,
        refused: 0,
        timedOut: 0,
        p99Ms: 200,
      }));
    },
  };
}

function options(change: Partial<SweepOptions> = {}): SweepOptions & { told: SweepProgress[] } {
  const told: SweepProgress[] = [];
  return {
    signal: new AbortController().signal,
    reportedCores: 4,
    onProgress: (progress) => told.push(progress),
    told,
    ...change,
  };
}

describe("a worker sweep", () => {
  const spec = defaultSpec("hash", context);

  it("finds the machine’s serial part, whatever lies beyond its cores", async () => {
    const lanes = machine(2, 0.1);
    const done = await sweep(lanes, spec, options({ reportedCores: 2 }));
    if (done.kind !== "workers") throw new Error(done.kind);
    expect(done.fit?.parallelFraction).toBeCloseTo(0.9);
    expect(done.points.map(({ workers }) => workers)).toEqual([1, 2, 3, 4]);
    expect(done.points.map(({ runsMs }) => runsMs.length)).toEqual([3, 3, 3, 3]);
    expect(done.points[3]?.speedup).toBeCloseTo(done.points[1]?.speedup ?? 0);
  });

  it("cuts the size, says so, and counts its runs to the end", async () => {
    const lanes = machine(4, 0);
    const asked = options();
    const huge = { ...spec, size: 50_000_000 };
    const done = await sweep(lanes, huge, asked);
    expect(done.spec.size).toBeLessThan(huge.size / 10);
    expect(done.notes.join(" ")).toContain(done.spec.size.toLocaleString("en-US"));
    expect(asked.told.map((progress) => progress.done)).toEqual(asked.told.map((_, i) => i));
    expect(asked.told.at(-1)).toMatchObject({ runs: asked.told.length });
    expect(lanes.ran.every(({ how }) => how?.join() === "parallel")).toBe(true);
  });

  it("makes nothing of runs that were hidden or lost tasks", async () => {
    const tasks = { count: 4, ok: 3, failed: 1, cancelled: 0 };
    for (const change of [{ valid: false }, { tasks, failures: { 0: "The disk is full." } }]) {
      await expect(sweep(machine(4, 0, change), spec, options())).rejects.toThrow(
        /hidden|The disk is full/,
      );
    }
  });
});

describe("a sweep of the reader’s own code", () => {
  const spec = { ...defaultSpec("own", context), tasks: 10 };

  it("is over workers, keeps the size, and has as many tasks as there is time for", async () => {
    for (const [size, fewer] of [
      [1000, false],
      [10_000_000, true],
    ] as const) {
      const done = await sweep(machine(4, 0), { ...spec, size }, options());
      if (done.kind !== "workers") throw new Error(done.kind);
      expect(done.spec.size).toBe(size);
      expect(done.spec.tasks).toBe(fewer ? 4 : 24);
      expect(done.notes.join(" ")).toMatch(
        /It ran \d+ tasks of [\d,]+, to be shared out evenly and to end in time\.$/,
      );
    }
  });
});

describe("a limit sweep", () => {
  it("measures bounded at every step, beside the model’s curve", async () => {
    const lanes = machine(4, 0);
    const spec = { ...defaultSpec("query", context), tasks: 20 };
    const done = await sweep(lanes, spec, options());
    if (done.kind !== "limits") throw new Error(done.kind);
    expect(done.points.map(({ limit }) => limit)).toEqual([1, 2, 5, 10, 20]);
    expect(done.curve.length).toBeGreaterThan(done.points.length);
    // The first run is a warm-up.
    expect(lanes.ran.map(({ limit, tasks }) => [limit, tasks])).toEqual([
      [1, 1],
      ...[1, 2, 5, 10, 20].map((limit) => [limit, 20]),
    ]);
  });
});

describe("what is said of a sweep", () => {
  it("is what was measured, and of the fit no more than it is", () => {
    const points = pointsOf(
      new Map([
        [1, [1000]],
        [2, [550]],
      ]),
    );
    const spec = defaultSpec("hash", context);
    const bare = { kind: "workers" as const, spec, points, reportedCores: 2, notes: [] };
    expect(sumWorkers(bare)).toBe(
      "The most was 1.82 times one worker’s speed, with 2 workers; this browser reports 2 cores.",
    );
    expect(sumWorkers({ ...bare, fit: { parallelFraction: 0.9, upToWorkers: 2 } })).toContain(
      "if 10.0 % of the work cannot be shared out: then no number of workers and cores would make it more than 10 times as fast.",
    );
    expect(sumWorkers({ ...bare, fit: { parallelFraction: 1, upToWorkers: 2 } })).toContain(
      "no serial part",
    );
    const slower = pointsOf(
      new Map([
        [1, [500]],
        [2, [550]],
      ]),
    );
    expect(
      sumWorkers({ ...bare, points: slower, fit: { parallelFraction: 0, upToWorkers: 2 } }),
    ).toBe("No number of workers was faster than one; this browser reports 2 cores.");
  });

  it("names the smallest limit that answers as many as any, and where failures begin", () => {
    const spec = { ...defaultSpec("query", context), pool: 20 };
    const point = (limit: number, throughputPerS: number, failed: number) => ({
      limit,
      throughputPerS,
      failed,
      p99Ms: 200,
    });
    const points = [point(10, 50, 0), point(20, 100, 0), point(50, 101, 0), point(200, 99, 0.4)];
    const said = sumLimits({ kind: "limits", spec, modelled: true, points, curve: [], notes: [] });
    expect(said).toContain("a limit of 20: 100 per second.");
    expect(said).toContain("From a limit of 200 on requests failed, 40 %");
    expect(said).toContain("modelled");
  });
});

describe("axes", () => {
  test("ticks are round, begin at nought and cover everything", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (most) => {
        const ticks = roundTicks(most);
        expect(ticks[0]).toBe(0);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(most * (1 - 1e-9));
        expect(ticks.length).toBeLessThanOrEqual(6);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
      }),
    );
    expect(roundTicks(0)).toEqual([0, 1]);
  });

  test("a logarithmic axis gives every decade the same room", () => {
    const x = scale({ from: 1, to: 100 }, { from: 0, to: 200 }, true);
    expect([x(1), x(10), x(100)].map(Math.round)).toEqual([0, 100, 200]);
    expect(scale({ from: 1, to: 1 }, { from: 0, to: 200 }, true)(1)).toBe(100);
  });
});
