/**
 * The code that a run brings, as links write it: `lang`, and the source in `code`, which is one
 * character for the format, six for a check sum (CRC-32), and base64url. The format 1 is UTF-8 in raw
 * deflate (RFC 1951): fflate, since CompressionStream is missing here and there, and never at once.
 * What the author compiled of C++ is in `wasm`, likewise, with the source's check sum after its own.
 * Reading never throws, and yields the very source or none, and no other source's Wasm.
 */
import { deflateSync, Inflate } from "fflate";
import { quote } from "../../base/format.ts";
import { LanesError } from "../errors.ts";
import { type BroughtCode, languages } from "../types.ts";

/** Bytes of a source that a link may carry. */
export const mostSourceBytes = 16 * 1024;

const format = "1";

/** Bytes of a module that a link may carry; what is larger would not fit packed, either. */
export const mostWasmBytes = 64 * 1024;

/** Characters of a link that is written; of one that is read there may be more (link-text.ts). */
const mostWritten = 8000;

/** What a link has as `lang`, `code` and `wasm`. */
type Texts = readonly [string | undefined, string | undefined, string | undefined];

/** What a link says of the code, for a spec; a problem is a sentence more in `changes`. */
export function readCode([named, text, packed]: Texts, changes: string[]): BroughtCode {
  const known = languages.find((one) => one === (named?.trim().toLowerCase() || "js"));
  if (!known) changes.push(`“lang” cannot be ${quote(named)}: js is used.`);
  const lang = known ?? "js";
  if (lang === "wasm") {
    changes.push("The link is for a .wasm file, which stays on its author’s device: choose one.");
    return { lang, code: "" };
  }
  const read = text === undefined ? { source: "" } : readSource(text);
  if ("problem" in read) {
    changes.push(`The code in the link was not taken: ${read.problem}.`);
    return { lang, code: "" };
  }
  const code = read.source;
  if (!packed) return { lang, code };
  const compiled = lang === "cpp" ? readWasm(packed, code) : { problem: "only C++ has any" };
  if ("wasm" in compiled) return { lang, code, compiled: { code, wasm: compiled.wasm } };
  const instead = lang === "cpp" ? " The source is compiled when it is run." : "";
  changes.push(`The compiled code in the link was not taken: ${compiled.problem}.${instead}`);
  return { lang, code };
}

/**
 * The pairs of a link, beside what it has already; without the Wasm where that would make it too long.
 * Throws a LanesError ("bad-spec") where the source does.
 */
export function writeCode({ lang, code, compiled }: BroughtCode, parts: string[]): string[] {
  const pairs = lang === "js" ? [] : [`lang=${lang}`];
  if (code !== "") pairs.push(`code=${writeSource(code)}`);
  const fits = (all: readonly string[]) => [...parts, ...all].join("&").length < mostWritten;
  if (!fits(pairs)) {
    throw new LanesError(
      "bad-spec",
      `The link would have more than ${mostWritten} characters: save the code as a file.`,
    );
  }
  if (compiled?.code !== code || compiled.wasm.length > mostWasmBytes) return pairs;
  const all = [...pairs, `wasm=${writeWasm(compiled.wasm, code)}`];
  return fits(all) ? all : pairs;
}

const altered = "it is cut off or altered";

export function readSource(text: string): { source: string } | { problem: string } {
  const [, sum, rest] = /^1([\w-]{6})([\w-]+)$/.exec(text) ?? [];
  if (rest === undefined) return { problem: altered };
  try {
    const plain = inflated(fromBase64(rest), mostSourceBytes + 1);
    if (plain.length > mostSourceBytes) return { problem: "it is longer than 16 KiB" };
    if (checkSum(plain) !== sum) return { problem: altered };
    return { source: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(plain) };
  } catch {
    return { problem: altered };
  }
}

export function writeSource(source: string): string {
  const plain = new TextEncoder().encode(source);
  if (plain.length > mostSourceBytes) {
    throw new LanesError(
      "bad-spec",
      "The source is longer than the 16 KiB that a link can carry: save it as a file.",
    );
  }
  return `${format}${checkSum(plain)}${toBase64(deflateSync(plain, { level: 9 }))}`;
}

/** The Wasm of this source and no other. Whether it is any, and what it does, is found out elsewhere. */
export function readWasm(text: string, source: string): { wasm: Uint8Array } | { problem: string } {
  const [, sum, ofSource, rest] = /^1([\w-]{6})([\w-]{6})([\w-]+)$/.exec(text) ?? [];
  if (rest === undefined) return { problem: altered };
  try {
    const wasm = inflated(fromBase64(rest), mostWasmBytes + 1);
    if (wasm.length > mostWasmBytes) return { problem: "it is longer than 64 KiB" };
    if (checkSum(wasm) !== sum) return { problem: altered };
    const foreign = checkSum(new TextEncoder().encode(source)) !== ofSource;
    return foreign ? { problem: "it is of another source" } : { wasm: wasm.slice() };
  } catch {
    return { problem: altered };
  }
}

export function writeWasm(wasm: Uint8Array, source: string): string {
  const ofSource = checkSum(new TextEncoder().encode(source));
  return `${format}${checkSum(wasm)}${ofSource}${toBase64(deflateSync(wasm, { level: 9 }))}`;
}

/** At most `most` bytes of it: what a link inflates to is not to be trusted. Throws where it is none. */
export function inflated(bytes: Uint8Array, most: number): Uint8Array {
  const plain = new Uint8Array(most);
  let length = 0;
  let ended = false;
  const stream = new Inflate((part, last) => {
    plain.set(part.subarray(0, most - length), length);
    length = Math.min(most, length + part.length);
    ended ||= last;
  });
  // Piece by piece: a piece inflates to a thousand times its size at most.
  const piece = 64;
  for (let at = 0; at < bytes.length && length < most; at += piece) {
    stream.push(bytes.subarray(at, at + piece), at + piece >= bytes.length);
  }
  if (!ended && length < most) throw new Error("it ends too early");
  return plain.subarray(0, length);
}

/** CRC-32 (IEEE 802.3, reflected) in base64url. */
function checkSum(bytes: Uint8Array): string {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return toBase64(new Uint8Array(Uint32Array.of(~crc).buffer));
}

function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** Throws where it is none. */
function fromBase64(text: string): Uint8Array {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}
