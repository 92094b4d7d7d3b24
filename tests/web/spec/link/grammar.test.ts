import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultSpec, type LinkContext, numberRange } from "../../../../web/spec/link/grammar.ts";
import { maxLinkLength } from "../../../../web/spec/link/link-text.ts";
import { normaliseSpec } from "../../../../web/spec/link/normalise-spec.ts";
import { parseLink } from "../../../../web/spec/link/parse-link.ts";
import { readReference, writeReference } from "../../../../web/spec/link/reference.ts";
import { writeLink } from "../../../../web/spec/link/write-link.ts";
import { LanesError, type Spec, strategies } from "../../../../web/spec/types.ts";
import { longestReference, references } from "../../samples/references.ts";
import { contextAndSpec, contexts, numberKeys, page, works } from "../../samples/specs.ts";

/** The first part of a spec that violates the grammar; "" for a valid spec. */
function outOfRange(spec: Spec, context: LinkContext): string {
  if (!works.some(({ name }) => name === spec.work)) return `work ${spec.work}`;
  if (spec.how.length === 0 || new Set(spec.how).size < spec.how.length) return "how";
  if (!spec.how.every((how) => strategies.includes(how))) return `how ${spec.how}`;
  if (spec.ref !== "" && !readReference(spec.ref)) return `ref ${spec.ref}`;
  if ([...spec.title].length > 80 || /[\p{Cc}\u202e]/u.test(spec.title)) return "title";
  if ([...spec.note].length > 240 || /[\p{Cc}\u202e]/u.test(spec.note)) return "note";
  const bad = numberKeys.find((key) => {
    const { min, max } = numberRange(key, spec.work, context);
    return !(Number.isInteger(spec[key]) && spec[key] >= min && spec[key] <= max);
  });
  return bad ? `${bad} ${spec[bad]}` : "";
}

describe("writing and reading", () => {
  it("gives back every valid spec, and nothing was changed on the way", () => {
    fc.assert(
      fc.property(contextAndSpec, ([context, spec]) => {
        expect(parseLink(writeLink(spec, context), context)).toEqual({ spec, changes: [] });
      }),
      { numRuns: 10_000 },
    );
  });

  it("is the shortest: leaving out any key means something else", () => {
    fc.assert(
      fc.property(contextAndSpec, ([context, spec]) => {
        const parts = writeLink(spec, context).slice(1).split("&").filter(Boolean);
        for (const part of parts) {
          if (part.startsWith("workers=")) continue;
          const without = parts.filter((other) => other !== part).join("&");
          expect(parseLink(without, context).spec).not.toEqual(spec);
        }
      }),
    );
  });

  it("means the same number of workers on a machine with other cores", () => {
    fc.assert(
      fc.property(contextAndSpec, contexts, ([context, spec], elsewhere) => {
        fc.pre(spec.how.includes("parallel"));
        const read = parseLink(writeLink(spec, context), elsewhere).spec;
        expect(read.workers).toBe(spec.workers);
      }),
    );
  });

  it("stays under 2,000 characters, and leaves as many for the address before it", () => {
    fc.assert(
      fc.property(contextAndSpec, ([context, spec]) => {
        const link = writeLink({ ...spec, ref: longestReference, title: "", note: "" }, context);
        expect(link.length).toBeLessThan(1000);
      }),
    );
  });

  it("is never longer than what is read, whatever its author says", () => {
    fc.assert(
      fc.property(contextAndSpec, fc.constantFrom("😀", "%", "é"), ([context, spec], letter) => {
        const words = { title: `%41${letter.repeat(77)}`, note: `%41${letter.repeat(237)}` };
        const link = writeLink({ ...spec, ref: longestReference, ...words }, context);
        expect(link.length).toBeLessThan(maxLinkLength);
        expect(parseLink(link, context)).toMatchObject({ spec: words, changes: [] });
      }),
    );
  });

  it("writes nothing for the defaults", () => {
    expect(writeLink({}, page)).toBe("");
    expect(writeLink({ work: "hash", tasks: 4, size: 900_000 }, page)).toBe("");
  });

  it("reads the article's CPU demo", () => {
    const { spec, changes } = parseLink(
      "#work=hash&how=sequential,concurrent,parallel&tasks=4&size=2000000&workers=4",
      page,
    );
    expect(changes).toEqual([]);
    expect(spec).toEqual({ ...defaultSpec("hash", page), size: 2_000_000, workers: 4 });
    expect(writeLink(spec, page)).toBe("#size=2000000&workers=4");
  });
});

describe("the author's words", () => {
  it.each([
    ["#title=Two+lanes,+one+loop.", "Two lanes, one loop"],
    ["#title=Two%20lanes%2E&tasks=4", "Two lanes."],
    ["#title=R%26D%3B%20tasks%3D9%20%231&tasks=4", "R&D; tasks=9 #1"],
    ["#title%3DR%2526D%26tasks%3D4", "R&D"],
    ["#title=R%2526D&tasks=4", "R&D"],
    ["#title=50%25%20faster", "50% faster"],
    ["#title=%3Cimg%20src%3Dx%20onerror%3Dalert%281%29%3E", "<img src=x onerror=alert(1)>"],
    ["#title=%3Cb%3E%26amp%3B", "<b>&amp;"],
    ["#title=a%0A%09b%00c%E2%80%AEd%EF%BB%BF", "a b cd"],
    ["#title=%E4%BD%A0%E5%A5%BD%20%F0%9F%91%A9%E2%80%8D%F0%9F%92%BB", "你好 👩‍💻"],
    ["#title=%ff%fe", "%ff%fe"],
  ])("are plain text on one line: %s", (link, title) => {
    const { spec, changes } = parseLink(link, page);
    expect(spec).toEqual({ ...defaultSpec("hash", page), title });
    expect(changes).toEqual([]);
  });

  it("are written with letters, digits and percent-encoding only", () => {
    const words = "R&D's (first) <try>: 50% #1; tasks=9~!*.";
    const link = writeLink({ title: words }, page);
    expect(link).toMatch(/^#title=[\w%.-]+$/);
    expect(parseLink(`${link}).`, page).spec.title).toBe(words);
  });

  it("are one line in a program's spec, too", () => {
    expect(normaliseSpec({ title: " Two\nlanes\u202e ", note: "" }, page).title).toBe("Two lanes");
  });
});

describe("reading anything", () => {
  const hostileValue = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.constantFrom("<svg/onload=alert(1)>", "&lt;b&gt;", "javascript:alert(1)", "\u202e"),
    references.map(writeReference),
    fc
      .tuple(references, fc.string({ maxLength: 3 }))
      .map(([ref, end]) => writeReference(ref) + end),
    fc.double().map(String),
    fc.bigInt().map(String),
    fc.constantFrom(
      "",
      "NaN",
      "-0",
      "1e999",
      "0x10",
      "%",
      "%zz",
      "<img src=x>",
      "__proto__",
      ",,,",
    ),
  );
  const hostileKey = fc.oneof(
    fc.constantFrom(
      "v",
      "work",
      "how",
      "loop",
      "tier",
      "ref",
      "autorun",
      "title",
      "note",
      "show",
      ...numberKeys,
    ),
    fc.string({ maxLength: 12 }),
    fc.constantFrom("__proto__", "constructor", "toString"),
  );
  const hostileLink = fc.oneof(
    fc.string({ unit: "binary", maxLength: 100 }),
    fc
      .array(fc.tuple(hostileKey, hostileValue), { maxLength: 8 })
      .map((pairs) => `#${pairs.map(([key, value]) => `${key}=${value}`).join("&")}`),
    fc
      .array(fc.tuple(hostileKey, hostileValue), { maxLength: 8 })
      .map((pairs) => `#${pairs.map((pair) => pair.map(encode).join("=")).join("&")}`),
  );

  it("never throws, hangs or yields anything but a spec in range and plain sentences", () => {
    fc.assert(
      fc.property(hostileLink, contexts, (link, context) => {
        const { spec, changes } = parseLink(link, context);
        const problem = outOfRange(spec, context);
        if (problem) throw new Error(problem);
        const whole = JSON.stringify(spec);
        expect(JSON.stringify(normaliseSpec(spec, context))).toBe(whole);
        const written = writeLink(spec, context);
        expect(written).toMatch(/^(#[\w=&.~:;,!*()%-]+)?$/);
        expect(JSON.stringify(parseLink(written, context))).toBe(`{"spec":${whole},"changes":[]}`);
        expect(changes.length).toBeLessThanOrEqual(45);
        for (const change of changes) {
          expect(change.length).toBeLessThan(200);
          expect(change).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        }
      }),
      { numRuns: 100_000 },
    );
  });

  it("reads only so much of an endless link", () => {
    const { spec, changes } = parseLink(`#tasks=7&x=${"a=1&".repeat(500_000)}`, page);
    expect(spec.tasks).toBe(7);
    expect(changes).toEqual([
      "The link is longer than 8192 characters: the rest was ignored.",
      "“x” and “a” mean nothing in a link: they were ignored.",
    ]);
  });

  it.each([
    ["#tasks=9999", { tasks: 256 }, "“tasks” “9999” became 256 (whole numbers, 1 to 256)."],
    ["#tasks=2.6", { tasks: 3 }, "“tasks” “2.6” became 3 (whole numbers, 1 to 256)."],
    ["#tasks=-5", { tasks: 1 }, "“tasks” “-5” became 1 (whole numbers, 1 to 256)."],
    ["#tasks=many", { tasks: 4 }, "“tasks” “many” is not a number: 4 is used."],
    ["#work=coffee", { work: "hash" }, "There is no work called “coffee”: hash is used."],
    ["#loop=sub", { loop: "main" }, "“loop” cannot be “sub”: main is used."],
    [
      "#how=parallel,magic",
      { how: ["parallel"] },
      "There is no strategy “magic”: it was left out.",
    ],
    ["#v=2", { v: 1 }, "The link says version “2”; it was read as version 1."],
    ["#show=magic,Code", { show: ["code"] }, "“show” cannot be “magic”: it was left out."],
    [
      `#title=${"long+".repeat(20)}`,
      { title: `${"long ".repeat(15)}long` },
      "“title” was cut: it has at most 80 characters.",
    ],
    ["#seed=1&seed=2", { seed: 1 }, "“seed” is in the link more than once: the first counts."],
  ] as const)("says what it changed in %s", (link, part, sentence) => {
    const { spec, changes } = parseLink(link, page);
    expect(spec).toEqual({ ...defaultSpec("hash", page), ...part });
    expect(changes).toEqual([sentence]);
  });

  it("names what it does not know, and reads the rest", () => {
    const said = (link: string) => {
      const { spec, changes } = parseLink(link, page);
      expect(spec).toEqual(defaultSpec("hash", page));
      return changes;
    };
    expect(said("#utm_source=x&tasks=4")).toEqual([
      "“utm_source” means nothing in a link: it was ignored.",
    ]);
    expect(said("#tasks=4&__proto__=1&details")).toEqual([
      "“__proto__” and “details” mean nothing in a link: they were ignored.",
    ]);
    expect(said("#a=1&b=2&c=3&a=4&tasks=4")).toEqual([
      "“a” and 2 more mean nothing in a link: they were ignored.",
    ]);
    expect(said("#&&=&tasks=4&.&)")).toEqual([]);
  });
});

describe("defaults", () => {
  it("depend on the work", () => {
    expect(parseLink("#work=http", page).spec.tasks).toBe(10);
    expect(parseLink("#work=mandelbrot", page).spec.size).toBe(1024);
  });

  it("depend on where the link is read", () => {
    expect(parseLink("", { ...page, embed: true }).spec.loop).toBe("worker");
    expect(parseLink("", { ...page, reportedCores: 2 }).spec.workers).toBe(2);
    expect(parseLink("", { ...page, reportedCores: 64 }).spec.workers).toBe(8);
    expect(parseLink("", { ...page, reportedCores: Number.NaN }).spec.workers).toBe(1);
  });
});

describe("a program's spec", () => {
  it("is completed, rounded and clamped", () => {
    expect(
      normaliseSpec({ work: "http", tasks: 1e9, latency: 1.4, limit: Infinity }, page),
    ).toEqual({
      ...defaultSpec("http", page),
      tasks: 10_000,
      latency: 1,
      limit: 10_000,
    });
  });

  it.each([
    [{ work: "coffee" }],
    [{ how: ["magic"] }],
    [{ how: [] }],
    [{ how: "parallel" }],
    [{ tasks: Number.NaN }],
    [{ tasks: "4" }],
    [{ loop: "sub" }],
    [{ autorun: 1 }],
    [{ ref: "<b>" }],
    [{ title: 1 }],
    [{ title: "x".repeat(81) }],
    [{ note: "😀".repeat(241) }],
    [{ show: "code" }],
    [{ show: ["magic"] }],
    [{ v: 2 }],
    [{ work: Object.create(null) }],
    [null],
    ["#tasks=4"],
  ])("is refused with a sentence when it cannot be meant: %j", (spec) => {
    const refused = (): Spec => normaliseSpec(spec as Partial<Spec>, page);
    expect(refused).toThrow(LanesError);
    expect(refused).toThrow(expect.objectContaining({ code: "bad-spec" }));
    expect(refused).toThrow(/\.$/);
  });
});

/** encodeURIComponent that does not throw on lone surrogates: they become U+FFFD. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
