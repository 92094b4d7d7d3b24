/**
 * Where the built site's files are. All scripts and workers are built into one folder, the Wasm
 * modules into a folder inside it, so the site works from any folder of any host.
 */
const here = import.meta.url;

/** The name contains a hash of the modules (plugins/wasm-modules.ts). */
declare const __WASM_FOLDER__: string;

/** The folder that index.html is in; also where a live serve.py has its `api/`. */
export const siteRoot: string = new URL("../", here).href;

/** The URLs of a Wasm module's two files; its threads load the script under this same name. */
export function moduleAddresses(name: string): { script: string; binary: string } {
  const at = new URL(`./${__WASM_FOLDER__}/${name}`, here).href;
  return { script: `${at}.mjs`, binary: `${at}.wasm` };
}
