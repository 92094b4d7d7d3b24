/** Estimates of how long a run will take, and what depends on them. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Paces } from "../../../web/engine/pace.ts";
import { estimatesOf, mayAutorun, smallerBy } from "../../../web/spec/estimate.ts";
import { defaultSpec } from "../../../web/spec/link/grammar.ts";
import { type Spec, type Strategy, strategies } from "../../../web/spec/types.ts";
import { catalogue, costOf, type WorkEntry, workEntry } from "../../../web/spec/works.ts";
import { resultOf } from "../samples/results.ts";

const context = { embed: false, reportedCores: 4 };
const entryOf = (work: string): WorkEntry => {
  const entry = workEntry(work);
  if (!entry) throw new Error(`no work ${work}`);
  return entry;
};
const all = (work: string, change: Partial<Spec> = {}): Spec => ({
  ...defaultSpec(work, context),
  how: [...strategies],
  ...change,
});

/** Estimates by strategy, where a unit of cost takes `msPerCost`. */
function estimated(spec: Spec, msPerCost = 0.001, cores = 4) {
  const pace = { main: msPerCost, worker: msPerCost };
  const estimates = estimatesOf(spec, entryOf(spec.work), pace, cores);
  return Object.fromEntries(estimates.map(({ how, ...ms }) => [how, ms])) as Record<
    Strategy,
    { wallMs: number; freezeMs: number }
  >;
}

describe("an estimate", () => {
  test("of CPU work is its cost at this device's pace, and the freeze lasts as long where the loop is held", () => {
    const spec = all("hash", { tasks: 6, size: 100_000, workers: 8 });
    const { sequential, concurrent, bounded, sliced, parallel } = estimated(spec);
    for (const held of [sequential, concurrent, bounded]) {
      expect(held).toEqual({ wallMs: 600, freezeMs: 600 });
    }
    expect(sliced).toEqual({ wallMs: 600, freezeMs: 0 });
    // Four cores: the busiest one computes two of the six tasks.
    expect(parallel).toEqual({ wallMs: 200, freezeMs: 0 });
    expect(estimated(spec, 0.001, 2).parallel.wallMs).toBe(300);
    expect(estimated({ ...spec, workers: 1 }).parallel.wallMs).toBe(600);
  });

  test("freezes nothing on a worker's loop, or where tasks wait", () => {
    for (const spec of [all("hash", { loop: "worker" }), all("http"), all("query"), all("file")]) {
      for (const { freezeMs } of Object.values(estimated(spec))) expect(freezeMs).toBe(0);
    }
  });

  test("of what waits is what the spec says, by how many are in flight and served at a time", () => {
    const http = estimated(all("http", { tasks: 50, latency: 200, limit: 10, workers: 5 }));
    expect(http.sequential.wallMs).toBe(10_000);
    expect(http.concurrent.wallMs).toBe(200);
    expect(http.bounded.wallMs).toBe(1000);
    expect(http.parallel.wallMs).toBe(2000);
    const query = estimated(all("query", { tasks: 50, latency: 200, pool: 20 }));
    expect(query.concurrent.wallMs).toBe(600);
  });

  test("of a picture drawn in bands does not grow with their number, but with its area", () => {
    const of = (tasks: number, size: number) =>
      estimated(all("mandelbrot", { tasks, size })).sequential.wallMs;
    expect(of(64, 800)).toBeCloseTo(of(4, 800));
    expect(of(4, 400)).toBeCloseTo(of(4, 800) / 4);
  });
});

describe("autorun", () => {
  test("is honoured when all freezes together take less than two seconds", () => {
    const spec = all("hash", { autorun: true, how: ["sequential", "concurrent", "parallel"] });
    const of = (freezeMs: number) => spec.how.map((how) => ({ how, wallMs: 9000, freezeMs }));
    expect(mayAutorun(spec, of(600))).toBe(true);
    expect(mayAutorun(spec, of(700))).toBe(false);
    expect(mayAutorun({ ...spec, autorun: false }, of(0))).toBe(false);
  });
});

describe("a smaller set-up", () => {
  test("costs no more than the part it was asked for, and is one that links can say", () => {
    const work = fc.constantFrom(
      ...catalogue.filter(({ bound, bringsCode }) => bound === "cpu" && !bringsCode),
    );
    const part = fc.double({ min: 0.01, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(work, part, fc.nat(), (entry, share, seed) => {
        const { min = 0, max = 0 } = entry.size ?? {};
        const spec = all(entry.name, { size: min + (seed % (max - min + 1)), tasks: 64 });
        const less = smallerBy(spec, share, entry);
        const cost = costOf(less, entry) / costOf(spec, entry);
        expect(less.size).toBeGreaterThanOrEqual(min);
        expect(Number.isInteger(less.size) && less.tasks >= 1).toBe(true);
        if (less.size > min) expect(cost).toBeLessThanOrEqual(share * 1.0001);
        else expect(cost).toBeLessThan(1.0001);
      }),
    );
  });
});

test("the page's own thread has a pace of its own", () => {
  const spec = all("hash", { tasks: 4, size: 1000, workers: 2 });
  const estimates = estimatesOf(spec, entryOf("hash"), { main: 6, worker: 1 }, 2);
  expect(estimates.map(({ wallMs }) => wallMs / 1000)).toEqual([24, 24, 24, 24, 2]);
});

describe("a device's pace", () => {
  /**
   * Computes `perMs` units of cost per ms, after a start-up of `startMs` in every run. Its main
   * thread is slower by a factor, as under the CPU throttling of Chromium's DevTools.
   */
  function device(entry: WorkEntry, perMs: number, startMs = 0, slowerMain = 1) {
    const runs: number[] = [];
    return {
      runs,
      spent: () => runs.reduce((sum, ms) => sum + ms, 0),
      run: async (size: number, loop: Spec["loop"]) => {
        const slower = loop === "main" ? slowerMain : 1;
        const ms = slower * (startMs + costOf({ tasks: 1, size }, entry) / perMs);
        runs.push(ms);
        return ms;
      },
    };
  }
  /** Units of cost per ms on a device where a task of default size takes `ms`. */
  const paceOf = (entry: WorkEntry, ms: number) =>
    costOf({ tasks: 1, size: entry.size?.default ?? 1 }, entry) / ms;

  test("is found in at most 300 ms on any device, and to a tenth where that is possible", async () => {
    for (const entry of catalogue.filter(
      ({ bound, bringsCode }) => bound === "cpu" && !bringsCode,
    )) {
      for (const taskMs of [30, 300, 1800, 10_000]) {
        for (const slower of [1, 4, 6, 20]) {
          const name = `${entry.name} ${taskMs} ${slower}`;
          const perMs = paceOf(entry, taskMs);
          const slow = device(entry, perMs, 0, slower);
          const paces = new Paces();
          await paces.measure(entry, slow.run);
          const { main = 0, worker = 0 } = paces.of(entry.name) ?? {};
          expect((main * perMs) / slower, name).toBeCloseTo(1, 1);
          expect(worker * perMs, name).toBeCloseTo(1, 1);
          // Even a task of the smallest size may take longer than that.
          const least = costOf({ tasks: 1, size: entry.size?.min ?? 1 }, entry) / perMs;
          expect(slow.spent(), name).toBeLessThanOrEqual(Math.max(300, (1 + slower) * least));
        }
      }
    }
  });

  test("is of the largest run, in which what a beginning costs weighs least", async () => {
    const hash = entryOf("hash");
    const { run, runs } = device(hash, paceOf(hash, 300), 2);
    const paces = new Paces();
    await paces.measure(hash, run);
    expect(Math.max(...runs)).toBeGreaterThanOrEqual(50);
    expect((paces.of("hash")?.worker ?? 0) * paceOf(hash, 300)).toBeLessThan(1.1);
    expect(paces.of("json")).toBeUndefined();
  });

  test("is corrected by every whole run on one thread, and by no other", () => {
    const paces = new Paces();
    const spec = all("hash", { tasks: 2, size: 1000 });
    paces.learn(resultOf({ spec, how: "sequential", wallMs: 500 }));
    expect(paces.of("hash")).toEqual({ main: 0.25, worker: 0.25 });
    paces.learn(resultOf({ spec: { ...spec, loop: "worker" }, how: "concurrent", wallMs: 400 }));
    expect(paces.of("hash")).toEqual({ main: 0.25, worker: 0.2 });
    const cut = { count: 2, ok: 1, failed: 0, cancelled: 1 };
    for (const other of [
      resultOf({ spec, how: "parallel", wallMs: 100 }),
      resultOf({ spec, how: "sliced", wallMs: 100 }),
      resultOf({ spec, how: "concurrent", wallMs: 100, valid: false }),
      resultOf({ spec, how: "bounded", wallMs: 100, tasks: cut }),
    ]) {
      paces.learn(other);
      expect(paces.of("hash")).toEqual({ main: 0.25, worker: 0.2 });
    }
  });
});
