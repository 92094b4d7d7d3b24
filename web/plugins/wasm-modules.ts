/**
 * Copies the Wasm modules that CMake has built (build/generated/wasm) into the site, in a folder
 * whose name contains a hash of them. A module's script loads its .wasm and its workers from its
 * own folder by fixed names, and a page that is still open or partly cached must never get those of
 * another build.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { minifySync, type Plugin } from "vite";

export function wasmModules(generated: string): Plugin {
  const from = resolve(generated, "wasm");
  const files = new Map<string, Buffer | string>();
  let folder = "";
  return {
    name: "lanes:wasm-modules",
    apply: "build",
    config() {
      const hash = createHash("sha256");
      for (const name of readdirSync(from).sort()) {
        if (!/\.(mjs|wasm)$/.test(name)) continue;
        const bytes = readFileSync(resolve(from, name));
        const source = name.endsWith(".mjs") ? minified(name, bytes.toString()) : bytes;
        files.set(name, source);
        hash.update(name).update(source);
      }
      if (![...files.keys()].some((name) => name.endsWith(".wasm"))) {
        throw new Error(`There are no Wasm modules in ${from}: they are built by serve.py.`);
      }
      folder = `wasm-${hash.digest("hex").slice(0, 10)}`;
      return { define: { __WASM_FOLDER__: JSON.stringify(folder) } };
    },
    generateBundle() {
      for (const [name, source] of files) {
        this.emitFile({ type: "asset", fileName: `assets/${folder}/${name}`, source });
      }
    },
  };
}

/**
 * Emscripten leaves local names at full length. Shortening them saves more than a quarter of the
 * download of the first module's script.
 */
function minified(name: string, script: string): string {
  const { code, errors } = minifySync(name, script, { module: true, mangle: { toplevel: true } });
  if (errors.length > 0) throw new Error(`${name}: ${errors[0]?.message}`);
  return code;
}
