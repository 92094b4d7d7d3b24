/**
 * Has the browser ask before the page is left, while there is something to lose. Only then: a page that
 * listens for being left is kept out of some back/forward caches.
 */
export class LeaveGuard {
  /** Keeps what it can; asked once more when the page is being left. */
  readonly #keep: () => void;
  #needed = false;

  constructor(keep: () => void) {
    this.#keep = keep;
  }

  set needed(needed: boolean) {
    this.#needed = needed;
    if (needed) addEventListener("beforeunload", this.#onBeforeUnload);
    else removeEventListener("beforeunload", this.#onBeforeUnload);
  }

  readonly #onBeforeUnload = (event: BeforeUnloadEvent): void => {
    this.#keep();
    if (this.#needed) event.preventDefault();
  };
}
