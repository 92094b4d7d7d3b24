/** The address bar follows the interface: throttled, no history entries, never inside a frame. */

const throttleMs = 300;

export class AddressBar {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #hash = "";

  /** `hash` as the grammar writes it: "" or "#…". */
  show(hash: string): void {
    if (window.top !== window) return;
    this.#hash = hash;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#hash === location.hash) return;
      history.replaceState(history.state, "", location.pathname + location.search + this.#hash);
    }, throttleMs);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
