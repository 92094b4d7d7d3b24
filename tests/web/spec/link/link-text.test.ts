/** Links as they arrive: each kind of mangling alone, and several at once. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultSpec, linkKeys } from "../../../../web/spec/link/grammar.ts";
import {
  linkOf,
  readLinkText,
  readNumber,
  withoutLink,
} from "../../../../web/spec/link/link-text.ts";
import { parseLink } from "../../../../web/spec/link/parse-link.ts";
import { writeLink } from "../../../../web/spec/link/write-link.ts";
import { endsInWords, everyKind, layersOf, several, tellable } from "../../samples/manglings.ts";
import { page } from "../../samples/specs.ts";

describe("a mangled link", () => {
  it.each(Object.entries(everyKind))("means the same: %s", (name, mangle) => {
    fc.assert(
      fc.property(tellable, ([context, spec]) => {
        const link = writeLink(spec, context);
        fc.pre(link !== "" && !(/^ends with %/.test(name) && endsInWords(link)));
        expect(parseLink(mangle(link), context)).toEqual({ spec, changes: [] });
      }),
      { numRuns: 300 },
    );
  });

  it("means the same when it was mangled in several ways", () => {
    fc.assert(
      fc.property(tellable, several, ([context, spec], manglings) => {
        const link = writeLink(spec, context);
        const names = manglings.map(([name]) => name);
        fc.pre(link !== "" && layersOf(names) <= 2);
        fc.pre(!(names.some((name) => /^ends with %/.test(name)) && endsInWords(link)));
        const mangled = manglings.reduce((text, [, mangle]) => mangle(text), link);
        expect(parseLink(mangled, context), mangled).toEqual({ spec, changes: [] });
      }),
      { numRuns: 20_000 },
    );
  });

  it.each([
    ["#work=http&amp;how=sequential,concurrent&amp;tasks=50", { tasks: 50 }],
    ["#work%3Dhttp%26how%3Dsequential%252Cconcurrent%26tasks%3D50).", { tasks: 50 }],
    ["#/WORK=Http;How=Sequential,CONCURRENT;Tasks=1,000", { tasks: 1000 }],
    ["?work=http&how=sequential,concurrent&tasks=5e1", { tasks: 50 }],
    ["#work=http&how=sequential,concurrent&tasks=50#comment-7", { tasks: 50 }],
    ["#!work=http&how=sequential, concurrent&tasks=50!?", { tasks: 50 }],
  ])("as seen: %s", (link, part) => {
    const { spec } = parseLink(link, page);
    const how = ["sequential", "concurrent"];
    expect(spec).toEqual({ ...defaultSpec("http", page), how, ...part });
  });

  it("keeps what a reference ends with: it means a cold run", () => {
    const ref = "1~Firefox-153~8~tm-~s2214:2210:21!";
    for (const end of ["", ".", ")", '".']) {
      expect(parseLink(`#work=hash&ref=${ref}${end}`, page).spec.ref).toBe(ref);
    }
  });

  it("is named where it was encoded more often than that", () => {
    const often = encodeURIComponent(encodeURIComponent(encodeURIComponent("tasks=5")));
    expect(parseLink(`#${often}`, page)).toEqual({
      spec: defaultSpec("hash", page),
      changes: ["“tasks%3D5” means nothing in a link: it was ignored."],
    });
  });
});

describe("an address", () => {
  it.each([
    ["#work=http", "?work=json", "#work=http"],
    ["", "?work=json&utm_source=mail&tasks=5", "work=json&tasks=5"],
    ["#comments", "?work=json", "work=json"],
    ["#comments", "?utm_source=mail", "#comments"],
    ["", "?utm_source=mail", ""],
    ["", "?a=1&work%3Djson%26tasks%3D5", "work%3Djson%26tasks%3D5"],
  ])("with %j and %j has the link %j", (hash, search, link) => {
    expect(linkOf({ hash, search }, linkKeys)).toBe(link);
  });

  it("can be had without what its query says of a link", () => {
    expect(withoutLink("?a=1&work=json&tasks=5&b", linkKeys)).toBe("?a=1&b");
    expect(withoutLink("?WORK=json", linkKeys)).toBe("");
    expect(withoutLink("?work%3Djson%26tasks%3D5", linkKeys)).toBe("");
    expect(withoutLink("", linkKeys)).toBe("");
  });

  it("is read in no time, whatever it is", () => {
    const long = [".", "%25", "&amp;", "&", "=", "1,000,", "%3D%26", "((((", "a=....b", " "];
    for (const part of long) {
      const text = part.repeat(100_000);
      expect(readLinkText(`#tasks=${text}x`, linkKeys).cut).toBe(true);
      linkOf({ hash: text, search: text }, linkKeys);
    }
  });
});

describe("a number", () => {
  it.each([
    ["1000000", 1_000_000],
    ["1,000,000", 1_000_000],
    ["1_000_000", 1_000_000],
    ["1 000 000", 1_000_000],
    ["1\u202f000", 1000],
    ["12’500", 12_500],
    ["1e6", 1_000_000],
    ["1E 6", 1_000_000],
    [" -5 ", -5],
    ["2.5", 2.5],
    ["1,234.5", 1234.5],
  ])("%j is %d", (text, value) => {
    expect(readNumber(text)).toBe(value);
  });

  it.each(["", "many", "1,5", "1,0000", "1,000_000", "0x10", "1e", "٣", "Infinity", "1.000.000"])(
    "%j is none",
    (text) => {
      expect(readNumber(text)).toBeNaN();
    },
  );
});
