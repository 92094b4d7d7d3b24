/** Loads the Wasm modules, each once a thread. Their types are written by the C++ build. */
import { workEntry } from "./catalogue.ts";
import { wasmModule } from "./site.ts";

type Factory<Module> = (options?: object) => Promise<Module>;

/** Instantiates module `name`. Emscripten makes `options` its `Module` object: one for each. */
export async function loadModule<Module>(name: string, options?: object): Promise<Module> {
  const script = (await import(/* @vite-ignore */ wasmModule(name))) as {
    default: Factory<Module>;
  };
  return script.default(options);
}

/** The single-threaded module for a work: the small one, where that has it. */
export function moduleFor(work: string): "lanes" | "lanes-light" {
  return workEntry(work)?.light ? "lanes-light" : "lanes";
}
