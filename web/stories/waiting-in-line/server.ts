/**
 * A typical server: each request makes some calls to another service and answers when it has all
 * results. A request holds one of the server's connections from its first call to its last; if none
 * is free it waits in line. A gateway in front answers 504 after a timeout. A request still in line
 * then leaves it, but one whose calls have begun runs to the end, because nothing tells the code.
 */
import { percentile } from "../../base/percentile.ts";

export interface ServerSpec {
  /** Requests processed at once. */
  connections: number;
  /** From arrival to 504, ms. */
  timeoutMs: number;
  /** Calls per request. */
  calls: number;
  /** All calls at once; otherwise one after another. */
  together: boolean;
}

/** A request that has ended. Times are ms since the server started. */
export interface Over {
  arrivedMs: number;
  endedMs: number;
  /** false: it got a 504. */
  answered: boolean;
}

export interface ServerMoment {
  atMs: number;
  arrived: number;
  /** In line for a connection. */
  waiting: number;
  inService: number;
  answered: number;
  timedOut: number;
}

interface Request {
  arrivedMs: number;
  over: boolean;
  timer: ReturnType<typeof setTimeout>;
}

export class Server {
  readonly over: Over[] = [];
  readonly #spec: ServerSpec;
  /** One call to the other service. */
  readonly #call: () => Promise<void>;
  readonly #startedMs = performance.now();
  readonly #open = new Set<Request>();
  #line: Request[] = [];
  #inService = 0;
  #arrived = 0;
  #answered = 0;
  #closed = false;

  constructor(spec: ServerSpec, call: () => Promise<void>) {
    this.#spec = spec;
    this.#call = call;
  }

  arrive(): void {
    this.#arrived++;
    const request: Request = {
      arrivedMs: this.#now(),
      over: false,
      timer: setTimeout(() => this.#giveUp(request), this.#spec.timeoutMs),
    };
    this.#open.add(request);
    if (this.#inService < this.#spec.connections) void this.#serve(request);
    else this.#line.push(request);
  }

  moment(): ServerMoment {
    return {
      atMs: this.#now(),
      arrived: this.#arrived,
      waiting: this.#line.length,
      inService: this.#inService,
      answered: this.#answered,
      timedOut: this.over.length - this.#answered,
    };
  }

  /** Every request that arrived has been answered, successfully or with a 504. */
  get quiet(): boolean {
    return this.#open.size === 0;
  }

  /** Stops answering and clears all timers. */
  close(): void {
    this.#closed = true;
    for (const { timer } of this.#open) clearTimeout(timer);
    this.#open.clear();
    this.#line = [];
  }

  async #serve(request: Request): Promise<void> {
    const { calls, together } = this.#spec;
    this.#inService++;
    if (together) {
      await Promise.all(Array.from({ length: calls }, () => this.#call()));
    } else {
      for (let call = 0; call < calls && !this.#closed; call++) await this.#call();
    }
    this.#inService--;
    if (this.#closed) return;
    if (!request.over) this.#end(request, true);
    const next = this.#line.shift();
    if (next) void this.#serve(next);
  }

  #giveUp(request: Request): void {
    this.#line = this.#line.filter((other) => other !== request);
    this.#end(request, false);
  }

  #end(request: Request, answered: boolean): void {
    clearTimeout(request.timer);
    this.#open.delete(request);
    request.over = true;
    if (answered) this.#answered++;
    this.over.push({ arrivedMs: request.arrivedMs, endedMs: this.#now(), answered });
  }

  #now(): number {
    return performance.now() - this.#startedMs;
  }
}

export interface LoadReport {
  arrived: number;
  answered: number;
  timedOut: number;
  /** Over the time in which requests arrived. */
  answeredPerS: number;
  /** From arrival to answer; 0 where none was answered. */
  p50Ms: number;
  p99Ms: number;
  mostWaiting: number;
}

export function reportOf(
  over: readonly Over[],
  moments: readonly ServerMoment[],
  seconds: number,
): LoadReport {
  const stays = over
    .filter(({ answered }) => answered)
    .map(({ arrivedMs, endedMs }) => endedMs - arrivedMs)
    .sort((a, b) => a - b);
  return {
    arrived: over.length,
    answered: stays.length,
    timedOut: over.length - stays.length,
    answeredPerS: seconds > 0 ? stays.length / seconds : 0,
    p50Ms: percentile(stays, 50),
    p99Ms: percentile(stays, 99),
    mostWaiting: Math.max(0, ...moments.map(({ waiting }) => waiting)),
  };
}
