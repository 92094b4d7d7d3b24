/**
 * The built Wasm modules (LANES_MODULES is their folder) under Node, which their own loader does not
 * know.
 */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

type Factory<Module> = (options: object) => Promise<Module>;
type Receive = (instance: WebAssembly.Instance) => void;

export async function loadModule<Module>(name: string): Promise<Module> {
  const folder = modulesFolder();
  const script = (await import(
    /* @vite-ignore */ pathToFileURL(resolve(folder, `${name}.mjs`)).href
  )) as { default: Factory<Module> };
  const bytes = await readFile(resolve(folder, `${name}.wasm`));
  return script.default({
    instantiateWasm(imports: WebAssembly.Imports, receive: Receive) {
      WebAssembly.instantiate(bytes, imports).then(({ instance }) => receive(instance));
    },
  });
}

export function modulesFolder(): string {
  const folder = process.env.LANES_MODULES;
  if (!folder) throw new Error("LANES_MODULES does not say where the Wasm modules are.");
  return folder;
}
