/** Results of this page visit, restored when their set-up is selected again. */
import type { Result } from "../../spec/types.ts";

export class Shelf {
  readonly #most: number;
  readonly #results = new Map<string, Result>();

  constructor(most = 40) {
    this.#most = most;
  }

  put(key: string, result: Result): void {
    this.#results.delete(key);
    this.#results.set(key, result);
    const oldest = this.#results.keys().next();
    if (this.#results.size > this.#most && !oldest.done) this.#results.delete(oldest.value);
  }

  get(key: string): Result | undefined {
    return this.#results.get(key);
  }
}
