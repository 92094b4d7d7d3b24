/** The texts that works read and write, from the C++ that makes them (wasm/tools/workload_texts.cpp). */
import { execFileSync } from "node:child_process";
import { resolve } from "node:path";

const generated = resolve(
  process.env.LANES_GENERATED ?? resolve(import.meta.dirname, "../../build/generated"),
);

function workloadTexts(...words: (string | number)[]): string {
  const program = resolve(generated, "tests/workload_texts.js");
  return execFileSync(process.execPath, [program, ...words.map(String)], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
}

/** What `json` writes; the program ends it with a line feed. */
export const jsonText = (seed: number, size: number) =>
  workloadTexts("json", seed, size).slice(0, -1);

/** What `regex` searches. */
export const logText = (seed: number, size: number) => workloadTexts("regex", seed, size);

export interface Pattern {
  name: string;
  source: string;
}

export function patterns(): Pattern[] {
  const lines = workloadTexts("patterns").trimEnd().split("\n");
  return lines.map((line) => {
    const [name = "", source = ""] = line.split("\t");
    return { name, source };
  });
}

/** The digest of `regex`, by this engine's own RegExp. Also sent into browsers: uses nothing else. */
export function countsByRegExp({ text, all }: { text: string; all: Pattern[] }): string {
  return all
    .map(({ name, source }) => `${name}=${[...text.matchAll(new RegExp(source, "g"))].length}`)
    .join(" ");
}
