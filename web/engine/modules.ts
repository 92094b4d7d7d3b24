/** Loads the Wasm modules, each once a thread. Their types are written by the C++ build. */
import { wasmModule } from "./site.ts";

type Factory<Module> = (options?: object) => Promise<Module>;

/** Instantiates module `name`. Emscripten keeps `options` as its `Module` object. */
export async function loadModule<Module>(name: string, options?: object): Promise<Module> {
  const script = (await import(/* @vite-ignore */ wasmModule(name))) as {
    default: Factory<Module>;
  };
  return script.default(options);
}
