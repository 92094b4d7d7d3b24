/** Loads the Wasm modules, each once per thread. The C++ build generates their types. */

import { moduleAddresses } from "../base/site.ts";
import { isOutOfMemory } from "../spec/failure.ts";
import { workEntry } from "../spec/works.ts";

type Factory<Module> = (options: object) => Promise<Module>;
type Receive = (instance: WebAssembly.Instance, module: WebAssembly.Module) => void;

/** A terminated worker's memory is freed only once it has really ended: retries, and ms between. */
const tries = 8;
const retryMs = 1000;

/**
 * Instantiates module `name`. Emscripten uses `options` itself as its `Module`: pass a new one each
 * time.
 */
export async function loadModule<Module>(name: string, options: object = {}): Promise<Module> {
  const { script, binary } = moduleAddresses(name);
  const { default: factory } = (await import(/* @vite-ignore */ script)) as {
    default: Factory<Module>;
  };
  for (let left = tries - 1; ; left--) {
    try {
      return await start(factory, binary, options);
    } catch (error) {
      if (left === 0 || !isOutOfMemory(error)) throw error;
      await new Promise((later) => setTimeout(later, retryMs));
    }
  }
}

/** The single-threaded module for a work: the small one if it contains the work. */
export function moduleFor(work: string): "lanes" | "lanes-light" {
  return workEntry(work)?.light ? "lanes-light" : "lanes";
}

/**
 * Our own loader, because Emscripten's logs to the console when the page is left during a load, or
 * when the host does not know Wasm. With ours it never settles if loading fails, hence the reject.
 */
function start<Module>(factory: Factory<Module>, binary: string, options: object): Promise<Module> {
  return new Promise((resolve, reject) => {
    const instantiateWasm = (imports: WebAssembly.Imports, receive: Receive) => {
      instantiate(binary, imports)
        .then(({ instance, module }) => receive(instance, module))
        .catch(reject);
    };
    factory(Object.assign(options, { instantiateWasm })).then(resolve, reject);
  });
}

/** Streaming compilation needs the host to send the Wasm content type, and not every host does. */
async function instantiate(
  binary: string,
  imports: WebAssembly.Imports,
): Promise<WebAssembly.WebAssemblyInstantiatedSource> {
  const response = await fetch(binary);
  if (!response.ok) throw new Error(`the server answered ${response.status} for ${binary}`);
  return response.headers.get("Content-Type") === "application/wasm"
    ? WebAssembly.instantiateStreaming(response, imports)
    : WebAssembly.instantiate(await response.arrayBuffer(), imports);
}
