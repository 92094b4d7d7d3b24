import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columns, csvOf } from "../../../web/share/export/csv.ts";
import { figureOf } from "../../../web/share/export/figure.ts";
import { figureColours } from "../../../web/share/export/figure-theme.ts";
import { jsonOf } from "../../../web/share/export/json.ts";
import { fileNameOf, setUpOf } from "../../../web/share/export/set-up.ts";
import { nestedLayers, traceOf } from "../../../web/share/export/trace.ts";
import { defaultSpec } from "../../../web/spec/link/grammar.ts";
import { type Result, strategies } from "../../../web/spec/types.ts";
import { resultOf, type SpanRow, spansOf } from "../samples/results.ts";
import { readXml } from "../samples/xml.ts";
import { readCsv } from "./csv.ts";
import { traceProblems } from "./trace-format.ts";

const context = { embed: false, reportedCores: 2 };
const spec = defaultSpec("hash", context);
const link = "https://lanes.example/#tasks=4";

/** Markup, a spreadsheet formula, and invalid characters, for every field that takes text. */
const hostile = fc.oneof(
  fc.constantFrom('"><script>alert(1)</script>', "]]>&amp;<!--", '=1+1,\r\n"x"', "\u0000\ud800"),
  fc.string({ unit: "binary", maxLength: 40 }),
);

const spanRows = fc.array(
  fc
    .tuple(
      fc.nat(5),
      fc.nat(20),
      fc.nat(3),
      fc.double({ min: 0, max: 5000, noNaN: true }),
      fc.double({ min: 0, max: 3000, noNaN: true }),
    )
    .map(([lane, task, kind, start, length]): SpanRow => [lane, task, kind, start, start + length]),
  { maxLength: 40 },
);
const stretches = fc.array(
  fc
    .tuple(
      fc.double({ min: 0, max: 5000, noNaN: true }),
      fc.double({ min: 0, max: 900, noNaN: true }),
    )
    .map(([startMs, length]) => ({ startMs, endMs: startMs + length })),
  { maxLength: 8 },
);

/** Complete results with arbitrary content, including content that no run produces. */
const results = fc.array(
  fc
    .record({
      how: fc.constantFrom(...strategies),
      rows: spanRows,
      freezes: stretches,
      checks: stretches,
      note: hostile,
      failure: hostile,
      engine: hostile,
      wallMs: fc.double({ min: 0, max: 10_000, noNaN: true }),
    })
    .map(({ how, rows, freezes, checks, note, failure, engine, wallMs }): Result => {
      const base = resultOf({ how, spans: spansOf(rows), wallMs, notes: [note, note], spec });
      base.failures[3] = failure;
      base.environment.engine = engine;
      Object.assign(base.eventLoop, {
        freezes,
        drops: freezes.map((freeze) => ({ ...freeze, frames: 3 })),
        checks: checks.map(({ startMs, endMs }) => ({ sentMs: startMs, answeredMs: endMs })),
      });
      return base;
    }),
  { minLength: 1, maxLength: 10 },
);

describe("the trace", () => {
  it("follows the format, whatever was measured", () => {
    fc.assert(
      fc.property(results, (all) => {
        const written = JSON.parse(JSON.stringify(traceOf(all, link)));
        expect(traceProblems(written)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  it("holds each span but the queued ones once, in µs", () => {
    const rows: SpanRow[] = [
      [0, 0, 0, 0, 1.5],
      [0, 0, 2, 1.5, 20.25],
      [0, 1, 0, 0, 20.25],
      [0, 1, 2, 20.25, 40],
      [1, 2, 1, 0, 0.000001],
    ];
    const { traceEvents } = traceOf([resultOf({ spans: spansOf(rows), spec })], link);
    const slices = traceEvents.filter(({ ph }) => ph === "X");
    expect(slices.map(({ name, ts, dur, args }) => [name, ts, dur, args?.queuedMs])).toEqual([
      ["task 0 running", 1500, 18_750, 1.5],
      ["task 1 running", 20_250, 19_750, 20.25],
      ["task 2 waiting", 0, 0.001, undefined],
    ]);
    const names = traceEvents.filter(({ name }) => name === "thread_name");
    expect(names.map(({ args }) => args?.name)).toEqual([
      "the page’s event loop",
      "main thread",
      "main thread, task 2",
    ]);
  });

  it("shows freezes, dropped frames, health checks and how many tasks were under way", () => {
    const frozen = resultOf({ spans: spansOf([[0, 0, 2, 0, 400]]), spec });
    Object.assign(frozen.eventLoop, {
      freezes: [{ startMs: 10, endMs: 390 }],
      drops: [{ startMs: 0, endMs: 400, frames: 24 }],
      checks: [
        { sentMs: 20, answeredMs: 390 },
        { sentMs: 300, answeredMs: 391 },
      ],
    });
    const { traceEvents } = traceOf([frozen], link);
    const named = (name: string) => traceEvents.filter((event) => event.name === name);
    expect(named("frozen")).toMatchObject([{ ph: "X", ts: 10_000, dur: 380_000 }]);
    expect(named("frames dropped")).toMatchObject([{ args: { frames: 24 } }]);
    expect(named("health check missed").map(({ ph, ts }) => [ph, ts])).toEqual([
      ["b", 20_000],
      ["e", 390_000],
    ]);
    expect(named("health check")).toHaveLength(2);
    expect(named("tasks").map(({ ts, args }) => [ts, args?.["in flight"]])).toEqual([
      [0, 1],
      [400_000, 0],
    ]);
  });

  it("keeps slices that cross apart, and leaves what nests together", () => {
    const slice = (startNs: number, endNs: number) => ({ startNs, endNs });
    expect(nestedLayers([slice(0, 9), slice(1, 4), slice(4, 9), slice(9, 12)])).toHaveLength(1);
    expect(nestedLayers([slice(0, 5), slice(3, 8), slice(6, 9)]).map((all) => all.length)).toEqual([
      2, 1,
    ]);
  });

  it("is told from a bad one by its test", () => {
    const good = traceOf([resultOf({ spans: spansOf([[0, 0, 2, 0, 400]]), spec })], link);
    const at = good.traceEvents.findIndex(({ ph }) => ph === "X");
    const slice = good.traceEvents[at];
    const with_ = (...more: object[]) => ({ ...good, traceEvents: [...good.traceEvents, ...more] });
    expect(traceProblems(with_({ ...slice, ts: 200_000 }))).toHaveLength(1);
    expect(traceProblems(with_({ ...slice, ts: Number.NaN }))).not.toEqual([]);
    expect(traceProblems(with_({ ...slice, tid: 77 }))).toHaveLength(1);
    expect(traceProblems(with_({ ...slice, ph: "b", id: "1" }))).toHaveLength(1);
  });
});

describe("CSV", () => {
  it("is read back cell by cell, whatever text is in it", () => {
    fc.assert(
      fc.property(results, (all) => {
        const [header, ...rows] = readCsv(csvOf(all, () => link));
        expect(header).toEqual(columns.map(({ name }) => name));
        expect(rows).toHaveLength(all.length);
        const cell = (row: string[] | undefined, name: string) =>
          row?.[header?.indexOf(name) ?? -1];
        for (const [i, { how, wallMs, notes, environment }] of all.entries()) {
          expect(cell(rows[i], "how")).toBe(how);
          expect(Number(cell(rows[i], "wall_ms"))).toBe(wallMs);
          expect(cell(rows[i], "notes")).toBe(notes.join(" "));
          expect(cell(rows[i], "engine")).toBe(environment.engine);
          expect(cell(rows[i], "link")).toBe(link);
        }
      }),
      { numRuns: 100 },
    );
  }, 60_000);

  it("says of every column what it means, and names none twice", () => {
    expect(new Set(columns.map(({ name }) => name)).size).toBe(columns.length);
    for (const { name, means } of columns) {
      expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
      expect(means).not.toBe("");
    }
  });
});

describe("JSON", () => {
  it("holds the results whole, with plain lists", () => {
    const result = resultOf({ spans: spansOf([[1, 2, 2, 0.125, 40]]), spec, digests: ["a", ""] });
    const [read] = JSON.parse(jsonOf([result])) as Result[];
    expect(read?.spans).toEqual({
      count: 1,
      lane: [1],
      task: [2],
      kind: [2],
      startMs: [0.125],
      endMs: [40],
    });
    expect({ ...read, spans: null }).toEqual({ ...result, spans: null });
  });
});

describe("the figure", () => {
  const themes = ["light", "dark"] as const;

  it("is well-formed XML that runs nothing, fetches nothing and styles nothing", () => {
    fc.assert(
      fc.property(results, hostile, fc.constantFrom(...themes), (all, text, theme) => {
        const elements = readXml(figureOf(all, { theme, link: text }));
        expect(elements[0]?.name).toBe("svg");
        for (const { name, attributes } of elements) {
          expect(allowed).toContain(name);
          for (const [key, value] of attributes) {
            expect(key).not.toMatch(/^on|^style$|href$/);
            if (value.includes("url(")) expect(value).toMatch(/^url\(#[a-z-]+\)$/);
            expect(value).not.toMatch(/NaN|Infinity|undefined/);
          }
        }
      }),
      { numRuns: 100 },
    );
  }, 60_000);

  it("fits its page and stays small, however many tasks there were", () => {
    const rows = Array.from(
      { length: 100_000 },
      (_, i): SpanRow => [i % 5000, i, 1 + (i % 3), i / 20, i / 20 + 30],
    );
    const many = resultOf({ spans: spansOf(rows), wallMs: 5030, spec });
    const svg = figureOf([many, many, many], { theme: "light", link });
    expect(svg.length).toBeLessThan(1_500_000);
    for (const { name, attributes } of readXml(svg)) {
      if (name !== "text") continue;
      expect(Number(attributes.get("x"))).toBeLessThanOrEqual(1600);
      expect(Number(attributes.get("y"))).toBeLessThanOrEqual(900);
    }
  });

  it("says what was measured, where, and how to see it again", () => {
    const sequential = resultOf({ wallMs: 2000, spec });
    const parallel = resultOf({ how: "parallel", wallMs: 1000, spec });
    const svg = figureOf([sequential, parallel], { theme: "dark", link });
    for (const words of ["Hashing: 4 tasks", "2.00 s", "2.00×", "2 cores reported", link]) {
      expect(svg).toContain(words);
    }
    expect(svg).not.toContain("modelled");
    parallel.environment.backend = "modelled";
    expect(figureOf([parallel], { theme: "dark", link })).toContain("modelled");
  });

  it("says how many results it leaves out, and when they are of several set-ups", () => {
    const many = Array.from({ length: 10 }, () => resultOf({ spec }));
    expect(figureOf(many, { theme: "light", link })).toContain("2 more results not shown");
    const other = resultOf({ spec: { ...spec, work: "primes" }, how: "parallel", wallMs: 500 });
    const svg = figureOf([resultOf({ spec }), other], { theme: "light", link: "" });
    expect(svg).toContain("Results of several set-ups");
    // No speedup is given between different works.
    expect(svg).not.toContain("×<");
  });

  it.each(themes)("has the colours of the page, %s", (theme) => {
    const css = readFileSync(new URL("../../../web/styles/page.css", import.meta.url), "utf8");
    // Page and figure take the strategies' colours from the same table.
    const { strategies: _strategies, ...others } = figureColours[theme];
    for (const [name, colour] of Object.entries(others)) {
      const [, light, dark] =
        new RegExp(`--${name}: light-dark\\((#\\w+), (#\\w+)\\)`).exec(css) ?? [];
      expect(colour).toBe(theme === "light" ? light : dark);
    }
  });
});

describe("a file's name", () => {
  it.each([
    [["sequential", "parallel"], { size: 2_000_000 }, "lanes-hash-4x2000000"],
    [["parallel"], { size: 2_000_000 }, "lanes-hash-4x2000000-parallel"],
    [["sequential", "concurrent"], { work: "http", tasks: 10 }, "lanes-http-10x200ms"],
  ] as const)("%j of %j is %s", (hows, part, name) => {
    const all = hows.map((how) => resultOf({ how, spec: { ...spec, ...part } }));
    expect(fileNameOf(all)).toBe(name);
  });

  it("names no set-up where there are several", () => {
    const all = [resultOf({ spec }), resultOf({ spec: { ...spec, seed: 2 } })];
    expect(setUpOf(all)).toBeUndefined();
    expect(fileNameOf(all)).toBe("lanes-results");
  });
});

const allowed = [
  "svg",
  "title",
  "desc",
  "defs",
  "pattern",
  "rect",
  "circle",
  "path",
  "line",
  "text",
];
