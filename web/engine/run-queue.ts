/** Work that is carried out in turn: two runs at once would measure each other. */
import { allEnded, orCancelled } from "../spec/cancellation.ts";

export class RunQueue {
  #last: Promise<void> = Promise.resolve();

  /** Does it when its turn comes, unless `signal` has aborted by then; that rejects at once. */
  inTurn<T>(signal: AbortSignal, doing: () => Promise<T>): Promise<T> {
    const turn = orCancelled(this.#last, signal).then(doing);
    this.#last = allEnded(this.#last, turn);
    return turn;
  }
}
