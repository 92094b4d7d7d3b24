/**
 * A name for what compiles the reader's C++: Clang, its arguments and our headers (wasm/own). It changes
 * with any of them, and with it what is kept of earlier compilations
 * (engine/own/compiler/compiled-store.ts).
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Plugin } from "vite";

/** `repository`: its folder. */
export function compilerName(repository: string): Plugin {
  return {
    name: "lanes:compiler-name",
    config() {
      const read = (path: string) => readFileSync(resolve(repository, path), "utf8");
      const hash = createHash("sha256");
      hash.update(JSON.parse(read("web/package.json")).dependencies["@yowasp/clang"]);
      for (const name of readdirSync(resolve(repository, "wasm/own")).sort()) {
        hash.update(`\0${name}\0${read(`wasm/own/${name}`)}`);
      }
      return { define: { __COMPILER_NAME__: JSON.stringify(hash.digest("hex").slice(0, 16)) } };
    },
  };
}
