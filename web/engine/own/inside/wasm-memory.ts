/**
 * Bounds the memories of a Wasm module, which could otherwise grow to 4 GiB: rewrites the maximum in
 * its memory section. https://webassembly.github.io/spec/core/binary/modules.html#memory-section
 */
import { LanesError } from "../../../spec/errors.ts";

export const pageBytes = 65_536;

const memorySection = 5;
const headerBytes = 8;

/** `bytes` is a valid module. Throws a LanesError where a memory begins with more than `mostPages`. */
export function limitMemories(
  bytes: Uint8Array<ArrayBuffer>,
  mostPages: number,
): Uint8Array<ArrayBuffer> {
  for (let at = headerBytes; at < bytes.length; ) {
    const id = bytes[at];
    const [size, content] = readUnsigned(bytes, at + 1);
    const end = content + size;
    if (id === memorySection) {
      const section = limited(bytes, content, mostPages);
      const head = [memorySection, ...unsigned(section.length)];
      const parts = [bytes.subarray(0, at), head, section, bytes.subarray(end)];
      return joined(parts);
    }
    at = end;
  }
  return bytes;
}

/** The section's content with every maximum at most `mostPages`. */
function limited(bytes: Uint8Array, from: number, mostPages: number): number[] {
  let [count, at] = readUnsigned(bytes, from);
  const section = unsigned(count);
  for (; count > 0; count--) {
    const flags = bytes[at++] ?? 0;
    if ((flags & ~0b011) !== 0) throw unfit("it has a memory of 64 bits, which is not taken here");
    let least: number;
    let most = mostPages;
    [least, at] = readUnsigned(bytes, at);
    if ((flags & 1) !== 0) {
      [most, at] = readUnsigned(bytes, at);
    }
    if (least > mostPages) {
      const [has, may] = [least, mostPages].map((pages) =>
        Math.ceil((pages * pageBytes) / 2 ** 20),
      );
      throw new LanesError(
        "out-of-memory",
        `Your code needs too much memory: it starts with ${has} MiB, and each of its workers may have ${may} MiB here. Use fewer workers, or build it with less.`,
      );
    }
    section.push(flags | 1, ...unsigned(least), ...unsigned(Math.min(most, mostPages)));
  }
  return section;
}

function unfit(text: string): LanesError {
  return new LanesError("does-not-compile", `This module cannot run: ${text}.`);
}

/** LEB128: the value and where it ends. */
function readUnsigned(bytes: Uint8Array, from: number): [value: number, end: number] {
  let value = 0;
  let at = from;
  for (let scale = 1; ; scale *= 128) {
    const byte = bytes[at++] ?? 0;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return [value, at];
  }
}

function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let left = value;
  do {
    const more = left >= 128;
    bytes.push((left % 128) + (more ? 128 : 0));
    left = Math.floor(left / 128);
  } while (left > 0);
  return bytes;
}

function joined(parts: readonly ArrayLike<number>[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
