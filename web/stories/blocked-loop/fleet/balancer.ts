/**
 * A load balancer in front of a fleet of instances: it routes requests, tracks health, and records
 * the outcome of every request. It has no clock and no workers: the caller supplies the time and
 * carries its messages. Times are ms since the play began.
 *
 * - A request goes to the healthy instance with the fewest open requests ("least connections").
 * - Every instance gets a health check per interval. One not answered in time is missed. After
 *   `unhealthyAfter` misses in a row the instance is taken out; after `healthyAfter` answers in
 *   time in a row it is back.
 * - An instance that is taken out loses its connections: its requests are sent to another one,
 *   up to `retries` times each, or fail (502).
 * - No healthy instance: refused (503). No answer in time: failed (504). An instance may itself
 *   refuse a request, where the queue behind it is full (503).
 */

export interface Rules {
  /** Interval of an instance's health checks, and their timeout. */
  intervalMs: number;
  checkTimeoutMs: number;
  /** Misses in a row, answers in a row. */
  unhealthyAfter: number;
  healthyAfter: number;
  /** From a request's arrival to its 504. */
  requestTimeoutMs: number;
  /** How often a request is resent after its instance was taken out. */
  retries: number;
}

/**
 * Carries the balancer's messages to the instances. A ticket identifies one attempt at one request.
 */
export interface Line {
  check(instance: number, check: number): void;
  resize(instance: number, ticket: number, request: number): void;
  /** The connection is closed: the answer is no longer wanted. */
  drop(instance: number, ticket: number): void;
}

export type End = "answered" | "timed out" | "cut off" | "refused" | "full" | "cancelled";

export type BalancerEvent =
  /** A health check was answered, in time or not. */
  | { type: "check"; instance: number; sentMs: number; atMs: number; inTime: boolean }
  | { type: "missed"; instance: number; sentMs: number; atMs: number }
  /** Taken out with `open` requests cut off, or back in; `healthy` instances remain. */
  | { type: "mark"; instance: number; atMs: number; healthy: boolean; cut: number; left: number }
  /** An instance's number of open requests has changed. */
  | { type: "open"; instance: number; atMs: number; open: number }
  | { type: "over"; request: number; arrivedMs: number; atMs: number; end: End };

interface Request {
  id: number;
  arrivedMs: number;
  /** Attempts so far. */
  attempts: number;
  instance: number;
  ticket: number;
}

interface Check {
  sentMs: number;
  missed: boolean;
}

interface Instance {
  healthy: boolean;
  /** In a row. */
  misses: number;
  answers: number;
  open: number;
  nextCheckMs: number;
  checks: Map<number, Check>;
}

export class Balancer {
  readonly #rules: Rules;
  readonly #line: Line;
  readonly #tell: (event: BalancerEvent) => void;
  readonly #instances: Instance[];
  /** By ticket. */
  readonly #open = new Map<number, Request>();
  #arrived = 0;
  #tickets = 0;
  #checks = 0;
  /** Where the last request went: ties go to the next instance in turn. */
  #last = -1;

  /** All instances start healthy, with their checks evenly staggered. */
  constructor(rules: Rules, instances: number, line: Line, tell: (event: BalancerEvent) => void) {
    this.#rules = rules;
    this.#line = line;
    this.#tell = tell;
    this.#instances = Array.from({ length: instances }, (_, i) => ({
      healthy: true,
      misses: 0,
      answers: 0,
      open: 0,
      nextCheckMs: (i / instances) * rules.intervalMs,
      checks: new Map(),
    }));
  }

  /** Requests in progress. */
  get open(): number {
    return this.#open.size;
  }

  /** When `tick` has something to do next. */
  get nextMs(): number {
    let nextMs = Number.POSITIVE_INFINITY;
    for (const { nextCheckMs, checks } of this.#instances) {
      nextMs = Math.min(nextMs, nextCheckMs);
      for (const { sentMs, missed } of checks.values()) {
        if (!missed) nextMs = Math.min(nextMs, sentMs + this.#rules.checkTimeoutMs);
      }
    }
    for (const { arrivedMs } of this.#open.values()) {
      nextMs = Math.min(nextMs, arrivedMs + this.#rules.requestTimeoutMs);
    }
    return nextMs;
  }

  arrive(nowMs: number): void {
    this.#send(
      { id: this.#arrived++, arrivedMs: nowMs, attempts: 0, instance: -1, ticket: -1 },
      nowMs,
      "refused",
    );
  }

  /** false: the answer was no longer wanted. */
  answer(ticket: number, nowMs: number, end: "answered" | "full" = "answered"): boolean {
    const request = this.#open.get(ticket);
    if (!request) return false;
    this.#release(request, nowMs);
    this.#end(request, nowMs, end);
    return true;
  }

  answerCheck(index: number, id: number, nowMs: number): void {
    const instance = this.#instances[index];
    const check = instance?.checks.get(id);
    if (!instance || !check) return;
    instance.checks.delete(id);
    // The timer may be late.
    const inTime = !check.missed && nowMs - check.sentMs <= this.#rules.checkTimeoutMs;
    if (!inTime && !check.missed) this.#miss(index, instance, check, nowMs);
    this.#tell({ type: "check", instance: index, sentMs: check.sentMs, atMs: nowMs, inTime });
    if (!inTime) return;
    instance.misses = 0;
    instance.answers++;
    if (!instance.healthy && instance.answers >= this.#rules.healthyAfter) {
      instance.healthy = true;
      this.#mark(index, nowMs, true, 0);
    }
  }

  /** Handles whatever is due: missed checks, 504s, new checks. */
  tick(nowMs: number): void {
    const { checkTimeoutMs, requestTimeoutMs, intervalMs } = this.#rules;
    for (const [index, instance] of this.#instances.entries()) {
      for (const check of instance.checks.values()) {
        if (!check.missed && check.sentMs + checkTimeoutMs <= nowMs) {
          this.#miss(index, instance, check, nowMs);
        }
      }
    }
    for (const request of [...this.#open.values()]) {
      if (request.arrivedMs + requestTimeoutMs > nowMs) continue;
      this.#line.drop(request.instance, request.ticket);
      this.#release(request, nowMs);
      this.#end(request, nowMs, "timed out");
    }
    for (const [index, instance] of this.#instances.entries()) {
      if (instance.nextCheckMs > nowMs) continue;
      // Checks skipped by a late timer are not caught up.
      const late = Math.floor((nowMs - instance.nextCheckMs) / intervalMs);
      instance.nextCheckMs += (late + 1) * intervalMs;
      instance.checks.set(this.#checks, { sentMs: nowMs, missed: false });
      this.#line.check(index, this.#checks++);
    }
  }

  /** Ends the load: open requests are cancelled. */
  cancel(nowMs: number): void {
    for (const request of [...this.#open.values()]) {
      this.#release(request, nowMs);
      this.#end(request, nowMs, "cancelled");
    }
  }

  #miss(index: number, instance: Instance, check: Check, nowMs: number): void {
    check.missed = true;
    instance.answers = 0;
    instance.misses++;
    this.#tell({ type: "missed", instance: index, sentMs: check.sentMs, atMs: nowMs });
    if (instance.healthy && instance.misses >= this.#rules.unhealthyAfter) {
      this.#takeOut(index, instance, nowMs);
    }
  }

  #takeOut(index: number, instance: Instance, nowMs: number): void {
    instance.healthy = false;
    const cut = [...this.#open.values()].filter((request) => request.instance === index);
    this.#mark(index, nowMs, false, cut.length);
    for (const request of cut) {
      this.#line.drop(index, request.ticket);
      this.#release(request, nowMs);
    }
    for (const request of cut) {
      if (request.attempts > this.#rules.retries) this.#end(request, nowMs, "cut off");
      else this.#send(request, nowMs, "cut off");
    }
  }

  /**
   * Sends to the instance with the fewest open requests; `orElse`: its outcome if none is healthy.
   */
  #send(request: Request, nowMs: number, orElse: End): void {
    const count = this.#instances.length;
    let best = -1;
    for (let step = 1; step <= count; step++) {
      const index = (this.#last + step) % count;
      const { healthy, open } = this.#instances[index] as Instance;
      if (healthy && open < (this.#instances[best]?.open ?? Number.POSITIVE_INFINITY)) best = index;
    }
    const instance = this.#instances[best];
    if (!instance) {
      this.#end(request, nowMs, orElse);
      return;
    }
    this.#last = best;
    request.instance = best;
    request.ticket = this.#tickets++;
    request.attempts++;
    this.#open.set(request.ticket, request);
    instance.open++;
    this.#tell({ type: "open", instance: best, atMs: nowMs, open: instance.open });
    this.#line.resize(best, request.ticket, request.id);
  }

  #release({ instance: index, ticket }: Request, nowMs: number): void {
    this.#open.delete(ticket);
    const instance = this.#instances[index] as Instance;
    instance.open--;
    this.#tell({ type: "open", instance: index, atMs: nowMs, open: instance.open });
  }

  #end({ id, arrivedMs }: Request, nowMs: number, end: End): void {
    this.#tell({ type: "over", request: id, arrivedMs, atMs: nowMs, end });
  }

  #mark(instance: number, atMs: number, healthy: boolean, cut: number): void {
    const left = this.#instances.filter((other) => other.healthy).length;
    this.#tell({ type: "mark", instance, atMs, healthy, cut, left });
  }
}
