import { createHash } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import {
  type ClangKit,
  check,
  compile,
  usesStandardHeaders,
} from "../../web/engine/own/compiler/clang.ts";
import { clangKit, Kernel } from "./own-clang.ts";

let kit: ClangKit;
beforeAll(async () => {
  kit = await clangKit({ precompiled: true });
});

async function kernel(source: string): Promise<Kernel> {
  const compiled = await compile(kit, source);
  if ("diagnostics" in compiled) throw new Error(JSON.stringify(compiled.diagnostics));
  return Kernel.from(compiled.wasm);
}

async function errors(source: string) {
  const compiled = await compile(kit, source);
  if (!("diagnostics" in compiled)) throw new Error("it compiled");
  return compiled.diagnostics;
}

function primesUpTo(size: number): number {
  const composite = new Uint8Array(size + 1);
  let count = 0;
  for (let n = 2; n <= size; n++) {
    if (composite[n]) continue;
    count++;
    for (let multiple = n * n; multiple <= size; multiple += n) composite[multiple] = 1;
  }
  return count;
}

function hashChain(seed: number, size: number): string {
  let text = String(seed);
  for (let i = 0; i < size; i++) text = createHash("sha256").update(text).digest("hex");
  return text;
}

const primes = `
std::uint64_t task(std::uint32_t seed, std::uint32_t size) {
  std::uint64_t count = 0;
  for (std::uint32_t n = 2; n <= size; ++n) {
    bool prime = true;
    for (std::uint32_t d = 2; d * d <= n && prime; ++d) prime = n % d != 0;
    count += prime;
  }
  return count;
}`;

const sha256 = `
constexpr std::uint32_t k[64] = {
  0x428a2f98,0x71374491,0xb5c0fbcf,0xe9b5dba5,0x3956c25b,0x59f111f1,0x923f82a4,0xab1c5ed5,
  0xd807aa98,0x12835b01,0x243185be,0x550c7dc3,0x72be5d74,0x80deb1fe,0x9bdc06a7,0xc19bf174,
  0xe49b69c1,0xefbe4786,0x0fc19dc6,0x240ca1cc,0x2de92c6f,0x4a7484aa,0x5cb0a9dc,0x76f988da,
  0x983e5152,0xa831c66d,0xb00327c8,0xbf597fc7,0xc6e00bf3,0xd5a79147,0x06ca6351,0x14292967,
  0x27b70a85,0x2e1b2138,0x4d2c6dfc,0x53380d13,0x650a7354,0x766a0abb,0x81c2c92e,0x92722c85,
  0xa2bfe8a1,0xa81a664b,0xc24b8b70,0xc76c51a3,0xd192e819,0xd6990624,0xf40e3585,0x106aa070,
  0x19a4c116,0x1e376c08,0x2748774c,0x34b0bcb5,0x391c0cb3,0x4ed8aa4a,0x5b9cca4f,0x682e6ff3,
  0x748f82ee,0x78a5636f,0x84c87814,0x8cc70208,0x90befffa,0xa4506ceb,0xbef9a3f7,0xc67178f2};

std::uint32_t rotr(std::uint32_t x, int n) { return x >> n | x << (32 - n); }

void compress(std::uint32_t (&h)[8], const unsigned char* block) {
  std::uint32_t w[64];
  for (int i = 0; i < 16; ++i)
    w[i] = block[4*i] << 24 | block[4*i+1] << 16 | block[4*i+2] << 8 | block[4*i+3];
  for (int i = 16; i < 64; ++i)
    w[i] = w[i-16] + (rotr(w[i-15],7) ^ rotr(w[i-15],18) ^ w[i-15] >> 3) + w[i-7] +
           (rotr(w[i-2],17) ^ rotr(w[i-2],19) ^ w[i-2] >> 10);
  std::uint32_t a=h[0],b=h[1],c=h[2],d=h[3],e=h[4],f=h[5],g=h[6],j=h[7];
  for (int i = 0; i < 64; ++i) {
    std::uint32_t t1 = j + (rotr(e,6)^rotr(e,11)^rotr(e,25)) + ((e&f)^(~e&g)) + k[i] + w[i];
    std::uint32_t t2 = (rotr(a,2)^rotr(a,13)^rotr(a,22)) + ((a&b)^(a&c)^(b&c));
    j=g; g=f; f=e; e=d+t1; d=c; c=b; b=a; a=t1+t2;
  }
  h[0]+=a; h[1]+=b; h[2]+=c; h[3]+=d; h[4]+=e; h[5]+=f; h[6]+=g; h[7]+=j;
}

std::uint32_t hash(char (&text)[65], std::uint32_t bytes) {
  unsigned char blocks[128] = {};
  for (std::uint32_t i = 0; i < bytes; ++i) blocks[i] = text[i];
  blocks[bytes] = 0x80;
  std::uint32_t all = bytes < 56 ? 64 : 128;
  blocks[all - 1] = bytes * 8; blocks[all - 2] = bytes * 8 >> 8;
  std::uint32_t h[8] = {0x6a09e667,0xbb67ae85,0x3c6ef372,0xa54ff53a,0x510e527f,0x9b05688c,0x1f83d9ab,0x5be0cd19};
  for (std::uint32_t at = 0; at < all; at += 64) compress(h, blocks + at);
  for (int i = 0; i < 64; ++i) text[i] = "0123456789abcdef"[h[i / 8] >> (28 - i % 8 * 4) & 15];
  text[64] = 0;
  return 64;
}

lanes::Task task(lanes::Seed seed, std::uint32_t size) {
  char text[65] = {};
  std::uint32_t bytes = 0, rest = seed, digits = 1;
  for (std::uint32_t s = seed; s >= 10; s /= 10) ++digits;
  for (bytes = digits; digits-- > 0; rest /= 10) text[digits] = '0' + rest % 10;
  for (std::uint32_t i = 0; i < size; ++i) {
    bytes = hash(text, bytes);
    co_await lanes::turn();
  }
  co_return text;
}`;

describe("own C++ computes what others compute", () => {
  test("a plain function counts primes", async () => {
    const own = await kernel(primes);
    for (const size of [0, 2, 100, 10_000]) {
      expect(own.run(1, size).answer).toBe(String(primesUpTo(size)));
    }
  });

  test("a coroutine chains SHA-256, one turn a link, several tasks in turns", async () => {
    const own = await kernel(sha256);
    expect(own.run(1, 2).answer).toBe(
      "e0bc614e4fd035a488619799853b075143deea596c477b8dc077e309c0fe42e9",
    );
    const seeds = [7, 42, 4_294_967_295];
    const tasks = seeds.map((seed) => own.exports.lanes_begin(seed, 5));
    const open = new Set(tasks);
    let turns = 0;
    while (open.size > 0) {
      for (const task of open) {
        if (own.exports.lanes_resume(task, 0) === 0) open.delete(task);
        else turns++;
      }
    }
    expect(turns).toBe(15);
    expect(tasks.map((task) => own.answer(task))).toEqual(seeds.map((seed) => hashChain(seed, 5)));
  });

  test("standard headers sort", async () => {
    const own = await kernel(`#include <algorithm>
#include <string>
#include <vector>
std::string task(std::uint32_t seed, std::uint32_t size) {
  std::vector<std::uint32_t> all(size);
  for (auto& one : all) one = seed = seed * 1664525u + 1013904223u;
  std::ranges::sort(all);
  return std::to_string(all[size / 2]);
}`);
    let seed = 3;
    const all = Uint32Array.from({ length: 1001 }, () => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return seed;
    });
    expect(own.run(3, 1001).answer).toBe(String(all.sort()[500]));
  });
});

describe("a task and its surroundings", () => {
  test("waits for answers, and learns which were refused", async () => {
    const own = await kernel(`
lanes::Task task(lanes::Seed seed, std::uint32_t size) {
  int answered = 0;
  for (std::uint32_t i = 0; i < size; ++i) answered += co_await lanes::get(100 * i);
  co_return answered;
}`);
    const { answer, asked } = own.run(1, 3, (ms) => (ms === 102 ? 2 : 1));
    expect(asked).toEqual([2, 102, 202]);
    expect(answer).toBe("2");
  });

  test("answers with integers and text of every kind", async () => {
    const answers: [string, string][] = [
      ["std::uint64_t", "18446744073709551615u"],
      ["int", "-2147483648"],
      ["bool", "true"],
      ["const char*", '"ünï"'],
    ];
    for (const [type, value] of answers) {
      const own = await kernel(`${type} task(std::uint32_t, std::uint32_t) { return ${value}; }`);
      const expected = { bool: "1", "const char*": "ünï" }[type] ?? value.replace("u", "");
      expect(own.run(1, 1).answer).toBe(expected);
    }
  });

  test("shows what is logged and printed", async () => {
    const own = await kernel(`#include <cstdio>
int task(int seed, int) { lanes::log("begun"); lanes::log(seed); std::printf("%d%%\\n", 50); std::fflush(stdout); return 1; }`);
    own.run(9, 1);
    expect(own.logged).toEqual(["begun", "9", "50%"]);
  });

  test("gives back what ended tasks held", async () => {
    const own = await kernel(`
lanes::Task task(lanes::Seed, std::uint32_t) {
  char room[100000];
  for (char& one : room) one = 1;
  co_await lanes::turn();
  int sum = 0;
  for (char one : room) sum += one;
  co_return sum;
}`);
    expect(own.run(1, 1).answer).toBe("100000");
    const bytes = own.exports.memory.buffer.byteLength;
    for (let i = 0; i < 200; i++) own.run(i, 1);
    for (let i = 0; i < 200; i++) {
      const cancelled = own.exports.lanes_begin(i, 1);
      own.exports.lanes_resume(cancelled, 0);
      own.exports.lanes_end(cancelled);
    }
    expect(own.exports.memory.buffer.byteLength).toBe(bytes);
  });

  test("a trap is a trap: out of memory says so first, a stack that overflows reaches nothing else", async () => {
    const hungry = await kernel(`
#include <cstdlib>
int task(int, int) { for (;;) *static_cast<volatile char*>(lanes::detail::allocate(1 << 24)) = 1; }`);
    expect(() => hungry.run(1, 1)).toThrow(WebAssembly.RuntimeError);
    expect(hungry.logged).toEqual(["The task ran out of memory."]);
    expect(hungry.exports.memory.buffer.byteLength).toBeLessThanOrEqual(512 * 2 ** 20);
    const deep = await kernel(`
int deep(volatile char* p, int n) { volatile char room[4096]; room[0] = *p; return n == 0 ? room[0] : deep(room, n + 1) + room[0]; }
int task(int, int) { char c = 1; return deep(&c, 1); }`);
    expect(() => deep.run(1, 1)).toThrow();
  });
});

describe("diagnostics", () => {
  test("stand at their lines and columns, also behind other letters", async () => {
    const found = await errors("int task(int, int) {\n  /* ü😀 */ return nonsense;\n}\n");
    expect(found).toMatchObject([{ line: 2, column: 20, severity: "error" }]);
    expect(found[0]?.text).toContain("nonsense");
  });

  test("a missing task, one that answers nothing and one whose answer is no text", async () => {
    expect(await errors("int other;\n")).toMatchObject([
      { line: 1, column: 1, text: expect.stringMatching(/^There is no task\(std::uint32_t seed/) },
    ]);
    expect(await errors("\nvoid task(int, int) {}\n")).toMatchObject([
      { line: 2, column: 6, text: expect.stringMatching(/has to return its answer/) },
    ]);
    expect(await errors("double task(int, int) { return 0.5; }\n")).toMatchObject([
      { line: 1, column: 8, text: expect.stringMatching(/^An answer is an integer or text/) },
    ]);
  });

  test("what is declared only, what is thrown, what is awaited, what is asked of a system", async () => {
    expect(await errors("int far(int);\nint task(int a, int) { return far(a); }")).toMatchObject([
      { line: 1, column: 5, text: "far(int) is declared but defined nowhere." },
    ]);
    expect(await errors("int task(int, int) {\n  throw 1;\n}")).toMatchObject([
      { line: 2, column: 3 },
    ]);
    const awaited = await errors("lanes::Task task(int, int) {\n  co_await 5;\n  co_return 1;\n}");
    expect(awaited[0]).toMatchObject({ line: 2, text: expect.stringContaining("lanes::get(ms)") });
    const system = '#include <fcntl.h>\nint task(int, int) { return open("/etc", O_DIRECTORY); }';
    expect((await errors(system))[0]?.text).toContain("reaches nothing");
  });

  test("warnings are told while one types, and nothing of a source that is right", async () => {
    const [warning, ...others] = await check(
      kit,
      "int task(int, int) {\n  int unused;\n  return 1;\n}",
    );
    expect(warning).toMatchObject({ line: 2, column: 7, severity: "warning" });
    expect(others).toEqual([]);
    expect(await check(kit, primes)).toEqual([]);
    expect(await check(kit, sha256)).toEqual([]);
  });
});

test("a source that includes something needs the standard headers", () => {
  expect(usesStandardHeaders("#include <lanes.hpp>\nint a;")).toBe(false);
  expect(usesStandardHeaders('#include "lanes.hpp"')).toBe(false);
  expect(usesStandardHeaders("int a;\n  #  include <vector>")).toBe(true);
});
