/**
 * The page's side of a conversation with a worker (answering.ts is the worker's). However requests,
 * cancellations and deaths race each other, every request settles exactly once, by its own reply.
 */
import { afterPatience, withinPatience } from "../base/patience.ts";
import { cancellationOf } from "../spec/cancellation.ts";
import { LanesError } from "../spec/errors.ts";
import { toLanesError } from "../spec/failure.ts";
import type { Asked, Contract, FromWorker, Replied, ToWorker } from "./contract.ts";
import { noWorkers } from "./essentials.ts";
import { LifeWatch, lifeName, whenGone, workerDied } from "./liveness.ts";
import { originIsOpaque, startWorker } from "./start-worker.ts";

/** A worker that has not started within this time never will. */
const startPatienceMs = 120_000;

/** What an idle worker that is ended has to release its lock. */
const releaseMs = 500;

/** Errors caused by the request; after any other the worker's module may be broken. */
const harmless: readonly string[] = ["bad-spec", "cancelled", "does-not-compile", "task-threw"];

/** What a conversation needs of its worker. */
export type WorkerLike = Pick<Worker, "postMessage" | "terminate" | "addEventListener">;

export interface ConversationOptions<C extends Contract> {
  /** Handlers of the worker's unsolicited messages. */
  news?: { [Name in keyof C["news"]]?: (what: C["news"][Name]) => void };
  /** Translates an error that nothing in the worker caught. */
  whyItStopped?(reason: string): LanesError;
  /** Creates the worker; replaced in tests, and for workers that are none of this page's own. */
  start?(address: string, name: string): WorkerLike;
  /** The worker can hold no lock of this page's, since its origin is another. */
  withoutLock?: boolean;
}

export interface AskOptions {
  transfer?: Transferable[];
  /** Aborting it notifies the worker, and rejects the request at once unless `graceMs` is set. */
  signal?: AbortSignal;
  /** How long the worker has to reply to an aborted request before it is ended, ms. */
  graceMs?: number;
  /** A worker that has not replied within `ms` is ended with `error`. */
  patience?: { ms: number; error: LanesError };
}

interface Open {
  resolve(reply: unknown): void;
  reject(error: unknown): void;
  /** Clears its timers and stops listening to its signal. */
  clear(): void;
}

export class Conversation<C extends Contract> {
  /** Undefined if the browser refused to start one. */
  readonly #worker: WorkerLike | undefined;
  readonly #name = lifeName();
  readonly #life = new LifeWatch(
    this.#name,
    (hold) => this.#post({ hold }),
    () => this.end(new LanesError("worker-died", workerDied)),
  );
  readonly #withoutLock: boolean;
  readonly #news: Partial<Record<string, (what: never) => void>>;
  readonly #open = new Map<number, Open>();
  readonly #over = new AbortController();
  readonly #stopWaiting: () => void;
  #begun = false;
  #asked = 0;
  #gone: Promise<void> | undefined;

  /**
   * Starts the worker; `address`: of a `?worker&url` import. Never throws: where the browser starts
   * none, the conversation is over at once.
   */
  constructor(address: string, options: ConversationOptions<C> = {}) {
    const { news = {}, whyItStopped = stopped, start = startWorker } = options;
    this.#news = news;
    this.#withoutLock = options.withoutLock === true;
    this.#stopWaiting = afterPatience(startPatienceMs, () => {
      const message = `The browser did not start a worker in ${startPatienceMs / 1000} s. Run again, or reload the page.`;
      this.end(new LanesError("unavailable", message));
    });
    try {
      this.#worker = start(address, this.#name);
    } catch {
      // There is no `Worker`, or a policy throws (CSP3, worker-src).
      this.end(new LanesError("unavailable", noWorkers));
      return;
    }
    this.#worker.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => {
      if (!this.over.aborted) this.#hear(data);
    });
    this.#worker.addEventListener("messageerror", () => {
      this.end(whyItStopped("what it said could not be read"));
    });
    this.#worker.addEventListener("error", (event) => {
      event.preventDefault();
      if (!this.#begun && originIsOpaque()) this.end(refused());
      else this.end(whyItStopped(event.message || "it could not be loaded"));
    });
  }

  /** Aborted as soon as the worker is gone; its reason is the LanesError that says why. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  /** Resolves once an ended worker has stopped computing. */
  get gone(): Promise<void> {
    return this.#gone ?? Promise.resolve();
  }

  /** Waits for that, at most `ms`; false if it is still computing then. */
  goneWithin(ms: number): Promise<boolean> {
    return withinPatience(this.gone, ms).then(
      () => true,
      () => false,
    );
  }

  /**
   * The reply to a request; any number may be open at once. Rejects with the LanesError that the
   * worker replies with or ended with, even if it ended before the request.
   */
  ask<Name extends keyof C["asks"] & string>(
    name: Name,
    what: Asked<C, Name>,
    { transfer = [], signal, graceMs, patience }: AskOptions = {},
  ): Promise<Replied<C, Name>> {
    return new Promise<unknown>((resolve, reject) => {
      if (this.over.aborted) throw this.over.reason;
      if (signal?.aborted) throw cancellationOf(signal);
      const id = ++this.#asked;
      if (!this.#withoutLock) this.#life.wake();
      try {
        this.#post({ id, name, what }, transfer);
      } catch (error) {
        // It cannot be cloned, or there is no memory for the clone.
        this.#restIfIdle();
        throw toLanesError(error);
      }
      const clears: (() => void)[] = [];
      const clear = () => {
        for (const one of clears) one();
      };
      this.#open.set(id, { resolve, reject, clear });
      if (patience) clears.push(afterPatience(patience.ms, () => this.end(patience.error)));
      if (!signal) return;
      const abort = () => {
        this.#post({ cancelled: id });
        const error = cancellationOf(signal);
        if (graceMs === undefined) this.#settle(id)?.reject(error);
        else clears.push(afterPatience(graceMs, () => this.end(error)));
      };
      signal.addEventListener("abort", abort);
      clears.push(() => signal.removeEventListener("abort", abort));
    }) as Promise<Replied<C, Name>>;
  }

  /** Sends a one-way message; does nothing if the worker is gone. */
  tell<Name extends keyof C["tells"] & string>(
    name: Name,
    what: C["tells"][Name],
    transfer: Transferable[] = [],
  ): void {
    if (!this.over.aborted) this.#post({ id: 0, name, what }, transfer);
  }

  /** Ends the worker. All open and future requests reject with `error`. */
  end(error: LanesError): void {
    if (this.over.aborted) return;
    this.#stopWaiting();
    const worker = this.#worker;
    if (this.#open.size === 0 && this.#life.watches) {
      // It computes nothing, and has time to release its lock: Firefox 153 keeps no page, for as long
      // as that lives, in which a worker was terminated that held one.
      this.#post({ hold: 0 });
      setTimeout(() => worker?.terminate(), releaseMs);
    } else {
      worker?.terminate();
    }
    this.#life.end();
    this.#gone = whenGone(this.#name);
    this.#over.abort(error);
    for (const id of [...this.#open.keys()]) this.#settle(id)?.reject(error);
  }

  #hear(message: FromWorker): void {
    if ("begun" in message) {
      this.#begun = true;
      this.#stopWaiting();
    } else if ("holds" in message) {
      this.#life.holds(message.holds, message.locked);
    } else if ("news" in message) {
      this.#news[message.news]?.(message.what as never);
    } else if ("reply" in message) {
      this.#settle(message.id)?.resolve(message.reply);
    } else {
      const error = new LanesError(message.code, message.message, message.diagnostics);
      this.#settle(message.id)?.reject(error);
      if (message.id === 0 || !harmless.includes(error.code)) this.end(error);
    }
  }

  /** Removes the request; the caller must settle it. */
  #settle(id: number): Open | undefined {
    const open = this.#open.get(id);
    this.#open.delete(id);
    open?.clear();
    this.#restIfIdle();
    return open;
  }

  #restIfIdle(): void {
    if (this.#open.size === 0 && !this.over.aborted) this.#life.rest();
  }

  #post(message: ToWorker, transfer: Transferable[] = []): void {
    this.#worker?.postMessage(message, transfer);
  }
}

function stopped(reason: string): LanesError {
  return new LanesError("worker-died", `A worker stopped working (${reason}). Run again.`);
}

/** WebKitGTK 2.50 starts no worker from a blob in a frame without an origin whose host sends COEP. */
function refused(): LanesError {
  return new LanesError(
    "unavailable",
    "This browser starts no workers in a frame with this sandbox: give it allow-same-origin, or open the page by itself.",
  );
}
