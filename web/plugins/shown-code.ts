/**
 * The module `lanes:code`: the code of the strategies, taken from the sources that are compiled, and
 * from the snippets, between their markers. LANES_REPOSITORY, for example
 * `https://example.org/you/lanes/blob/main/`, is the address that the links to the files begin with;
 * without it the paths are not linked.
 */
import { readdirSync, readFileSync } from "node:fs";
import { extname, resolve } from "node:path";
import type { Plugin } from "vite";
import { filesFor, type Language, type ShownCode } from "../kit/code/shown-code.ts";
import { strategies, strategyEntry } from "../spec/strategies.ts";
import { ways } from "../stories/blocked-loop/fleet/fleet-protocol.ts";
import { markedParts } from "./code/markers.ts";
import { tokensOf } from "./code/tokens.ts";

/** What is searched, in the repository. */
const folders: Readonly<Record<Language, readonly string[]>> = {
  // Tier `workers` shares out its tasks by a script. Programs with shared state: program-code.ts.
  "C++": ["wasm/core", "wasm/browser", "web/engine/hosts", "web/stories/blocked-loop"],
  JavaScript: ["web/snippets/javascript"],
  Python: ["web/snippets/python"],
  Go: ["web/snippets/go"],
};

/** What else has code that is shown: a fleet's ways to resize (stories/blocked-loop). */
const fleet = [...ways.map((way) => `fleet-${way}`), "fleet-work"];

const sources = [".hpp", ".cpp", ".ts", ".mjs", ".py", ".go"];

const id = "lanes:code";

export function shownCode(repository: string, address = process.env.LANES_REPOSITORY): Plugin {
  return {
    name: id,
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load(source) {
      if (source !== `\0${id}`) return undefined;
      const { code, files } = readShownCode(repository, address);
      for (const file of files) this.addWatchFile(file);
      return `export default ${JSON.stringify(code)};`;
    },
  };
}

/**
 * Throws an error with a sentence where markers do not fit together, a strategy has no code, or
 * `address` is no web address. `files`: those that were read.
 */
export function readShownCode(
  repository: string,
  address = "",
): { code: ShownCode; files: string[] } {
  const files: string[] = [];
  const partsOf = (language: Language) =>
    folders[language].flatMap((folder) =>
      readdirSync(resolve(repository, folder), { recursive: true, encoding: "utf8" })
        .filter((name) => sources.includes(extname(name)) && !/^sharing[\\/]/.test(name))
        .sort()
        .flatMap((name) => {
          const path = `${folder}/${name.replaceAll("\\", "/")}`;
          const file = resolve(repository, path);
          files.push(file);
          return markedParts(path, readFileSync(file, "utf8"), [...strategies, ...fleet]).map(
            ({ text, at, ...part }) => ({
              ...part,
              lines: tokensOf(path, text).map((tokens, i) => {
                const stand = at.get(i);
                return stand ? { tokens, at: stand } : { tokens };
              }),
            }),
          );
        }),
    );
  const code: ShownCode = {
    repository: addressOf(address),
    parts: {
      "C++": partsOf("C++"),
      JavaScript: partsOf("JavaScript"),
      Python: partsOf("Python"),
      Go: partsOf("Go"),
    },
  };
  requireEveryStrategy(code);
  for (const how of fleet) {
    if (code.parts["C++"].every((part) => part.how !== how)) {
      throw new Error(`No code is marked “// shown: ${how}”.`);
    }
  }
  return { code, files };
}

function requireEveryStrategy(code: ShownCode): void {
  for (const how of strategies) {
    for (const bound of ["cpu", "io"] as const) {
      for (const tier of ["threads", "workers"] as const) {
        if (tier === "workers" && !strategyEntry(how).threads) continue;
        if (filesFor(code.parts["C++"], { how, bound, tier }).length > 0) continue;
        throw new Error(
          `No code is marked “// shown: ${how}” for ${bound} work: docs/adding.md says where.`,
        );
      }
    }
  }
}

/** `text`, which is to be a web address, so that a path can follow; "" if there is none. */
export function addressOf(text: string): string {
  if (!text) return "";
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new Error(
      `LANES_REPOSITORY must be a web address such as https://example.org/you/lanes/blob/main/, not “${text}”.`,
    );
  }
  return text.endsWith("/") ? text : `${text}/`;
}
