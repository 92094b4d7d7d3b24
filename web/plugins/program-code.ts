/**
 * The module `lanes:program-code`: what each thread of the programs with shared state does, taken
 * from the sources that are compiled, between the markers of code/markers.ts, which name a fix.
 * LANES_REPOSITORY is as for shown-code.ts.
 */
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Plugin } from "vite";
import type { ProgramCode } from "../kit/code/program-code.ts";
import { fixes } from "../spec/sharing/sharing.ts";
import { markedParts } from "./code/markers.ts";
import { tokensOf } from "./code/tokens.ts";
import { addressOf } from "./shown-code.ts";

const folder = "wasm/core/sharing/programs";

/** Tells the explorer where a thread stands, and is no step (program.hpp). */
const noStep = /\bcheckpoint\(/;

const id = "lanes:program-code";

export function programCode(repository: string, address = process.env.LANES_REPOSITORY): Plugin {
  return {
    name: id,
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load(source) {
      if (source !== `\0${id}`) return undefined;
      const { code, files } = readProgramCode(repository, address);
      for (const file of files) this.addWatchFile(file);
      return `export default ${JSON.stringify(code)};`;
    },
  };
}

/** Throws an error with a sentence where markers do not fit together. `files`: those read. */
export function readProgramCode(
  repository: string,
  address = "",
): { code: ProgramCode; files: string[] } {
  const paths = readdirSync(resolve(repository, folder))
    .sort()
    .map((name) => `${folder}/${name}`);
  const parts = paths.flatMap((path) =>
    markedParts(path, readFileSync(resolve(repository, path), "utf8"), fixes, "fix").map(
      ({ text, from, to }) => ({
        path,
        from,
        to,
        lines: tokensOf(path, text)
          .map((tokens, i) => ({ tokens, line: from + i }))
          .filter(({ tokens }) => !noStep.test(tokens.map(([part]) => part).join(""))),
      }),
    ),
  );
  const files = paths.map((path) => resolve(repository, path));
  return { code: { repository: addressOf(address), parts }, files };
}
