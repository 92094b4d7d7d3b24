/** Ways in which hosts and people mangle links without changing what they mean. */
import fc from "fast-check";
import { cutText, plainText } from "../../../web/spec/link/author-text.ts";
import { contextAndSpec, numberKeys } from "./specs.ts";

/**
 * Specs whose author's words keep their meaning in every layer: a separator in them could not be
 * told from one of the link where the link was encoded in parts, nor an end from a sentence's.
 */
export const tellable = contextAndSpec.map(([context, spec]) => {
  const plain = (text: string) =>
    `${cutText(plainText(text.replace(/[&;#+%]/g, "")), 40)}x`.replace(/^x$/, "");
  return [context, { ...spec, title: plain(spec.title), note: plain(spec.note) }];
}) as typeof contextAndSpec;

/** An encoded mark at the end of an author's words is one of theirs. */
export const endsInWords = (link: string) => /(?:title|note)=[^&]*$/.test(link);

/** Keys whose values have meaningful case. */
const cased = ["ref", "title", "note", "code", "wasm"];

/** Keeps the meaning of a link, `#…`, as one kind of host or person changes its text. */
export type Mangling = (link: string) => string;

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
      `${key.toUpperCase()}=${cased.includes(key.toLowerCase()) ? value : value.toUpperCase()}`,
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
/** Any number of them, each with its name, in an order in which they happen. */
export const several = fc
  .tuple(...[ofNames, ofNumbers, between, around, beginnings, endings].map(one))
  .map((chosen) => chosen.filter((mangling) => mangling !== undefined));

/** Two layers are read: what is encoded already can be encoded once more, not twice. */
export const layersOf = (names: readonly string[]) =>
  names.filter((name) => /encoded/.test(name)).length +
  (names.includes("all but the first pair encoded") ? 1 : 0) +
  (names.includes("encoded twice") ? 1 : 0);

export const everyKind = {
  ...ofNames,
  ...ofNumbers,
  ...between,
  ...around,
  ...beginnings,
  ...endings,
};
