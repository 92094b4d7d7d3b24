/**
 * Keeps the address bar in sync with the interface: the first change at once, later ones throttled,
 * without history entries, so that Back leads to the previous page. Never inside a frame: a browser
 * may restore a frame's last address, which differs from the one the embedding page meant.
 */

/** Browsers refuse more than about 100 changes in 30 s. */
export const throttleMs = 400;

export class AddressBar {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #hash = "";

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
    if (this.#hash === location.hash) return;
    try {
      history.replaceState(history.state, "", location.pathname + location.search + this.#hash);
    } catch {
      // Rate limit exceeded: the next attempt sets the latest address.
    }
    this.#timer = setTimeout(this.#write, throttleMs);
  };
}

/** This page's address with `link` as its fragment, or with none if `link` is empty. */
export function addressOf(link: string): string {
  return new URL(location.pathname + location.search + link, location.href).href;
}
