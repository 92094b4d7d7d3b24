/**
 * Fetches the compiler from the site, and keeps it in this origin's cache under its folder's name,
 * which is a hash of its content. The service worker answers from there, too (service-worker.ts).
 */
import { LanesError } from "../../../spec/errors.ts";
import type { CompilerListing } from "./compiler-protocol.ts";

/** The folder in the site, with a folder by hash inside. */
export const compilerFolder = "compiler/";

/** The worker replaces its own `fetch` by one that calls us (compiler-worker.ts). */
const load = globalThis.fetch.bind(globalThis);

const absent =
  "This copy of Lanes comes without its C++ compiler. JavaScript and .wasm files run here; whoever serves this copy can include it (serve.py without --no-compiler, or LANES_COMPILER=1).";

export class CompilerFiles {
  readonly listing: CompilerListing;
  readonly #at: string;
  readonly #prefix: string;

  private constructor(site: string, listing: CompilerListing) {
    this.listing = listing;
    this.#at = `${site}${compilerFolder}${listing.folder}/`;
    this.#prefix = cachePrefix(site);
  }

  /** `site`: the address of the site's folder. Rejects with a LanesError where there is none. */
  static async find(site: string): Promise<CompilerFiles> {
    return new CompilerFiles(site, await listingOf(site));
  }

  address(name: string): string {
    return this.#at + name;
  }

  /** A file from the cache, or from the site, and then kept. */
  async fetch(address: string): Promise<Response> {
    const cache = await this.#cache();
    const kept = await cache?.match(address).catch(() => undefined);
    if (kept) return kept;
    const response = await load(address);
    if (!response.ok) {
      throw new LanesError(
        "unavailable",
        `The server answered ${response.status} for a part of the compiler. Try again.`,
      );
    }
    // A copy that breaks off, or for which there is no room, is no copy.
    cache?.put(address, response.clone()).catch(() => undefined);
    return response;
  }

  /** Compilers of earlier versions of the site. */
  async forgetOthers(): Promise<void> {
    try {
      for (const name of await caches.keys()) {
        if (name.startsWith(this.#prefix) && name !== this.#prefix + this.listing.folder) {
          await caches.delete(name);
        }
      }
    } catch {
      // No storage here.
    }
  }

  /** Undefined where an origin may store nothing. */
  async #cache(): Promise<Cache | undefined> {
    try {
      return await caches.open(this.#prefix + this.listing.folder);
    } catch {
      return undefined;
    }
  }
}

/** The sentence for a site that has no compiler; empty where it has one, or cannot be asked. */
export async function whyNoCompiler(site: string): Promise<string> {
  try {
    const response = await load(`${site}${compilerFolder}compiler.json`, { cache: "no-cache" });
    if (response.status >= 500) return "";
    const there = response.ok && isJson(response) && isThere(await response.json());
    return there ? "" : absent;
  } catch {
    return "";
  }
}

function cachePrefix(site: string): string {
  return `lanes-compiler ${new URL(site).pathname} `;
}

/** Of the compiler that belongs to the site now, or without a network of the one that is kept. */
async function listingOf(site: string): Promise<CompilerListing> {
  const address = `${site}${compilerFolder}compiler.json`;
  let response: Response | undefined;
  try {
    response = await load(address, { cache: "no-cache" });
  } catch {
    response = undefined;
  }
  if (response?.ok && isJson(response)) {
    const listing = (await response.clone().json()) as Partial<CompilerListing>;
    if (!isThere(listing)) throw new LanesError("unavailable", absent);
    await keepListing(site, listing.folder, address, response);
    return listing;
  }
  const kept = response ? undefined : await keptListing(site, address);
  if (kept) return kept;
  if (response) throw new LanesError("unavailable", absent);
  const offline = "The compiler cannot be fetched without a network, and none is kept here.";
  throw new LanesError("unavailable", offline);
}

function isThere(listing: Partial<CompilerListing>): listing is CompilerListing {
  return typeof listing.folder === "string" && typeof listing.bytes === "object";
}

/** Some hosts answer a missing file with a page. */
function isJson(response: Response): boolean {
  return response.headers.get("Content-Type")?.includes("json") === true;
}

async function keepListing(site: string, folder: string, address: string, response: Response) {
  try {
    await (await caches.open(cachePrefix(site) + folder)).put(address, response);
  } catch {
    // No storage here.
  }
}

async function keptListing(site: string, address: string): Promise<CompilerListing | undefined> {
  try {
    for (const name of await caches.keys()) {
      if (!name.startsWith(cachePrefix(site))) continue;
      const kept = await (await caches.open(name)).match(address);
      if (kept) return (await kept.json()) as CompilerListing;
    }
  } catch {
    // No storage here.
  }
  return undefined;
}
