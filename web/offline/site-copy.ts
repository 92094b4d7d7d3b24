/**
 * The service worker's offline copy of the site. Each version of the site has its own cache, which
 * is used for pages only once it is complete (marked by the entry "complete"). Scripts and Wasm
 * modules have a content hash in their URL, so a page only ever gets the ones it was built with,
 * from whichever version has them; pages themselves come from one version.
 */
import { isolated, withIsolation } from "./isolation.ts";

/** The build's description of the site (plugins/offline-copy.ts). */
export interface Site {
  /** A hash of all contents. Every page contains it, too. */
  version: string;
  /** Addresses relative to the site's root. */
  files: readonly string[];
}

/** The folder of files with a content hash in their URL. */
export const hashedFolder = "assets/";

/** The page that an isolated page may put into a frame by its text (engine/own/sandbox.ts). */
export const sandboxName = "sandbox.html";

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

  /** Caches one more file; returns how many are left, 0 when the copy is complete. */
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

  /** A file with a hash in its URL, from any cached version, even an incomplete one. */
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

  /** A page, from the newest complete version. `url` without `?` and `#`. */
  async page(url: string): Promise<Response | undefined> {
    for (const name of await this.#versions()) {
      const cache = await caches.open(name);
      if (!(await cache.match(this.#complete))) continue;
      const files = url.endsWith("/") ? [`${url}index.html`] : [url, `${url}.html`];
      for (const file of files) {
        const found = await cache.match(file, { ignoreVary: true });
        if (found) return found;
      }
      // Redirects like a host does, because the page's relative URLs depend on the slash.
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

  /** Except the previous one: its pages may still be open. */
  async #forgetOldVersions(): Promise<void> {
    for (const name of (await this.#versions()).slice(2)) await caches.delete(name);
  }

  async #keep(cache: Cache, file: string): Promise<void> {
    const fixed = !file.startsWith(hashedFolder);
    const response = await fetch(this.#root + file, { cache: fixed ? "no-cache" : "default" });
    if (!response.ok) throw new Error(`${file}: ${response.status}`);
    // A page of another version would request scripts that this one does not have.
    if (file.endsWith(".html") && !(await response.clone().text()).includes(this.#site.version)) {
      throw new Error(`${file} is of another version.`);
    }
    // Worker scripts must suit an isolated page, even if the host changes its headers later.
    const withHeaders = fixed ? isolated : withIsolation;
    const whole = await notRedirected(response);
    // Whether the host isolates is told by the sandbox's own headers.
    await cache.put(this.#root + file, file === sandboxName ? whole : withHeaders(whole));
  }
}

/** Some hosts redirect `x.html` to `x`; browsers refuse a redirected response to a navigation. */
async function notRedirected(response: Response): Promise<Response> {
  if (!response.redirected) return response;
  const { status, statusText, headers } = response;
  return new Response(await response.blob(), { status, statusText, headers });
}
