/** Payloads of code in links: cut, altered, bombs, anything: none throws, none is half taken. */
import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { loadCodeLink } from "../../web/spec/link/code-link.ts";
import {
  mostSourceBytes,
  mostWasmBytes,
  readWasm,
  writeSource,
  writeWasm,
} from "../../web/spec/link/packed-code.ts";
import { parseLink } from "../../web/spec/link/parse-link.ts";
import { writeLink } from "../../web/spec/link/write-link.ts";
import { page } from "../web/samples/specs.ts";
import * as corpus from "./corpus.ts";
import { fuzzSync, watchForHangs } from "./fuzz.ts";
import { joinTexts, mutated } from "./mutations.ts";

watchForHangs();
beforeAll(loadCodeLink);

const source = fc.string({ unit: "grapheme", maxLength: 300 }).map((text) => text.toWellFormed());

/** What inflates to `times` the same letter: a thousand times its size. */
const bomb = fc
  .nat({ max: 200_000 })
  .map((times) => `1AAAAAA${deflateRawSync(Buffer.alloc(times, 65)).toString("base64url")}`);

const payloads = fc.oneof(
  {
    weight: 4,
    arbitrary: mutated(source.map(writeSource), fc.stringMatching(/^[\w-]{1,8}$/), joinTexts),
  },
  fc.stringMatching(/^1[\w-]{6}[\w-]{0,300}$/),
  bomb,
  fc.string(),
);

test("code of any kind is taken whole or not at all, and then a sentence says so", () => {
  const fuzzed = { corpus: "code", kept: corpus.code, generated: payloads, cases: 5000 };
  fuzzSync(fuzzed, (payload) => {
    const { spec, changes } = parseLink(`work=brought&code=${payload}`, page);
    expect(new TextEncoder().encode(spec.code).length).toBeLessThanOrEqual(mostSourceBytes);
    for (const change of changes) expect(change.length).toBeLessThan(300);
    if (spec.code === "") return;
    expect(parseLink(writeLink(spec, page), page)).toEqual({ spec, changes: [] });
  });
});

const author = "int task(int seed, int size) { return seed; }";
const modules = fc.uint8Array({ maxLength: 300 }).map((wasm) => writeWasm(wasm, author));
const wasmBomb = fc
  .nat({ max: 200_000 })
  .map((times) => `1AAAAAAAAAAAA${deflateRawSync(Buffer.alloc(times)).toString("base64url")}`);
const packedModules = fc.oneof(
  { weight: 4, arbitrary: mutated(modules, fc.stringMatching(/^[\w-]{1,8}$/), joinTexts) },
  fc.stringMatching(/^1[\w-]{12}[\w-]{0,300}$/),
  wasmBomb,
  fc.string(),
);

test("compiled code of any kind is taken whole or not at all, and its source stays", () => {
  const fuzzed = { corpus: "wasm", kept: corpus.code, generated: packedModules, cases: 5000 };
  const link = writeLink({ work: "brought", lang: "cpp", code: author }, page);
  fuzzSync(fuzzed, (payload) => {
    const direct = readWasm(payload, author);
    if ("wasm" in direct) expect(direct.wasm.length).toBeLessThanOrEqual(mostWasmBytes);
    const { spec, changes } = parseLink(`${link}&wasm=${encodeURIComponent(payload)}`, page);
    expect(spec.code).toBe(author);
    for (const change of changes) expect(change.length).toBeLessThan(300);
    if (spec.compiled) expect(spec.compiled.code).toBe(author);
  });
});
