/** Runs one job at a time: two concurrent runs would distort each other's measurements. */
import { allEnded, orCancelled } from "../spec/cancellation.ts";

export class RunQueue {
  #last: Promise<void> = Promise.resolve();

  /** Calls `doing` when its turn comes. Rejects at once if `signal` aborts before that. */
  inTurn<T>(signal: AbortSignal, doing: () => Promise<T>): Promise<T> {
    const turn = orCancelled(this.#last, signal).then(doing);
    this.#last = allEnded(this.#last, turn);
    return turn;
  }
}

/** This page's. */
export const runQueue = new RunQueue();
