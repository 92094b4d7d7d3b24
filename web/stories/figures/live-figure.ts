/** Skips drawing of off-screen live figures, and slows it down for reduced motion. */
import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Update interval for readers who prefer reduced motion, ms. */
const calmMs = 500;

export class LiveFigure implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  readonly #onVisible: (visible: boolean) => void;
  readonly #calm = matchMedia("(prefers-reduced-motion: reduce)");
  readonly #observer = new IntersectionObserver((entries) => this.#see(entries));
  /** Until the browser says otherwise. */
  #visible = true;
  /** There are changes that have not been drawn. */
  #stale = false;
  #drawNow = false;
  #drawnMs = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    host: ReactiveControllerHost & Element,
    onVisible: (visible: boolean) => void = () => {},
  ) {
    this.#host = host;
    this.#onVisible = onVisible;
    host.addController(this);
  }

  hostConnected(): void {
    this.#observer.observe(this.#host);
    addEventListener("beforeprint", this.#onPrint);
  }

  hostDisconnected(): void {
    removeEventListener("beforeprint", this.#onPrint);
    this.#observer.disconnect();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  get visible(): boolean {
    return this.#visible;
  }

  /**
   * For `shouldUpdate`: false if it should not draw now; an update is requested again when it
   * should.
   */
  mayDraw(): boolean {
    const waitMs = this.#calm.matches ? this.#drawnMs + calmMs - performance.now() : 0;
    if (this.#drawNow || (this.#visible && waitMs <= 0)) {
      this.#drawNow = false;
      this.#drawnMs = performance.now();
      this.#stale = false;
      return true;
    }
    this.#stale = true;
    if (this.#visible) {
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        this.#host.requestUpdate();
      }, waitMs);
    }
    return false;
  }

  /** Everything is visible on paper. */
  readonly #onPrint = (): void => {
    if (!this.#stale) return;
    this.#drawNow = true;
    this.#host.requestUpdate();
  };

  #see(entries: readonly IntersectionObserverEntry[]): void {
    const visible = entries.at(-1)?.isIntersecting ?? true;
    if (visible === this.#visible) return;
    this.#visible = visible;
    this.#onVisible(visible);
    if (visible && this.#stale) this.#host.requestUpdate();
  }
}
