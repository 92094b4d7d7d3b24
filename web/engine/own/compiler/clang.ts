/**
 * Compiles a reader's C++ with Clang, which is itself a Wasm program: the arguments, the files and
 * what comes out. Runs in the compiler's worker, and under Node in tests.
 */
import type { commands, Exit, RunOptions, Tree } from "@yowasp/clang";
import type { Diagnostic } from "../../../spec/diagnostic.ts";
import { diagnosticsOf, sourceName } from "./diagnostics.ts";

/** What is used of `@yowasp/clang`. */
export interface ClangPackage {
  commands: Pick<typeof commands, "clang++">;
  Exit: typeof Exit;
}

/** Arguments in groups: wasm/own/clang.json. */
export type ClangArguments = Record<
  "compile" | "diagnostics" | "freestanding" | "standard" | "precompiled" | "precompile" | "link",
  string[]
>;

/** What a compilation needs besides the source. */
export interface ClangKit {
  clang: ClangPackage;
  arguments: ClangArguments;
  /** The files of wasm/own: `lanes.hpp` and the others, by name. */
  headers: Record<string, string>;
  /** The usual standard headers, compiled; undefined where there are none: it takes longer then. */
  precompiled(): Promise<Uint8Array | undefined>;
}

export type Compiled = { wasm: Uint8Array } | { diagnostics: Diagnostic[] };

const result = "task.wasm";
/** The one function that a task may call outside of itself. */
const allowedImport = "lanes.log";
const standardInclude = /^[^\S\n]*#[^\S\n]*(?:include|embed)(?![^\S\n]*["<]lanes\.hpp[">])/m;

/** Whether a source includes more than lanes.hpp. */
export function usesStandardHeaders(source: string): boolean {
  return standardInclude.test(source);
}

/** Rejects only when the compiler itself fails. Warnings of a source that compiles: `check`. */
export async function compile(kit: ClangKit, source: string): Promise<Compiled> {
  const { files, said } = await run(kit, source, [...kit.arguments.link, "-o", result]);
  const wasm = files?.[result];
  if (!(wasm instanceof Uint8Array)) {
    const diagnostics = diagnosticsOf(said, source);
    return { diagnostics: hasError(diagnostics) ? diagnostics : [unexplained(said)] };
  }
  const foreign = foreignImports(await WebAssembly.compile(bytesOf(wasm)));
  return foreign.length > 0 ? { diagnostics: [unreachable(foreign)] } : { wasm };
}

/** Errors and warnings. */
export async function check(kit: ClangKit, source: string): Promise<Diagnostic[]> {
  const { said } = await run(kit, source, ["-fsyntax-only"]);
  return diagnosticsOf(said, source);
}

async function run(kit: ClangKit, source: string, last: string[]) {
  const { compile, diagnostics, freestanding, standard, precompiled } = kit.arguments;
  const files: Tree = { ...kit.headers, [sourceName]: source };
  let headers = freestanding;
  if (usesStandardHeaders(source)) {
    const ready = await kit.precompiled();
    headers = ready ? precompiled : standard;
    if (ready) files["standard.pch"] = ready;
  }
  return runClang(kit.clang, [...compile, ...diagnostics, ...headers, "main.cpp", ...last], files);
}

/** `files` is undefined if Clang refused the source. */
export async function runClang(
  { commands: programs, Exit: Exited }: ClangPackage,
  args: string[],
  files: Tree,
  options: RunOptions = {},
): Promise<{ files: Tree | undefined; said: string }> {
  const decoder = new TextDecoder();
  let said = "";
  const hear = (bytes: Uint8Array | null) => {
    if (bytes) said += decoder.decode(bytes, { stream: true });
  };
  const all: RunOptions = {
    fetchProgress: () => undefined,
    ...options,
    stdout: hear,
    stderr: hear,
    decodeASCII: false,
  };
  try {
    return { files: await programs["clang++"](args, files, all), said };
  } catch (error) {
    if (!(error instanceof Exited)) throw error;
    return { files: undefined, said };
  }
}

/** The imports of a module that a task may not have, each as `module.name`. */
export function foreignImports(module: WebAssembly.Module): string[] {
  return WebAssembly.Module.imports(module)
    .map((entry) => `${entry.module}.${entry.name}`)
    .filter((name) => name !== allowedImport);
}

function hasError(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === "error");
}

function unreachable(names: readonly string[]): Diagnostic {
  const text = `This needs ${names.join(", ")} from outside, and a task reaches nothing: no files, no clock, no network.`;
  return { line: 1, column: 1, severity: "error", text };
}

function unexplained(said: string): Diagnostic {
  const last = said.trim().split("\n").at(-1) || "it said nothing";
  return { line: 1, column: 1, severity: "error", text: `The compiler gave up: ${last}` };
}

/** On a buffer that is certainly not shared, as WebAssembly.compile's type wants it. */
function bytesOf(wasm: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(wasm);
}
