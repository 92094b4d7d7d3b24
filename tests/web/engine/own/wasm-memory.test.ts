/** The bound on Wasm memories: rewritten modules are the same but for what they may grow to. */
import { expect, test } from "vitest";
import { limitMemories, pageBytes } from "../../../../web/engine/own/inside/wasm-memory.ts";

/** A module with a memory of these limits, which it exports. */
function moduleWith(...limits: number[]): Uint8Array<ArrayBuffer> {
  const memory = [1, ...limits];
  const name = [...new TextEncoder().encode("memory")];
  const exported = [1, name.length, ...name, 2, 0];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...[5, memory.length, ...memory],
    ...[7, exported.length, ...exported],
  ]);
}

async function memoryOf(bytes: Uint8Array<ArrayBuffer>): Promise<WebAssembly.Memory> {
  const { instance } = await WebAssembly.instantiate(bytes);
  return instance.exports.memory as WebAssembly.Memory;
}

test.each([
  ["without a maximum", [0, 1]],
  ["with a larger one", [1, 1, 0x80, 0x80, 0x04]],
])("a memory %s grows to the bound and no further", async (_, limits) => {
  const memory = await memoryOf(limitMemories(moduleWith(...limits), 200));
  memory.grow(199);
  expect(memory.buffer.byteLength).toBe(200 * pageBytes);
  expect(() => memory.grow(1)).toThrow(RangeError);
});

test("a smaller maximum stays", async () => {
  const memory = await memoryOf(limitMemories(moduleWith(1, 1, 2), 200));
  memory.grow(1);
  expect(() => memory.grow(1)).toThrow(RangeError);
});

test("one that begins with more is refused with a sentence", () => {
  expect(() => limitMemories(moduleWith(0, 0x80, 0x02), 200)).toThrow(
    "it starts with 16 MiB, and each of its workers may have 13 MiB here",
  );
});

test("a module without a memory stays as it is", () => {
  const none = Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  expect(limitMemories(none, 1)).toBe(none);
});
