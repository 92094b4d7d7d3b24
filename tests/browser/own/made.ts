/** Modules that the tests make themselves: of WAT, and of C by the command of docs/own-code.md. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import wabt from "wabt";
import { runClang } from "../../../web/engine/own/compiler/clang.ts";
import { clangKit } from "../../wasm/own-clang.ts";

/** What a folder beside this file has under that name. */
export function sourceOf(name: string): string {
  return readFileSync(resolve(import.meta.dirname, name), "utf8");
}

const assembler = await wabt();

/** Also what no engine would take, such as a call with the wrong arguments. */
export function ofWat(text: string): number[] {
  const module = assembler.parseWat("task.wat", text, { memory64: true });
  try {
    return [...module.toBinary({}).buffer];
  } finally {
    module.destroy();
  }
}

export async function ofC(source: string): Promise<number[]> {
  const [, command = ""] =
    /^clang (.*) -o task\.wasm task\.c$/m.exec(sourceOf("../../../docs/own-code.md")) ?? [];
  const { clang } = await clangKit();
  const args = ["-x", "c", ...command.split(" "), "-o", "task.wasm", "task.c"];
  const { files, said } = await runClang(clang, args, { "task.c": source });
  const wasm = files?.["task.wasm"];
  if (!(wasm instanceof Uint8Array)) throw new Error(said);
  return [...wasm];
}
