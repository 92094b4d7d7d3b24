/** Instantiates one of our own Wasm modules from its text and bytes. */
import type { SentModule } from "../protocol.ts";

type Factory<Module> = (options: object) => Promise<Module>;
type Receive = (instance: WebAssembly.Instance, module: WebAssembly.Module) => void;

export async function instantiate<Module>({ script, binary }: SentModule): Promise<Module> {
  const address = `data:text/javascript;charset=utf-8,${encodeURIComponent(script)}`;
  const { default: factory } = (await import(/* @vite-ignore */ address)) as {
    default: Factory<Module>;
  };
  return await new Promise((resolve, reject) => {
    const instantiateWasm = (imports: WebAssembly.Imports, receive: Receive) => {
      WebAssembly.instantiate(binary, imports)
        .then(({ instance, module }) => receive(instance, module))
        .catch(reject);
    };
    factory({ instantiateWasm }).then(resolve, reject);
  });
}
