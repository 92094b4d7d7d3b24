/** Links as they arrive: each kind of mangling alone, and several at once. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultSpec, linkKeys, parseLink, writeLink } from "../../web/spec/grammar.ts";
import { linkOf, readLinkText, readNumber, withoutLink } from "../../web/spec/link-text.ts";
import { contextAndSpec, numberKeys, page } from "./specs.ts";

/** Keeps the meaning of a link, `#…`, as one kind of host or person changes its text. */
type Mangling = (link: string) => string;

const afterHash = (change: (text: string) => string): Mangling => {
  return (link) => `#${change(link.slice(1))}`;
};
const pairs = (change: (key: string, value: string) => string) =>
  afterHash((text) =>
    text
      .split("&")
      .map((pair) => {
        const [key = "", value = ""] = pair.split("=");
        return change(key, value);
      })
      .join("&"),
  );
const numbers = (change: (digits: string) => string) =>
  pairs((key, value) => {
    const isNumber = (numberKeys as readonly string[]).includes(key.toLowerCase());
    return `${key}=${isNumber ? change(value) : value}`;
  });
const grouped = (by: string) => (digits: string) => digits.replace(/\B(?=(\d{3})+$)/g, by);
const everyCharacter = (text: string) =>
  text.replace(
    /[\s\S]/g,
    (character) => `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );

/** Of names; these come first. */
const ofNames: Record<string, Mangling> = {
  "keys and names in capitals": pairs(
    (key, value) =>
      `${key.toUpperCase()}=${key.toLowerCase() === "ref" ? value : value.toUpperCase()}`,
  ),
  "keys capitalised": pairs((key, value) => `${key[0]?.toUpperCase()}${key.slice(1)}=${value}`),
  "spaces after commas": pairs((key, value) =>
    key.toLowerCase() === "how" ? `${key}=${value.replaceAll(",", ",+")}` : `${key}=${value}`,
  ),
};

/** Of numbers. */
const ofNumbers: Record<string, Mangling> = {
  "1,000,000": numbers(grouped(",")),
  "1_000_000": numbers(grouped("_")),
  "1e6": numbers((digits) =>
    digits.replace(/^(\d+?)(0+)$/, (_, a, zeros) => `${a}e${zeros.length}`),
  ),
};

/** Of the separators, by what escapes them; one of these. */
const between: Record<string, Mangling> = {
  "&amp;": afterHash((text) => text.replaceAll("&", "&amp;")),
  "&amp;amp;": afterHash((text) => text.replaceAll("&", "&amp;amp;")),
  "&AMP;": afterHash((text) => text.replaceAll("&", "&AMP;")),
  "&#38;": afterHash((text) => text.replaceAll("&", "&#38;")),
  "&#038;": afterHash((text) => text.replaceAll("&", "&#038;")),
  "&#x26;": afterHash((text) => text.replaceAll("&", "&#x26;")),
  ";": afterHash((text) => text.replaceAll("&", ";")),
  "separators encoded": afterHash((text) =>
    text.replaceAll("=", "%3D").replaceAll("&", "%26").replaceAll(",", "%2C"),
  ),
  "the first separator encoded": afterHash((text) => text.replace("&", "%26")),
  "all but the first pair encoded": afterHash((text) => {
    const [first = "", ...others] = text.split("&");
    return [first, ...others.map(encodeURIComponent)].join("%26");
  }),
};

/** Of the whole; one of these. */
const around: Record<string, Mangling> = {
  "encoded once": afterHash(encodeURIComponent),
  "encoded twice": afterHash((text) => encodeURIComponent(encodeURIComponent(text))),
  "every character encoded": afterHash(everyCharacter),
  "encoded in small letters": afterHash((text) =>
    encodeURIComponent(text).replace(/%../g, (hex) => hex.toLowerCase()),
  ),
};

/** What stands at the beginning or at the end; both may. */
const before = ["/", "!", "!/", "?", "/?", "#", "%23", "&amp;"];
const after = [
  ".",
  ",",
  ")",
  ").",
  ">",
  '"',
  "'",
  "”",
  "’",
  "»",
  "…",
  "%22",
  "%3E",
  "%E2%80%9D",
  "&gt;",
];
const endings: Record<string, Mangling> = {
  ...Object.fromEntries(after.map((end) => [`ends with ${end}`, (link: string) => link + end])),
  "a text fragment": (link) => `${link}:~:text=hello&tasks=9`,
};
const beginnings: Record<string, Mangling> = Object.fromEntries(
  before.map((start) => [`begins with ${start}`, afterHash((text) => start + text)]),
);

const one = (kinds: Record<string, Mangling>) =>
  fc.option(fc.constantFrom(...Object.entries(kinds)), { nil: undefined, freq: 2 });
const several = fc
  .tuple(...[ofNames, ofNumbers, between, around, beginnings, endings].map(one))
  .map((chosen) => chosen.filter((mangling) => mangling !== undefined));

/** Two layers are read: what is encoded already can be encoded once more, not twice. */
const layersOf = (names: readonly string[]) =>
  names.filter((name) => /encoded/.test(name)).length +
  (names.includes("all but the first pair encoded") ? 1 : 0) +
  (names.includes("encoded twice") ? 1 : 0);

const everyKind = { ...ofNames, ...ofNumbers, ...between, ...around, ...beginnings, ...endings };

describe("a mangled link", () => {
  it.each(Object.entries(everyKind))("means the same: %s", (_name, mangle) => {
    fc.assert(
      fc.property(contextAndSpec, ([context, spec]) => {
        const link = writeLink(spec, context);
        fc.pre(link !== "");
        expect(parseLink(mangle(link), context)).toEqual({ spec, changes: [] });
      }),
      { numRuns: 300 },
    );
  });

  it("means the same when it was mangled in several ways", () => {
    fc.assert(
      fc.property(contextAndSpec, several, ([context, spec], manglings) => {
        const link = writeLink(spec, context);
        fc.pre(link !== "" && layersOf(manglings.map(([name]) => name)) <= 2);
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
