/** Loads the Wasm modules, each once a thread. Their types are written by the C++ build. */
import { workEntry } from "./catalogue.ts";
import { isOutOfMemory } from "./failure.ts";
import { wasmModule } from "./site.ts";

type Factory<Module> = (options?: object) => Promise<Module>;

/** Browsers free a terminated worker's memory only when it has really ended: tries, and ms between. */
const tries = 4;
const retryMs = 1000;

/** Instantiates module `name`. Emscripten makes `options` its `Module` object: one for each. */
export async function loadModule<Module>(name: string, options?: object): Promise<Module> {
  const script = (await import(/* @vite-ignore */ wasmModule(name))) as {
    default: Factory<Module>;
  };
  for (let left = tries - 1; ; left--) {
    try {
      return await script.default(options);
    } catch (error) {
      if (left === 0 || !isOutOfMemory(error)) throw error;
      await new Promise((later) => setTimeout(later, retryMs));
    }
  }
}

/** The single-threaded module for a work: the small one, where that has it. */
export function moduleFor(work: string): "lanes" | "lanes-light" {
  return workEntry(work)?.light ? "lanes-light" : "lanes";
}
