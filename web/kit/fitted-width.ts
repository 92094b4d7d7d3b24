/** The width that a figure has on the page, which is drawn anew when that changes. */
import type { ReactiveController, ReactiveControllerHost } from "lit";

/** In a narrower place a figure is scaled down, CSS px. */
const narrowest = 280;

export class FittedWidth implements ReactiveController {
  /** CSS px. */
  px = 640;
  readonly #host: ReactiveControllerHost & Element;
  readonly #observer = new ResizeObserver((entries) => {
    const width = Math.floor(entries.at(-1)?.contentRect.width ?? 0);
    // It has none while it is not displayed.
    if (width > 0) this.#fit(Math.max(narrowest, width));
  });

  constructor(host: ReactiveControllerHost & Element) {
    this.#host = host;
    host.addController(this);
  }

  #fit(px: number): void {
    if (px === this.px) return;
    this.px = px;
    // Not among the observations: a height that changes with it would be one that was not delivered.
    requestAnimationFrame(() => this.#host.requestUpdate());
  }

  hostConnected(): void {
    this.#observer.observe(this.#host);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
  }
}
