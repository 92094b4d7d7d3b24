/**
 * What was compiled of sources, in this origin's Cache Storage: a source that was compiled once needs no
 * compiler on other pages and after a reload. Where nothing may be stored nothing is, and nobody is told.
 */

/** Oldest out. */
const mostSources = 64;
const mostBytes = 16 * 1024 * 1024;

const msHeader = "Lanes-Wall-Ms";
const bytesHeader = "Lanes-Bytes";

export interface KeptWasm {
  wasm: Uint8Array;
  /** How long Clang took. */
  wallMs: number;
}

export class CompiledStore {
  readonly #site: string;
  readonly #compiler: string;

  /**
   * `site`: the address of the site's folder. `compiler`: a name that changes with the compiler, its
   * arguments and our headers.
   */
  constructor(site: string, compiler: string) {
    this.#site = site;
    this.#compiler = compiler;
  }

  /** Never rejects. What is no valid module is forgotten. */
  async read(source: string): Promise<KeptWasm | undefined> {
    try {
      const cache = await this.#cache();
      const address = await this.#address(source);
      const kept = await cache.match(address);
      if (!kept) return undefined;
      const wasm = new Uint8Array(await kept.arrayBuffer());
      const wallMs = Number(kept.headers.get(msHeader));
      if (wallMs >= 0 && WebAssembly.validate(wasm)) return { wasm, wallMs };
      await cache.delete(address);
    } catch {
      // No storage here.
    }
    return undefined;
  }

  /** Never rejects. */
  async keep(source: string, { wasm, wallMs }: KeptWasm): Promise<void> {
    if (wasm.length > mostBytes) return;
    try {
      const cache = await this.#cache();
      const address = await this.#address(source);
      const headers = {
        "Content-Type": "application/wasm",
        [msHeader]: String(wallMs),
        [bytesHeader]: String(wasm.length),
      };
      // Anew, so that it is the youngest.
      await cache.delete(address);
      await cache.put(address, new Response(new Uint8Array(wasm), { headers }));
      await forgetOldest(cache);
    } catch {
      // No storage here, or no room.
    }
  }

  #cache(): Promise<Cache> {
    return caches.open(`lanes-compiled ${new URL(this.#site).pathname}`);
  }

  /** No file of the site: a name in the cache. */
  async #address(source: string): Promise<string> {
    const content = new TextEncoder().encode(`${this.#compiler}\0${source}`);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
    return `${this.#site}compiled/${Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  }
}

/** Caches list what they hold in the order in which it came. */
async function forgetOldest(cache: Cache): Promise<void> {
  let count = 0;
  let bytes = 0;
  for (const request of (await cache.keys()).toReversed()) {
    const kept = await cache.match(request);
    count += 1;
    bytes += Number(kept?.headers.get(bytesHeader));
    if (count > mostSources || !(bytes <= mostBytes)) await cache.delete(request);
  }
}
