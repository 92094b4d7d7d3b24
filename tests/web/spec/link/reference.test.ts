import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Author } from "../../../../web/kit/author/author.ts";
import { linkWithResults } from "../../../../web/share/results-link.ts";
import { defaultSpec } from "../../../../web/spec/link/grammar.ts";
import { parseLink } from "../../../../web/spec/link/parse-link.ts";
import {
  maxReferenceLength,
  readReference,
  referenceTo,
  whyUnreadable,
  writeReference,
} from "../../../../web/spec/link/reference.ts";
import { LanesError, type Result, type Strategy } from "../../../../web/spec/types.ts";
import { longestReference, references } from "../../samples/references.ts";
import { resultOf } from "../../samples/results.ts";

const context = { embed: false, reportedCores: 2 };
const spec = defaultSpec("hash", context);

function measured(how: Strategy, wallMs: number, part: Partial<Result> = {}): Result {
  const result = resultOf({ how, wallMs, spec, ...part });
  result.eventLoop.longestFreezeMs = how === "parallel" ? 12.34 : wallMs;
  result.environment.engine = "Firefox 153";
  result.environment.reportedCores = 8;
  return result;
}

describe("the author’s results in a link", () => {
  it("are read as they were written", () => {
    fc.assert(
      fc.property(references, (reference) => {
        expect(readReference(writeReference(reference))).toEqual(reference);
      }),
      { numRuns: 1000 },
    );
  });

  it("need no escaping and stay short", () => {
    fc.assert(
      fc.property(references, (reference) => {
        const text = writeReference(reference);
        expect(text).toMatch(/^[\w.~:;,!*()-]+$/);
        expect(text.length).toBeLessThanOrEqual(longestReference.length);
      }),
    );
    expect(longestReference.length).toBeLessThanOrEqual(maxReferenceLength);
    expect(encodeURIComponent(longestReference).replaceAll("%3A", ":").replaceAll("%2C", ",")).toBe(
      longestReference,
    );
  });

  it("hold nothing but known words and numbers when a character is not as it was written", () => {
    const alphabet = fc.constantFrom(..."0123456789abcpstwmn.~:;,!*()-<>\"'&%\n\u202e ");
    fc.assert(
      fc.property(references, fc.nat(), alphabet, (reference, at, letter) => {
        const text = writeReference(reference);
        const i = at % text.length;
        const damaged = text.slice(0, i) + letter + text.slice(i + 1);
        const read = readReference(damaged);
        if (!read) return;
        expect(read.engine).toMatch(/^[A-Za-z]{1,16}( [\d.]+)?$/);
        for (const run of read.runs) {
          const numbers = [run.wallMs, run.longestFreezeMs, run.missed, run.failed];
          expect(numbers.every((number) => number >= 0 && number < 1e9)).toBe(true);
        }
        expect(new Set(read.runs.map(({ how }) => how)).size).toBe(read.runs.length);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    "",
    "1~Firefox-153~8~tm-~",
    "1~Firefox-153~8~tm-~s2214,s2214",
    "1~Firefox-153~8~tm-~s2214,c1,b1,l1,p1,s1",
    "1~Firefox 153~8~tm-~s2214",
    "1~<b>x</b>~8~tm-~s1",
    "1~Firefox-153~-8~tm-~s2214",
    "1~Firefox-153~8~tm-~sInfinity",
    "1~Firefox-153~8~tm-~s1e9",
    `1~Firefox-153~8~tm-~s${"9".repeat(400)}`,
    "1~visit-evil.example~8~tm-~s1",
  ])("%j is not read", (text) => {
    expect(readReference(text)).toBeUndefined();
  });

  it("of another version are told from nonsense, in one sentence", () => {
    expect(whyUnreadable("2~anything")).toBe(
      "The author’s results (“ref”) are of version 2, which this Lanes cannot read.",
    );
    expect(whyUnreadable("<img>")).toBe("The author’s results (“ref”) could not be read.");
    const { spec: read, changes } = parseLink("#ref=2~new&tasks=5", context);
    expect(read).toEqual({ ...spec, tasks: 5 });
    expect(changes).toHaveLength(1);
    expect(parseLink("#ref=", context).changes).toEqual([]);
  });
});

describe("a link with results", () => {
  it("carries each strategy’s wall time and longest freeze, and where they were measured", () => {
    const results = [measured("sequential", 2214.04), measured("parallel", 641)];
    const link = linkWithResults({ work: "hash" }, results, context);
    expect(link).toBe("#workers=2&ref=1~Firefox-153~8~tm-~s2214:2214,p641:12.3");
    const { spec: read, changes } = parseLink(link, { ...context, reportedCores: 16 });
    expect(changes).toEqual([]);
    expect(read.workers).toBe(2);
    expect(readReference(read.ref)).toMatchObject({ reportedCores: 8, tier: "threads" });
  });

  it("gives its readers what was measured, whatever that was", () => {
    fc.assert(
      fc.property(references, ({ runs, ...where }) => {
        const results = runs.map((run) => {
          const result = measured(run.how, run.wallMs, { cold: run.cold });
          result.environment.engine = where.engine;
          result.environment.reportedCores = where.reportedCores;
          result.environment.tier = run.how === "parallel" ? where.tier : "none";
          result.environment.backend = where.backend;
          result.eventLoop.longestFreezeMs = run.longestFreezeMs;
          result.eventLoop.health.missed = run.missed;
          result.tasks.failed = run.failed;
          return result;
        });
        const how = runs.map((run) => run.how);
        const link = linkWithResults({ how }, results, context);
        const { spec: read, changes } = parseLink(link, context);
        expect(changes).toEqual([]);
        expect(read.how).toEqual(how);
        const tier = how.includes("parallel") ? where.tier : "none";
        expect(readReference(read.ref)).toEqual({ ...where, loop: "main", tier, runs });
        expect(link.length).toBeLessThan(1000);
      }),
      { numRuns: 500 },
    );
  });

  it("leaves out what the link does not run, what was cancelled, and what a hidden tab did", () => {
    const cancelled = { count: 4, ok: 1, failed: 0, cancelled: 3 };
    const results = [
      measured("sequential", 5, { valid: false }),
      measured("concurrent", 6, { tasks: cancelled }),
      measured("bounded", 7),
    ];
    expect(linkWithResults({}, results, context)).toBe("#workers=2");
    expect(referenceTo(results)).toContain("~b7:7");
    expect(referenceTo([])).toBe("");
  });

  it("refuses results of another set-up, with a sentence", () => {
    const other = measured("sequential", 5, { spec: { ...spec, size: 77 } });
    const link = () => linkWithResults({}, [other], context);
    expect(link).toThrow(LanesError);
    expect(link).toThrow("measured with “size” 77, and the link says 900000.");
    // A sequential run does not depend on the number of workers.
    const alike = measured("sequential", 5, { spec: { ...spec, workers: 7 } });
    expect(linkWithResults({}, [alike], context)).toContain("ref=");
    expect(() => linkWithResults({}, "all" as never, context)).toThrow(LanesError);
  });

  it("says unknown for an engine whose name is no name", () => {
    const result = measured("sequential", 5);
    result.environment.engine = "<script>alert(1)</script>";
    result.environment.reportedCores = Number.NaN;
    expect(referenceTo([result])).toBe("1~unknown~0~-m-~s5:5");
  });
});

describe("the author beside the reader", () => {
  const link = linkWithResults(
    {},
    [measured("sequential", 2214), measured("parallel", 641)],
    context,
  );
  const linked = parseLink(link, context).spec;
  const author = Author.of(linked) as Author;

  it("is described in the words of the reader’s own result", () => {
    const run = author.runOf(linked, "sequential");
    expect(run && author.describe(run)).toBe(
      "2.21 s on 8 cores, Firefox 153, longest freeze 2.21 s",
    );
    expect(author.describeReaders(measured("sequential", 3100))).toBe(
      "3.10 s, longest freeze 3.10 s",
    );
    expect(author.runOf(linked, "bounded")).toBeUndefined();
    expect(Author.of(spec)).toBeUndefined();
  });

  it("is gone where the reader asks for something else, strategy by strategy", () => {
    const fewer = { ...linked, workers: 1 };
    expect(author.runOf(fewer, "sequential")).toBeDefined();
    expect(author.runOf(fewer, "parallel")).toBeUndefined();
    expect(author.runOf({ ...linked, tasks: 1 }, "sequential")).toBeUndefined();
  });

  it("stays in the address only as long as all of it belongs to the set-up", () => {
    expect(author.refFor({ ...linked, theme: "dark", how: ["bounded"] })).toBe(linked.ref);
    expect(author.refFor({ ...linked, workers: 1 })).toBe("");
  });

  it("measured on another event loop than the reader’s: freezes are not compared", () => {
    const elsewhere = { ...linked, ref: linked.ref.replace("~tm-~", "~twm~") };
    const other = Author.of(elsewhere) as Author;
    const run = other.runOf(elsewhere, "sequential");
    expect(run && other.describe(run)).toBe("2.21 s on 8 cores, Firefox 153, modelled downstream");
  });
});
