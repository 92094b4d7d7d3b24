/** The code in docs/own-code.md: what can be compiled here is, and all of it computes the same. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { beforeAll, expect, test } from "vitest";
import {
  type ClangKit,
  compile,
  foreignImports,
  runClang,
} from "../../web/engine/own/compiler/clang.ts";
import { clangKit, Kernel } from "./own-clang.ts";

const docs = readFileSync(resolve(import.meta.dirname, "../../docs/own-code.md"), "utf8");

function blocks(language: string): string[] {
  const pattern = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms");
  return [...docs.matchAll(pattern)].map(([, code = ""]) => code);
}

const [seed, size] = [7, 2500];

function expected(): string {
  let sum = 0;
  for (let i = 0; i < size; i++) sum = (sum * 31 + seed + i) % 1_000_003;
  return String(sum);
}

let kit: ClangKit;
beforeAll(async () => {
  kit = await clangKit();
});

test("the JavaScript", async () => {
  const [source = ""] = blocks("js");
  const { task } = (await import(
    /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(source)}`
  )) as { task(given: object): Promise<unknown> };
  const seen: string[] = [];
  const get = async (ms: number) => void seen.push(`get ${ms}`);
  const turn = async () => void seen.push("turn");
  expect(String(await task({ seed, size, get, turn }))).toBe(expected());
  expect(seen).toEqual(["turn", "turn", "turn", "get 20"]);
});

test("the C++", async () => {
  const [coroutine = "", plain = ""] = blocks("cpp");
  for (const [source, answer, asked] of [
    [coroutine, expected(), [1, 1, 1, 22]],
    [plain, undefined, []],
  ] as const) {
    const compiled = await compile(kit, source);
    if ("diagnostics" in compiled) throw new Error(JSON.stringify(compiled.diagnostics));
    const own = await Kernel.from(compiled.wasm);
    const ran = own.run(seed, size);
    expect(ran.answer).toMatch(/^\d+$/);
    if (answer !== undefined) expect(ran.answer).toBe(answer);
    expect(ran.asked).toEqual(asked);
  }
});

test("the C, as the documented command builds it", async () => {
  const [plain = "", resumable = ""] = blocks("c");
  const command = /^clang (.*) -o task\.wasm task\.c$/m.exec(docs)?.[1]?.split(" ") ?? [];
  const modules: WebAssembly.Module[] = [];
  for (const source of [plain, resumable]) {
    const { files, said } = await runClang(
      kit.clang,
      ["-x", "c", ...command, "-o", "task.wasm", "task.c"],
      { "task.c": source },
    );
    const wasm = files?.["task.wasm"];
    if (!(wasm instanceof Uint8Array)) throw new Error(said);
    const module = await WebAssembly.compile(new Uint8Array(wasm));
    expect(foreignImports(module)).toEqual([]);
    modules.push(module);
  }
  const [first, second] = modules as [WebAssembly.Module, WebAssembly.Module];
  const { exports } = new WebAssembly.Instance(first);
  expect(exports.memory).toBeInstanceOf(WebAssembly.Memory);
  const task = exports.task as (seed: number, size: number) => bigint;
  expect(String(BigInt.asUintN(64, task(seed, size)))).toBe(expected());
  const own = Kernel.of(second);
  expect(own.run(seed, size)).toEqual({ answer: expected(), asked: [1, 1, 22] });
  expect(own.run(seed, size, () => 2)).toEqual({ answer: "", asked: [1, 1, 22] });
});
