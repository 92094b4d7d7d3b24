/** The code that a run brings, ready for the sandbox. */
import type { Diagnostic } from "../../spec/diagnostic.ts";
import { LanesError, sentenceOf } from "../../spec/errors.ts";
import type { BroughtCode } from "../../spec/types.ts";
import type { OwnCode } from "./code.ts";
import { compileCpp, recall } from "./compiler/compiler.ts";
import { example } from "./example.ts";
import { check } from "./inside/wasm-kernel.ts";

export interface ReadyCode {
  code: OwnCode;
  /** What a reader of the result has to know of it, as sentences. */
  notes: readonly string[];
}

const authors =
  "This ran the author’s compiled code, which came with the link. It was not compiled here.";

/** Compiles it if need be. Rejects with a LanesError. */
export async function codeOf(
  { lang, code, wasm, compiled }: BroughtCode,
  signal: AbortSignal,
): Promise<ReadyCode> {
  if (lang === "js") return { code: { lang, source: code || example.js }, notes: [] };
  if (lang === "wasm") {
    if (wasm) return ready(wasm);
    throw new LanesError(
      "bad-spec",
      "A .wasm file stays on the device of whoever has it: choose yours, or give lanes.run its bytes as wasm.",
    );
  }
  const source = code || example.cpp;
  // What was compiled here goes before what somebody else says to have compiled.
  const carried = (await recall(source)) ? undefined : compiled;
  const unfit = carried && (await whyUnfit(carried.wasm));
  if (carried && !unfit) return ready(carried.wasm, authors);
  const made = await compileCpp(source, { signal });
  if (!("wasm" in made)) throw doesNotCompile(made.diagnostics);
  if (!unfit) return ready(made.wasm);
  return ready(
    made.wasm,
    `The compiled code in the link was not used (${unfit}): the source was compiled here.`,
  );
}

function ready(wasm: Uint8Array, ...notes: string[]): ReadyCode {
  return { code: { lang: "wasm", bytes: new Uint8Array(wasm) }, notes };
}

/** Why a module cannot run, as a sentence without its end; nothing of it runs. "" if it can. */
async function whyUnfit(wasm: Uint8Array): Promise<string> {
  try {
    check(await WebAssembly.compile(new Uint8Array(wasm)));
    return "";
  } catch (error) {
    return sentenceOf(error).replace(/\.$/, "");
  }
}

function doesNotCompile(diagnostics: readonly Diagnostic[]): LanesError {
  const first = diagnostics.find(({ severity }) => severity === "error");
  const sentence = first
    ? `This C++ does not compile, in line ${first.line}: ${first.text}`
    : "This C++ does not compile.";
  return new LanesError("does-not-compile", sentence, diagnostics);
}
