/**
 * The address bar follows the interface: at once, then at most every so often, without history
 * entries, so that Back leads to the page before this one. Never inside a frame: a browser may
 * restore a frame's last address and so show another page than the one around it meant.
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

  /** Nothing is left to be shown: another link was followed, or the interface is gone. */
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
      // Too many changes: the next attempt shows the newest.
    }
    this.#timer = setTimeout(this.#write, throttleMs);
  };
}

/** Without the part that the link takes the place of, also where there is nothing to say. */
export function addressOf(link: string): string {
  return new URL(location.pathname + location.search + link, location.href).href;
}
