/**
 * Keeps the address bar in sync with the interface: the first change at once, later ones throttled,
 * without history entries, so that Back leads to the previous page. Never inside a frame: a browser
 * may restore a frame's last address, which differs from the one the embedding page meant.
 */

import { type LinkKeys, linkOf, withoutLink } from "../spec/link/link-text.ts";

/** Browsers refuse more than about 100 changes in 30 s. */
export const throttleMs = 400;

export class AddressBar {
  readonly #keys: LinkKeys;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #hash = "";

  /** `keys`: those of this page's links. */
  constructor(keys: LinkKeys) {
    this.#keys = keys;
  }

  /** What the address says of the page, with `hash` for its fragment. */
  link(hash = location.hash): string {
    return linkOf({ hash, search: location.search }, this.#keys);
  }

  /** The address with `link` as its fragment, or with none if `link` is empty. */
  with(link: string): string {
    return new URL(this.#path(link), location.href).href;
  }

  /** `hash` as the grammar writes it: "" or "#…". */
  show(hash: string): void {
    if (window.top !== window) return;
    this.#hash = hash;
    if (this.#timer === undefined) this.#write();
  }

  /** Stops: another link was followed, or the interface has been removed. */
  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  readonly #write = (): void => {
    this.#timer = undefined;
    const path = this.#path(this.#hash);
    if (path === location.pathname + location.search + location.hash) return;
    try {
      history.replaceState(history.state, "", path);
    } catch {
      // Rate limit exceeded: the next attempt sets the latest address.
    }
    this.#timer = setTimeout(this.#write, throttleMs);
  };

  #path(link: string): string {
    return location.pathname + withoutLink(location.search, this.#keys) + link;
  }
}
