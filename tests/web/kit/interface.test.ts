import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { Shelf } from "../../../web/app/run/shelf.ts";
import { formatAbout, formatMs, listOf, plural } from "../../../web/base/format.ts";
import { nearlyAll, percentile, tailName } from "../../../web/base/percentile.ts";
import { isPreset, presets } from "../../../web/kit/presets.ts";
import {
  agreementOf,
  baselineOf,
  failureReasons,
  speedupOf,
  whyDifferent,
} from "../../../web/spec/compare.ts";
import { defaultSpec } from "../../../web/spec/link/grammar.ts";
import { numbersOf, runKey } from "../../../web/spec/link/relevance.ts";
import { workEntry } from "../../../web/spec/works.ts";
import { resultOf } from "../samples/results.ts";

const context = { embed: false, reportedCores: 2 };
const hash = workEntry("hash");
const http = workEntry("http");
const spec = defaultSpec("hash", context);

describe("speedup", () => {
  const sequential = resultOf({ how: "sequential", wallMs: 2000 });
  const concurrent = resultOf({ how: "concurrent", wallMs: 2010 });
  const parallel = resultOf({ how: "parallel", wallMs: 1000 });

  it("is against sequential where it was run, even when another was slower", () => {
    const baseline = baselineOf([concurrent, parallel, sequential]);
    expect(baseline).toBe(sequential);
    expect(speedupOf(parallel, baseline)).toBe(2);
  });

  it("is against the slowest where it was not", () => {
    expect(baselineOf([parallel, concurrent])).toBe(concurrent);
  });

  it("is not claimed of runs that were hidden, cancelled, or did less", () => {
    const failed = resultOf({ tasks: { count: 4, ok: 3, failed: 1, cancelled: 0 } });
    const cut = resultOf({ tasks: { count: 4, ok: 4, failed: 0, cancelled: 1 } });
    const hidden = resultOf({ valid: false });
    for (const result of [failed, cut, hidden]) {
      expect(speedupOf(result, sequential)).toBeUndefined();
    }
    expect(baselineOf([hidden, cut])).toBeUndefined();
  });
});

describe("the answer", () => {
  it("is the same when every task's digests are", () => {
    const results = [
      resultOf({ digests: ["a", "b"] }),
      resultOf({ digests: ["a", "b"], how: "parallel" }),
    ];
    expect(agreementOf(results)).toEqual({ kind: "same", digest: "a", tasks: 2, results: 2 });
  });

  it("differs as soon as one task's does", () => {
    const results = [
      resultOf({ digests: ["a", "b"] }),
      resultOf({ digests: ["a", "c"], how: "parallel" }),
    ];
    expect(agreementOf(results)).toMatchObject({ kind: "differs", task: 1 });
    expect(whyDifferent(results)).toMatch(/bug in Lanes/);
    const own = results.map((result) => ({ ...result, spec: { ...result.spec, work: "own" } }));
    expect(whyDifferent(own)).toBe("Give the code one answer for each seed and size.");
  });

  it("is not made different by a task that failed", () => {
    const results = [resultOf({ digests: ["a", ""] }), resultOf({ digests: ["", "b"] })];
    expect(agreementOf(results)).toMatchObject({ kind: "same", tasks: 2 });
    expect(agreementOf([resultOf({ digests: ["", ""] })])).toEqual({ kind: "none" });
  });

  it("counts the reasons of failed tasks", () => {
    const failures = { 1: "timeout", 4: "closed", 5: "closed" };
    expect(failureReasons(resultOf({ failures }))).toEqual([
      { reason: "closed", count: 2 },
      { reason: "timeout", count: 1 },
    ]);
  });
});

describe("what matters for a run", () => {
  it("asks only for numbers that change something", () => {
    expect(numbersOf(hash, "sequential")).toEqual(["tasks", "size", "seed"]);
    expect(numbersOf(hash, "parallel")).toContain("workers");
    expect(numbersOf(http, "bounded")).toEqual(["tasks", "limit", "latency", "jitter", "seed"]);
  });

  it("keeps a sequential result when only the workers change", () => {
    const more = { ...spec, workers: spec.workers + 1 };
    expect(runKey(more, "sequential", hash)).toBe(runKey(spec, "sequential", hash));
    expect(runKey(more, "parallel", hash)).not.toBe(runKey(spec, "parallel", hash));
  });

  it("keeps so many results, the newest", () => {
    const shelf = new Shelf(2);
    for (const key of ["a", "b", "a", "c"]) shelf.put(key, resultOf({}));
    expect(shelf.get("b")).toBeUndefined();
    expect(shelf.get("a")).toBeDefined();
    expect(shelf.get("c")).toBeDefined();
  });

  it("knows the article's demos", () => {
    for (const preset of presets) {
      const work = preset.spec.work ?? "";
      expect(isPreset({ ...defaultSpec(work, context), ...preset.spec }, preset)).toBe(true);
    }
    expect(presets.map(({ spec: { work } }) => work)).toEqual(["hash", "http"]);
  });
});

describe("numbers in words", () => {
  it.each([
    [0.01, "0 ms"],
    [6.28, "6.3 ms"],
    [99.6, "100 ms"],
    [999.7, "1.00 s"],
    [1204, "1.20 s"],
    [12_340, "12.3 s"],
    [123_400, "123 s"],
  ])("%d ms is %s", (ms, text) => expect(formatMs(ms)).toBe(text));

  it.each([
    [40, "100 ms"],
    [930, "900 ms"],
    [1210, "1.2 s"],
    [2000, "2 s"],
    [31_400, "31 s"],
    [200_000, "3 min"],
  ])("a guess of %d ms is %s", (ms, text) => expect(formatAbout(ms)).toBe(text));

  it("lists and counts", () => {
    expect(listOf(["a", "b", "c"])).toBe("a, b and c");
    expect(plural(1, "task")).toBe("1 task");
    expect(plural(2000, "task")).toBe("2,000 tasks");
  });
});

describe("what is fetched later", () => {
  it("is always fetched so that its absence is said, or is missed by nobody", () => {
    const web = resolve(import.meta.dirname, "../../../web");
    const rooms = ["api", "app", "embed", "kit", "stories"];
    const files = rooms.flatMap((room) =>
      readdirSync(resolve(web, room), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".ts"))
        .map((name) => resolve(web, room, name)),
    );
    const fetched = files.flatMap((file) => [
      ...readFileSync(file, "utf8").matchAll(/[^\n]*\n?[^\n]*(?<!typeof )\bimport\("[^\n]*/g),
    ]);
    expect(fetched.length).toBeGreaterThan(6);
    for (const [line] of fetched) expect(line).toMatch(/later\(\s*"|\.catch\(/);
  });
});

describe("the 99th percentile", () => {
  it("is called by its name from a hundred values on, and the longest below", () => {
    for (const values of [1, 2, 50, 99]) {
      const waits = Array.from({ length: values }, (_, i) => i + 1);
      expect(percentile(waits, 99)).toBe(values);
      expect([tailName(values), nearlyAll(values)]).toEqual(["longest", "all"]);
    }
    const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
    expect(percentile(hundred, 99)).toBe(99);
    expect([tailName(100), nearlyAll(100)]).toEqual(["p99", "99 % of"]);
  });
});
