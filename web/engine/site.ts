/**
 * Where the built site's files are. All scripts and workers are built into one folder, the Wasm
 * modules into one below it, so the site works from any folder of any host.
 */
const here = import.meta.url;

/** Named by the modules' content (plugins/wasm-modules.ts). */
declare const __WASM_FOLDER__: string;

/** The folder that index.html is in; also where a live serve.py has its `api/`. */
export const siteRoot: string = new URL("../", here).href;

/** A Wasm module's JavaScript; its .wasm and its workers load by its own name. */
export function wasmModule(name: string): string {
  return new URL(`./${__WASM_FOLDER__}/${name}.mjs`, here).href;
}
