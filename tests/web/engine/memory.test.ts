import { describe, expect, it } from "vitest";
import { memoryProblem, tasksInFlight } from "../../../web/engine/hosts/memory.ts";
import { defaultSpec } from "../../../web/spec/link/grammar.ts";
import { strategies } from "../../../web/spec/types.ts";
import { type WorkEntry, workEntry } from "../../../web/spec/works.ts";

const context = { embed: false, reportedCores: 2 };
const mib = 1 << 20;

/** A work whose tasks take `size` MiB each. */
const work = (bound: WorkEntry["bound"]): WorkEntry => ({
  name: "test",
  bound,
  title: "",
  summary: "",
  size: { min: 1, max: 10_000, default: 1, unit: "MiB", label: "", growth: "linear" },
  asks: bound === "cpu" ? "nobody" : "server",
  shows: "nothing",
  memory: { bytes: 0, perUnit: mib, perUnitSquared: 0 },
});
const spec = { ...defaultSpec("hash", context), tasks: 100, workers: 64, limit: 10, size: 1 };

describe("a run's memory", () => {
  it("is that of the tasks in flight under each strategy", () => {
    const inFlight = (bound: WorkEntry["bound"]) =>
      strategies.map((how) => tasksInFlight(spec, how, work(bound)));
    // CPU work that does not yield has one task in flight at a time.
    expect(inFlight("cpu")).toEqual([1, 1, 1, 100, 64]);
    expect(inFlight("io")).toEqual([1, 100, 10, 100, 64]);
  });

  it("must fit into the threads' one memory", () => {
    const fits = { ...spec, workers: 50 };
    expect(memoryProblem(fits, "parallel", "threads", work("cpu"))).toBe("");
    expect(memoryProblem(spec, "parallel", "threads", work("cpu"))).toMatch(
      /64 tasks in flight.*60 MiB here.*fewer workers.*tier workers/,
    );
    // With the smaller memory that some browsers grant.
    expect(memoryProblem(fits, "parallel", "threads", work("cpu"), {}, 32 * mib)).not.toBe("");
  });

  it("is each module's own under separate workers, and all of them the page's", () => {
    expect(memoryProblem(spec, "parallel", "workers", work("cpu"))).toBe("");
    const large = { ...spec, size: 100 };
    expect(memoryProblem(large, "parallel", "workers", work("cpu"))).toMatch(/fewer workers/);
    expect(memoryProblem({ ...large, workers: 2 }, "parallel", "workers", work("cpu"))).toBe("");
  });

  it("asks for a smaller size when one task alone does not fit", () => {
    const huge = { ...spec, size: 2000, workers: 1 };
    expect(memoryProblem(huge, "sequential", "none", work("cpu"))).toMatch(
      /: use a smaller size\.$/,
    );
    expect(memoryProblem(huge, "parallel", "workers", work("cpu"))).toMatch(
      /: use a smaller size\.$/,
    );
  });

  it("counts what grows with the square of the size", () => {
    const picture = { ...work("cpu"), memory: { bytes: 0, perUnit: 0, perUnitSquared: 4 } };
    expect(memoryProblem({ ...spec, size: 10_000 }, "sequential", "none", picture)).toBe("");
    expect(memoryProblem({ ...spec, size: 30_000 }, "sequential", "none", picture)).not.toBe("");
  });

  it("refuses the largest pictures for eight threads, and not for two", () => {
    const resize = workEntry("resize") as WorkEntry;
    const largest = { ...spec, work: "resize", size: resize.size?.max ?? 0, workers: 8 };
    expect(memoryProblem(largest, "parallel", "threads", resize)).toMatch(/8 tasks in flight/);
    expect(memoryProblem({ ...largest, workers: 2 }, "parallel", "threads", resize)).toBe("");
    const standard = { ...largest, size: resize.size?.default ?? 0 };
    expect(memoryProblem(standard, "parallel", "threads", resize)).toBe("");
  });

  it("counts the user's own picture, once where memory is shared, and outputs that are kept", () => {
    const resize = workEntry("resize") as WorkEntry;
    const data = new Uint8ClampedArray(4 * 2048 * 2048);
    const given = { width: 2048, height: 2048, data };
    const problem = (workers: number, threadsMiB: number, watched = false) => {
      const one = { ...spec, work: "resize", size: 16, workers };
      const pictures = { given, watched };
      return memoryProblem(one, "parallel", "threads", resize, pictures, threadsMiB * mib);
    };
    expect(problem(8, 64)).toBe("");
    expect(problem(8, 32)).not.toBe("");
    expect(problem(15, 64)).toBe("");
    expect(problem(15, 64, true)).not.toBe("");
  });
});
