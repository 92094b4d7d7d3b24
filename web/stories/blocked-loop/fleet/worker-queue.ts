/** Workers that resize one picture at a time each, behind a queue: first come, first served. */
import type { Answer, Ask } from "./fleet-protocol.ts";

export interface Job {
  ticket: number;
  request: number;
}

type Ended = Extract<Answer, { type: "ended" }>;

/** The part of a message port that is used. */
export type WorkerLine = Pick<MessagePort, "postMessage" | "onmessage">;

export class WorkerQueue {
  readonly #workers: readonly WorkerLine[];
  readonly #places: number;
  readonly #ended: (answer: Ended) => void;
  #waiting: Job[] = [];
  /** What each busy worker does, by ticket. */
  readonly #busy = new Map<number, number>();

  /** `places`: most jobs that may wait; `ended` gets each job's end, with its worker's number. */
  constructor(workers: readonly WorkerLine[], places: number, ended: (answer: Ended) => void) {
    this.#workers = workers;
    this.#places = places;
    this.#ended = ended;
    for (const [worker, line] of workers.entries()) {
      line.onmessage = ({ data }: MessageEvent<Answer>) => {
        if (data.type !== "ended") return;
        this.#busy.delete(worker);
        this.#next();
        this.#ended({ ...data, work: { ...data.work, worker } });
      };
    }
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  get working(): number {
    return this.#busy.size;
  }

  /** False: every worker is busy and every place taken; nothing was queued. */
  offer(job: Job): boolean {
    if (this.#busy.size === this.#workers.length && this.#waiting.length >= this.#places) {
      return false;
    }
    this.#waiting.push(job);
    this.#next();
    return true;
  }

  /** The job's result is no longer wanted. */
  drop(ticket: number): void {
    this.#waiting = this.#waiting.filter((job) => job.ticket !== ticket);
    for (const [worker, doing] of this.#busy) {
      if (doing === ticket)
        this.#workers[worker]?.postMessage({ type: "drop", ticket } satisfies Ask);
    }
  }

  // shown: fleet-pool
  #next(): void {
    for (const [worker, line] of this.#workers.entries()) {
      if (this.#busy.has(worker)) continue;
      const job = this.#waiting.shift();
      if (!job) return;
      this.#busy.set(worker, job.ticket);
      line.postMessage({ type: "resize", ...job } satisfies Ask);
    }
  }
  // shown end
}
