/** How much is kept of what was compiled, what goes first, and what is never given out. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CompiledStore } from "../../../../web/engine/own/compiler/compiled-store.ts";

const site = "https://lanes.example/some/folder/";
const mib = 1024 * 1024;

/** Cache Storage as far as the store asks of it: lists what it holds in the order in which it came. */
class Cached {
  readonly held = new Map<string, Response>();
  full = false;

  async match(address: string): Promise<Response | undefined> {
    return this.held.get(address)?.clone();
  }
  async put(address: string, response: Response): Promise<void> {
    if (this.full) throw new DOMException("No room.", "QuotaExceededError");
    this.held.set(address, response);
  }
  async delete(address: string): Promise<boolean> {
    return this.held.delete(address);
  }
  async keys(): Promise<string[]> {
    return [...this.held.keys()];
  }
}

let stored: Map<string, Cached>;

beforeEach(() => {
  stored = new Map();
  vi.stubGlobal("caches", {
    open: async (name: string) => {
      const cache = stored.get(name) ?? new Cached();
      stored.set(name, cache);
      return cache;
    },
  });
});
afterEach(() => vi.unstubAllGlobals());

/** The only cache there is, once something was kept. */
function cache(): Cached {
  const [only, ...others] = stored.values();
  if (!only || others.length > 0) throw new Error(`There are ${stored.size} caches.`);
  return only;
}

/** A valid module of this many bytes: its header, and a custom section with a name of no letters. */
function moduleOf(bytes: number): Uint8Array {
  const wasm = new Uint8Array(bytes);
  wasm.set([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 0]);
  let rest = bytes - 14;
  // The section's size as five bytes of LEB128.
  for (let i = 9; i < 14; i++, rest = Math.floor(rest / 128))
    wasm[i] = (rest % 128) | (i < 13 ? 128 : 0);
  return wasm;
}

const small = { wasm: moduleOf(100), wallMs: 165 };

/** Which of the sources are still there, by what `read` gives. */
async function left(store: CompiledStore, sources: string[]): Promise<string[]> {
  const found = await Promise.all(sources.map((source) => store.read(source)));
  return sources.filter((_, i) => found[i]);
}

const numbered = (count: number) => Array.from({ length: count }, (_, i) => `source ${i}`);

test("What was kept is given back, with the time that it took, to its own source, compiler and site", async () => {
  const store = new CompiledStore(site, "clang 1");
  expect(await store.read("a")).toBeUndefined();
  await store.keep("a", small);
  expect(await store.read("a")).toEqual(small);
  expect(await store.read("b")).toBeUndefined();
  expect(await new CompiledStore(site, "clang 2").read("a")).toBeUndefined();
  const elsewhere = new CompiledStore("https://lanes.example/other/", "clang 1");
  expect(await elsewhere.read("a")).toBeUndefined();
});

test("64 sources are kept; the 65th takes the place of the oldest", async () => {
  const store = new CompiledStore(site, "clang");
  const sources = numbered(66);
  for (const source of sources.slice(0, 64)) await store.keep(source, small);
  expect(await left(store, sources)).toEqual(sources.slice(0, 64));
  await store.keep("source 64", small);
  expect(await left(store, sources)).toEqual(sources.slice(1, 65));
  await store.keep("source 65", small);
  expect(await left(store, sources)).toEqual(sources.slice(2));
});

test("A source that is kept again is the youngest, and stands there once", async () => {
  const store = new CompiledStore(site, "clang");
  const sources = numbered(64);
  for (const source of sources) await store.keep(source, small);
  await store.keep("source 0", { ...small, wallMs: 7 });
  expect(cache().held.size).toBe(64);
  expect((await store.read("source 0"))?.wallMs).toBe(7);
  await store.keep("one more", small);
  expect(await left(store, sources)).toEqual(sources.filter((source) => source !== "source 1"));
});

test("16 MiB are kept together, to the byte; of more the oldest go", async () => {
  const store = new CompiledStore(site, "clang");
  const sources = ["first", "second", "third"];
  await store.keep("first", { wasm: moduleOf(100), wallMs: 1 });
  await store.keep("second", { wasm: moduleOf(8 * mib), wallMs: 1 });
  await store.keep("third", { wasm: moduleOf(8 * mib - 100), wallMs: 1 });
  expect(await left(store, sources)).toEqual(sources);
  await store.keep("third", { wasm: moduleOf(8 * mib - 99), wallMs: 1 });
  expect(await left(store, sources)).toEqual(["second", "third"]);
});

test("16 MiB of one source push out all others; one byte more is not kept, and pushes out nothing", async () => {
  const store = new CompiledStore(site, "clang");
  await store.keep("small", small);
  await store.keep("too large", { wasm: moduleOf(16 * mib + 1), wallMs: 1 });
  expect(await left(store, ["small", "too large"])).toEqual(["small"]);
  await store.keep("large", { wasm: moduleOf(16 * mib), wallMs: 1 });
  expect(await left(store, ["small", "large"])).toEqual(["large"]);
});

test("What is held that is no module any more is not given out, and is forgotten", async () => {
  const store = new CompiledStore(site, "clang");
  for (const broken of [moduleOf(100).slice(0, 50), new Uint8Array(0), new Uint8Array(100)]) {
    await store.keep("a", small);
    const [[address, whole] = ["", new Response()]] = cache().held;
    cache().held.set(address, new Response(new Uint8Array(broken), { headers: whole.headers }));
    expect(await store.read("a")).toBeUndefined();
    expect(cache().held.size).toBe(0);
  }
  await store.keep("a", small);
  expect(await store.read("a")).toEqual(small);
});

test.each(["soon", "-1", "NaN"])(
  "A time of %s is none: what has it is forgotten",
  async (wallMs) => {
    const store = new CompiledStore(site, "clang");
    await store.keep("a", small);
    for (const kept of cache().held.values()) kept.headers.set("Lanes-Wall-Ms", wallMs);
    expect(await store.read("a")).toBeUndefined();
    expect(cache().held.size).toBe(0);
  },
);

test("What does not say how large it is counts as too large, and goes when the next is kept", async () => {
  const store = new CompiledStore(site, "clang");
  await store.keep("a", small);
  for (const kept of cache().held.values()) kept.headers.set("Lanes-Bytes", "many");
  await store.keep("b", small);
  expect(await left(store, ["a", "b"])).toEqual(["b"]);
});

test("Where there is no room, and where nothing may be stored, nothing is kept and nobody is told", async () => {
  const store = new CompiledStore(site, "clang");
  await store.keep("a", small);
  cache().full = true;
  await store.keep("b", small);
  expect(await left(store, ["a", "b"])).toEqual(["a"]);
  vi.stubGlobal("caches", { open: () => Promise.reject(new DOMException("No.", "SecurityError")) });
  await store.keep("a", small);
  expect(await store.read("a")).toBeUndefined();
  vi.stubGlobal("caches", undefined);
  await store.keep("a", small);
  expect(await store.read("a")).toBeUndefined();
});
