/** The page's compiler under Node: the same package, arguments and headers. */
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import {
  type ClangArguments,
  type ClangKit,
  type ClangPackage,
  runClang,
} from "../../web/engine/own/compiler/clang.ts";

const here = import.meta.dirname;
const own = resolve(here, "../../wasm/own");
const bundle = resolve(here, "../../web/node_modules/@yowasp/clang/gen/bundle.js");

/** `precompiled`: as the build does it, which takes a while. */
export async function clangKit({ precompiled = false } = {}): Promise<ClangKit> {
  const clang = (await import(/* @vite-ignore */ pathToFileURL(bundle).href)) as ClangPackage;
  const headers = Object.fromEntries(
    readdirSync(own)
      .filter((name) => /\.[hc]pp$/.test(name))
      .map((name) => [name, readFileSync(resolve(own, name), "utf8")]),
  );
  const text = readFileSync(resolve(own, "clang.json"), "utf8");
  const kit: ClangKit = {
    clang,
    arguments: JSON.parse(text) as ClangArguments,
    headers,
    precompiled: async () => undefined,
  };
  await runClang(clang, ["--version"], {});
  if (precompiled) {
    const { compile, precompile } = kit.arguments;
    const { files, said } = await runClang(clang, [...compile, ...precompile], headers);
    const made = files?.["standard.pch"];
    if (!(made instanceof Uint8Array)) throw new Error(said);
    kit.precompiled = async () => made;
  }
  return kit;
}

interface KernelExports {
  memory: WebAssembly.Memory;
  _initialize?(): void;
  lanes_begin(seed: number, size: number): number;
  lanes_resume(task: number, reply: number): number;
  lanes_answer(task: number): number;
  lanes_answer_bytes(task: number): number;
  lanes_end(task: number): void;
}

/** A kernel driven by hand. */
export class Kernel {
  readonly exports: KernelExports;
  readonly logged: string[] = [];

  private constructor(module: WebAssembly.Module) {
    const log = (address: number, bytes: number) => this.logged.push(this.text(address, bytes));
    const { exports } = new WebAssembly.Instance(module, { lanes: { log } });
    this.exports = exports as unknown as KernelExports;
    this.exports._initialize?.();
  }

  static of(module: WebAssembly.Module): Kernel {
    return new Kernel(module);
  }

  static async from(wasm: Uint8Array): Promise<Kernel> {
    return Kernel.of(await WebAssembly.compile(new Uint8Array(wasm)));
  }

  /** Runs a task to its end: its answer, and what it asked for on the way. */
  run(seed: number, size: number, reply: (asked: number) => number = () => 1) {
    const task = this.exports.lanes_begin(seed, size);
    const asked: number[] = [];
    for (let state = this.exports.lanes_resume(task, 0); state !== 0; ) {
      asked.push(state);
      state = this.exports.lanes_resume(task, state >= 2 ? reply(state) : 0);
    }
    return { answer: this.answer(task), asked };
  }

  answer(task: number): string {
    return this.text(this.exports.lanes_answer(task), this.exports.lanes_answer_bytes(task));
  }

  private text(address: number, bytes: number): string {
    return new TextDecoder().decode(new Uint8Array(this.exports.memory.buffer, address, bytes));
  }
}
