/** The page whose run this one waits for: a browser has one run at a time. */
import type { ReactiveController, ReactiveControllerHost } from "lit";

export class Waiting implements ReactiveController {
  /** null where nothing waits. */
  page: string | null = null;
  readonly #host: ReactiveControllerHost;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener("lanes-wait", this.#onWait);
  }

  hostDisconnected(): void {
    window.removeEventListener("lanes-wait", this.#onWait);
  }

  /** "" where nothing waits. */
  get sentence(): string {
    if (this.page === null) return "";
    const whose = this.page === "" ? "another page of Lanes" : `“${this.page}”`;
    return `Waiting for ${whose}: two runs at once would measure each other.`;
  }

  readonly #onWait = ({ detail }: CustomEvent<string | null>): void => {
    if (detail === this.page) return;
    this.page = detail;
    this.#host.requestUpdate();
  };
}
