/** A Node worker that runs one of the scripts built beside this one. */
import { resolve } from "node:path";
import { type Transferable, Worker } from "node:worker_threads";

export class NodeWorker<To, From> {
  readonly #worker: Worker;

  constructor(script: string) {
    this.#worker = new Worker(resolve(import.meta.dirname, `${script}.mjs`));
  }

  /** Sends a message and resolves with the next one received. One request at a time. */
  ask(message: To, transfer: Transferable[] = []): Promise<From> {
    return new Promise((resolve, reject) => {
      this.#worker.once("error", reject);
      this.#worker.once("message", (answer: From) => {
        this.#worker.off("error", reject);
        resolve(answer);
      });
      this.#worker.postMessage(message, transfer);
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}
