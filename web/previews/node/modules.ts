/** workers/modules.ts under Node: LANES_MODULES is the folder of the built Wasm modules. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

type Factory<Module> = (options: object) => Promise<Module>;
type Receive = (instance: WebAssembly.Instance) => void;

export async function loadModule<Module>(name: string, options: object = {}): Promise<Module> {
  const folder = modulesFolder();
  const script = (await import(
    /* @vite-ignore */ pathToFileURL(resolve(folder, `${name}.mjs`)).href
  )) as { default: Factory<Module> };
  const bytes = await readFile(resolve(folder, `${name}.wasm`));
  const instantiateWasm = (imports: WebAssembly.Imports, receive: Receive) => {
    WebAssembly.instantiate(bytes, imports).then(({ instance }) => receive(instance));
  };
  return script.default(Object.assign(options, { instantiateWasm }));
}

/** Nothing is downloaded here, so every work uses the module that contains them all. */
export function moduleFor(_work: string): "lanes" {
  return "lanes";
}

export function modulesFolder(): string {
  const folder = process.env.LANES_MODULES;
  if (!folder) throw new Error("LANES_MODULES does not say where the Wasm modules are.");
  return folder;
}
