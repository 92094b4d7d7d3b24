/**
 * The service worker's copy of the site, for the time without a network. A version of the site is a
 * cache of its own: whole, with the word "complete" in it, or not used. Scripts and Wasm modules
 * have their content's hash in their address, so that a page only ever gets those it was built with,
 * from whichever version has them; pages themselves come from one version.
 */
import { isolated, withIsolation } from "./isolation.ts";

/** What the build knows of the site (plugins/offline-copy.ts). */
export interface Site {
  /** Named by all there is in it. Every page says it, too. */
  version: string;
  /** Addresses relative to the site's root. */
  files: readonly string[];
}

/** The folder of files whose address changes with their content. */
export const hashedFolder = "assets/";

export class SiteCopy {
  readonly #root: string;
  readonly #site: Site;
  readonly #prefix: string;

  /** `root`: the address of the site's folder. Other sites may live on the same origin. */
  constructor(root: string, site: Site) {
    this.#root = root;
    this.#site = site;
    this.#prefix = `lanes ${new URL(root).pathname} `;
  }

  /** Keeps one more file; how many are left, 0 when the copy is complete. */
  async keepOne(): Promise<number> {
    const cache = await caches.open(this.#name);
    if (await cache.match(this.#complete)) return 0;
    const here = new Set((await cache.keys()).map(({ url }) => url));
    const missing = this.#site.files.filter((file) => !here.has(this.#root + file));
    const [file] = missing;
    if (file !== undefined) await this.#keep(cache, file);
    if (missing.length > 1) return missing.length - 1;
    await cache.put(this.#complete, new Response("complete"));
    await this.#forgetOldVersions();
    return 0;
  }

  /** A file with a hash in its address, from any version that is here, even in part. */
  async hashed(url: string): Promise<Response | undefined> {
    for (const name of await this.#versions()) {
      const found = await (await caches.open(name)).match(url, {
        ignoreVary: true,
        ignoreSearch: true,
      });
      if (found) return found;
    }
    return undefined;
  }

  /** A page, from the newest version that is here whole. `url` without `?` and `#`. */
  async page(url: string): Promise<Response | undefined> {
    for (const name of await this.#versions()) {
      const cache = await caches.open(name);
      if (!(await cache.match(this.#complete))) continue;
      const files = url.endsWith("/") ? [`${url}index.html`] : [url, `${url}.html`];
      for (const file of files) {
        const found = await cache.match(file, { ignoreVary: true });
        if (found) return found;
      }
      // As hosts do with a folder's address, for the sake of what is relative to it.
      if (await cache.match(`${url}/index.html`)) return Response.redirect(`${url}/`, 302);
    }
    return undefined;
  }

  get #name(): string {
    return this.#prefix + this.#site.version;
  }

  get #complete(): string {
    return `${this.#root}complete`;
  }

  /** This version, then the others, newest first. */
  async #versions(): Promise<string[]> {
    const names = (await caches.keys()).filter((name) => name.startsWith(this.#prefix)).reverse();
    return [
      ...names.filter((name) => name === this.#name),
      ...names.filter((name) => name !== this.#name),
    ];
  }

  /** But for the one before: its pages may still be open. */
  async #forgetOldVersions(): Promise<void> {
    for (const name of (await this.#versions()).slice(2)) await caches.delete(name);
  }

  async #keep(cache: Cache, file: string): Promise<void> {
    const fixed = !file.startsWith(hashedFolder);
    const response = await fetch(this.#root + file, { cache: fixed ? "no-cache" : "default" });
    if (!response.ok) throw new Error(`${file}: ${response.status}`);
    // A page of another version would ask for scripts that are not in this one.
    if (file.endsWith(".html") && !(await response.clone().text()).includes(this.#site.version)) {
      throw new Error(`${file} is of another version.`);
    }
    // A script for workers must suit an isolated page, also when the host has been another since.
    const withHeaders = fixed ? isolated : withIsolation;
    await cache.put(this.#root + file, withHeaders(await notRedirected(response)));
  }
}

/** Some hosts send `x.html` on to `x`; browsers refuse such an answer to a navigation. */
async function notRedirected(response: Response): Promise<Response> {
  if (!response.redirected) return response;
  const { status, statusText, headers } = response;
  return new Response(await response.blob(), { status, statusText, headers });
}
