/** Source code in links: byte for byte what its author wrote, or told as not taken. */
import { crc32, deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { loadCodeLink } from "../../../../web/spec/link/code-link.ts";
import { normaliseSpec } from "../../../../web/spec/link/normalise-spec.ts";
import {
  mostSourceBytes,
  mostWasmBytes,
  readSource,
  readWasm,
  writeSource,
  writeWasm,
} from "../../../../web/spec/link/packed-code.ts";
import { parseLink } from "../../../../web/spec/link/parse-link.ts";
import { writeLink } from "../../../../web/spec/link/write-link.ts";
import { page } from "../../samples/specs.ts";

beforeAll(loadCodeLink);

const sources = fc.oneof(
  fc.string({ unit: "binary", maxLength: 2000 }).map((text) => text.toWellFormed()),
  fc.string({ unit: "grapheme", maxLength: 500 }),
  fc
    .array(fc.constantFrom("await get(5);\n", "\r\n", "\0", "\ufeff", "é", "😀"), {
      maxLength: 300,
    })
    .map((parts) => parts.join("")),
);

/** `bytes` as a link has them, with a check sum that is right. */
function packed(bytes: Uint8Array, sum = crc32(bytes)): string {
  const check = Buffer.alloc(4);
  check.writeUInt32LE(sum);
  return `1${check.toString("base64url")}${deflateRawSync(bytes).toString("base64url")}`;
}

test("every source comes back byte for byte", () => {
  fc.assert(
    fc.property(sources, (source) => {
      expect(readSource(writeSource(source))).toEqual({ source });
    }),
  );
});

test("what another deflate has packed is read, and its check sum is CRC-32", () => {
  const source = "export function task() { return 1; }\n".repeat(50);
  expect(readSource(packed(Buffer.from(source)))).toEqual({ source });
});

test("what is cut anywhere is not taken", () => {
  const whole = writeSource("export const task = ({ seed }) => seed * 2;\n".repeat(20));
  for (let length = 0; length < whole.length; length++) {
    expect(readSource(whole.slice(0, length)), `${length}`).toHaveProperty("problem");
  }
});

test("what is altered anywhere is not taken, or means the same", () => {
  const source = "export const task = ({ seed }) => seed * 2;\n";
  const whole = writeSource(source);
  fc.assert(
    fc.property(
      fc.nat({ max: whole.length - 1 }),
      fc.constantFrom(..."ABab09-_.~ "),
      (at, character) => {
        const read = readSource(`${whole.slice(0, at)}${character}${whole.slice(at + 1)}`);
        // The last bits of base64 and of deflate stand for nothing.
        if ("source" in read) expect(read.source).toBe(source);
      },
    ),
  );
  expect(readSource(whole.toLowerCase())).toHaveProperty("problem");
});

test("what inflates to more than a source may have is refused, however much it is", () => {
  const bomb = packed(new Uint8Array(50_000_000).fill(32));
  expect(readSource(bomb)).toEqual({ problem: "it is longer than 16 KiB" });
  const most = "x".repeat(mostSourceBytes);
  expect(readSource(writeSource(most))).toEqual({ source: most });
  expect(() => writeSource(`${most}x`)).toThrow("longer than the 16 KiB");
});

test("bytes that are no text are not taken", () => {
  expect(readSource(packed(Uint8Array.of(0xc3, 0x28)))).toHaveProperty("problem");
});

describe("what was compiled of a source", () => {
  const source = "int task(int seed, int size) { return seed + size; }\n";
  const wasm = Uint8Array.from({ length: 700 }, (_, i) => (i * i) % 251);
  const whole = writeWasm(wasm, source);

  test("comes back byte for byte, with its very source only", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), sources, sources, (bytes, one, other) => {
        const text = writeWasm(bytes, one);
        expect(readWasm(text, one)).toEqual({ wasm: bytes });
        const foreign = readWasm(text, other);
        if (one !== other) expect(foreign).toEqual({ problem: "it is of another source" });
      }),
    );
  });

  test("is not taken where it is cut or altered anywhere", () => {
    for (let length = 0; length < whole.length; length++) {
      expect(readWasm(whole.slice(0, length), source), `${length}`).toHaveProperty("problem");
    }
    fc.assert(
      fc.property(
        fc.nat({ max: whole.length - 1 }),
        fc.constantFrom(..."ABab09-_.~ "),
        (at, character) => {
          const read = readWasm(`${whole.slice(0, at)}${character}${whole.slice(at + 1)}`, source);
          if ("wasm" in read) expect(read.wasm).toEqual(wasm);
        },
      ),
    );
  });

  test("is refused where it inflates to more than a module may have", () => {
    const bomb = new Uint8Array(50_000_000);
    const sum = writeWasm(bomb.subarray(0, 1), source).slice(0, 13);
    const text = `${sum}${deflateRawSync(bomb).toString("base64url")}`;
    expect(readWasm(text, source)).toEqual({ problem: "it is longer than 64 KiB" });
    const most = new Uint8Array(mostWasmBytes);
    expect(readWasm(writeWasm(most, source), source)).toEqual({ wasm: most });
  });

  describe("in a link", () => {
    const spec = { work: "brought", lang: "cpp", code: source } as const;
    const link = writeLink({ ...spec, compiled: { code: source, wasm } }, page);

    test("travels with the source", () => {
      expect(link).toContain("&wasm=1");
      expect(link).toMatch(/^#[\w\-.=&,]+$/);
      const read = parseLink(link, page);
      expect(read.changes).toEqual([]);
      expect(read.spec.compiled).toEqual({ code: source, wasm });
      expect(writeLink({ ...spec, compiled: read.spec.compiled }, page)).toBe(link);
    });

    test("is left out where it does not fit, and the source is there", () => {
      const noise = Uint8Array.from({ length: 7000 }, (_, i) => (Math.sin(i) * 1e6) & 255);
      const without = writeLink({ ...spec, compiled: { code: source, wasm: noise } }, page);
      expect(without).toBe(writeLink(spec, page));
      const huge = new Uint8Array(mostWasmBytes + 1);
      expect(writeLink({ ...spec, compiled: { code: source, wasm: huge } }, page)).toBe(without);
    });

    test("is not that of another source, nor of another language", () => {
      const stale = { code: "int task(int, int);", wasm };
      expect(writeLink({ ...spec, compiled: stale }, page)).not.toContain("wasm=");
      expect(normaliseSpec({ ...spec, compiled: stale }, page).compiled).toBeUndefined();
      const js = { ...spec, lang: "js", compiled: { code: source, wasm } } as const;
      expect(normaliseSpec(js, page).compiled).toBeUndefined();
    });

    test.each([
      ["cut", link.slice(0, -9), "it is cut off or altered"],
      [
        "of another source",
        link.replace(/code=[^&]+/, `code=${writeSource("1")}`),
        "another source",
      ],
      ["of JavaScript", link.replace("lang=cpp", "lang=js"), "only C++ has any"],
      ["without a source", link.replace(/code=[^&]+&/, ""), "another source"],
    ])("%s: one sentence, and the source alone", (_, given, says) => {
      const { spec: read, changes } = parseLink(given, page);
      expect(changes).toHaveLength(1);
      expect(changes[0]).toContain("The compiled code in the link was not taken: ");
      expect(changes[0]).toContain(says);
      expect(read.compiled).toBeUndefined();
    });

    test("is not spoken of where the source was cut already", () => {
      const { changes } = parseLink(link.replace(/code=[^&]{9}/, "code="), page);
      expect(changes).toEqual(["The code in the link was not taken: it is cut off or altered."]);
    });
  });
});

describe("the link of a run that brings code", () => {
  const work = "brought";
  const code = "export async function task({ get }) {\n  return await get(50);\n}\n".repeat(45);

  test("has 3 kB of it, short enough for chats, and gives it back", () => {
    const link = writeLink({ work, code }, page);
    expect(link.length).toBeLessThan(2000);
    expect(parseLink(link, page)).toEqual({
      spec: normaliseSpec({ work, code }, page),
      changes: [],
    });
  });

  test("says so where it was cut, and runs the example instead of half of it", () => {
    const link = writeLink({ work, code }, page);
    const { spec, changes } = parseLink(link.slice(0, -20), page);
    expect(spec.code).toBe("");
    expect(changes).toEqual(["The code in the link was not taken: it is cut off or altered."]);
  });

  test("never runs on the page’s own thread", () => {
    const { spec, changes } = parseLink("#work=brought&loop=main", page);
    expect(spec.loop).toBe("worker");
    expect(changes).toHaveLength(1);
    expect(normaliseSpec({ work, loop: "main" }, page).loop).toBe("worker");
  });

  test("has no .wasm in it, and says so", () => {
    const link = writeLink({ work, lang: "wasm", wasm: new Uint8Array(8) }, page);
    expect(link).toBe("#work=brought&lang=wasm");
    expect(parseLink(link, page).changes[0]).toContain("stays on its author’s device");
  });

  test("is refused where it would be too long", () => {
    const noise = Array.from({ length: 900 }, (_, i) => Math.sin(i).toString(36)).join("\n");
    expect(() => writeLink({ work, code: noise }, page)).toThrow(/8000 characters|16 KiB/);
  });

  test("a module that was chosen before is not what runs in another language", () => {
    const wasm = new Uint8Array(8);
    for (const lang of ["js", "cpp"] as const) {
      expect(normaliseSpec({ work, lang, code: "a", wasm }, page).wasm).toBeUndefined();
    }
    expect(normaliseSpec({ work, lang: "wasm", wasm }, page).wasm).toBe(wasm);
  });

  test("other works bring none", () => {
    const { spec, changes } = parseLink(`#code=${writeSource("1")}&lang=cpp`, page);
    expect([spec.lang, spec.code, changes]).toEqual(["js", "", []]);
  });
});
