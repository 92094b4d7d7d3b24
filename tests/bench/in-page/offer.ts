/** What the page and the benchmark that drives it share. */
import type { Offers } from "../kit/page.ts";

/** Puts a file's functions where `inPage` (page.ts) finds them. */
export function offer(functions: Offers): void {
  Object.assign(window, { bench: functions });
}

/** In a variable, because Vite would treat `new URL(…, import.meta.url)` as a file to bundle. */
const here = import.meta.url;

/** A module as the page itself uses it; `name.mjs` with its `name.wasm`. */
export async function siteModule<Module>(name: string, options?: object): Promise<Module> {
  const address = new URL(`./wasm/${name}.mjs`, here).href;
  const script = (await import(/* @vite-ignore */ address)) as {
    default(options?: object): Promise<Module>;
  };
  return script.default(options);
}

/** How long `work` takes, in ms. */
export async function timed(work: () => unknown): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}
