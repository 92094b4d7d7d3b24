/**
 * The text of a link as pairs of a key and a value, however chats, mails and content systems have
 * mangled it on its way. What is read is what was plainly meant:
 *
 * - `&amp;` (also `&#38;`, `&#038;`), `;` and `#` for `&`;
 * - percent-encoding of any part in one or two layers, that of the separators included;
 * - keys in any case, and before them `/`, `!`, `?` or spaces;
 * - what a sentence leaves at the end: `.`, `,`, `)`, `>`, quotes;
 * - a text fragment directive (`:~:text=…`), which is not for us;
 * - the grammar in the query string if the fragment says nothing.
 *
 * Never throws; takes time proportional to the text, of which `maxLinkLength` characters are read.
 */

import { quote } from "../../base/format.ts";

/** Characters of a link that are read. */
export const maxLinkLength = 8192;

/**
 * Keys that a link may have. `plain`: a number or a name, of which neither the case nor a mark at the
 * end means anything. `exact`: every character counts, but for what ends a sentence. `text`: what
 * stands percent-encoded in it is text, separators and the ends of sentences included, so it has a
 * layer of its own (encodeText in author-text.ts).
 */
export type LinkKeys = Readonly<Record<string, "plain" | "exact" | "text">>;

export interface LinkText {
  /** By key, in the order of the link. Values are decoded. */
  values: ReadonlyMap<string, readonly string[]>;
  /** Decoded keys and words that are none of the keys. */
  unknown: readonly string[];
  /** It is longer than what is read. */
  cut: boolean;
}

const ampersand = /&(?:(?:amp|#0*38|#x0*26);)+/gi;
/** What comes of a quote or an angle bracket around an address. */
const closing = /&(?:quot|apos|gt|lt|nbsp|rsquo|rdquo|#0*3[49]|#0*6[02]);/gi;
const separator = /[&;#]/;
const encoded = /%[0-9a-f]{2}/i;
const sentenceEnd = " .,…)>]}'\"”’»";
const plainEnd = `${sentenceEnd}!?`;
/** Layers of percent-encoding that are undone. */
const mostLayers = 2;
const mostLayersOfText = mostLayers + 1;

/** `text`: with or without its leading `#` or `?`. */
export function readLinkText(text: string, keys: LinkKeys): LinkText {
  const values = new Map<string, string[]>();
  const unknown: string[] = [];
  /** The last value with a known key, where a sentence would leave its end. */
  let last: { list: string[]; value: string; end: string; text?: number } | undefined;

  const read = (part: string, layers: number): void => {
    const equals = part.indexOf("=");
    const name = decoded(equals < 0 ? part : part.slice(0, equals), layers);
    if (encoded.test(part) && /[&;#=]/.test(name)) {
      // Encoded as a whole: the separators appear one layer below.
      for (const inner of split(decodeOnce(part))) read(inner, layers + 1);
      return;
    }
    const said = name.replace(/^[\s/!?]+/, "").trim();
    const key = said.toLowerCase();
    if (equals < 0 || !Object.hasOwn(keys, key)) {
      if (/[\p{L}\p{N}]/u.test(said)) unknown.push(said);
      return;
    }
    const list = values.get(key) ?? [];
    values.set(key, list);
    const raw = part.slice(equals + 1);
    if (keys[key] === "text") {
      list.push(decoded(raw, layers, mostLayersOfText));
      last = { list, value: raw, end: sentenceEnd, text: layers };
      return;
    }
    const [value = "", ...others] = split(decoded(raw, layers));
    list.push(value);
    last = { list, value, end: keys[key] === "exact" ? sentenceEnd : plainEnd };
    for (const other of others) read(other, mostLayers);
  };

  const [link = ""] = text.slice(0, maxLinkLength).split(":~:", 1);
  for (const part of split(link)) read(part, 0);
  if (last) {
    const { list, value, end, text: layers } = last;
    const rest = withoutEnd(value.trimEnd(), end);
    list[list.length - 1] = layers === undefined ? rest : decoded(rest, layers, mostLayersOfText);
  }
  return { values, unknown, cut: text.length > maxLinkLength };
}

/** A sentence about what is none of the keys. */
export function saysNothing(unknown: readonly string[]): string {
  const [first = "", second = "", ...others] = new Set(unknown.map(quote));
  if (!second) return `${first} means nothing in a link: it was ignored.`;
  const last = others.length > 0 ? `${others.length + 1} more` : second;
  return `${first} and ${last} mean nothing in a link: they were ignored.`;
}

/**
 * The part of an address that is its link. If the fragment has none of the keys it is the query
 * string, without what is in there for others.
 */
export function linkOf({ hash, search }: { hash: string; search: string }, keys: LinkKeys): string {
  if (says(hash, keys)) return hash;
  const parts = partsOf(search).filter((part) => says(part, keys));
  return parts.length > 0 ? parts.join("&") : hash;
}

/** `search` without what a link says in it; "" or "?…". */
export function withoutLink(search: string, keys: LinkKeys): string {
  const others = partsOf(search).filter((part) => !says(part, keys));
  return others.length > 0 ? `?${others.join("&")}` : "";
}

function partsOf(search: string): string[] {
  return search
    .replace(/^\?/, "")
    .split("&")
    .filter((part) => part !== "");
}

function says(text: string, keys: LinkKeys): boolean {
  return readLinkText(text, keys).values.size > 0;
}

/** A number as people write it: 1000000, 1,000,000, 1_000_000, 1 000 000, 1e6; NaN for anything else. */
export function readNumber(text: string): number {
  const plain = text
    .trim()
    .replace(/^([+-]?\d{1,3}([,_ '’\u00a0\u202f])\d{3})(\2\d{3})*(?!\d)/u, (grouped) =>
      grouped.replace(/[^\d+-]/gu, ""),
    )
    // A plus in a link means a space.
    .replace(/e (?=\d)/i, "e");
  return /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : Number.NaN;
}

/** A plus is a space here, as in a query string. */
function split(text: string): string[] {
  const plain = text.replaceAll("+", " ").replace(ampersand, "&").replace(closing, " ");
  return plain.split(separator);
}

/** Without the characters of `end` that it ends with; a regular expression would take quadratic time. */
function withoutEnd(text: string, end: string): string {
  let length = text.length;
  while (length > 0 && end.includes(text[length - 1] as string)) length--;
  return text.slice(0, length);
}

/** Undoes what is left of the layers. */
function decoded(text: string, layers: number, most = mostLayers): string {
  let plain = text;
  for (let layer = layers; layer < most && encoded.test(plain); layer++) {
    plain = decodeOnce(plain);
  }
  return plain;
}

/** Malformed sequences stay as they are. */
function decodeOnce(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (sequence) => {
    try {
      return decodeURIComponent(sequence);
    } catch {
      return sequence;
    }
  });
}
