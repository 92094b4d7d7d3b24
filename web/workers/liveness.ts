/**
 * Detects a worker's death even if it dies silently, or in the middle of a task in which it answers
 * nothing: the worker holds a Web Lock while it has requests to answer, and the page waits for that
 * lock. https://w3c.github.io/web-locks/#algorithm-termination-of-remaining-locks
 * Between requests nobody holds it: Firefox keeps no page with a lock in its back/forward cache.
 * Where a page may not use locks (a sandboxed frame), only errors are detected.
 */
import { afterPatience } from "../base/patience.ts";

export const workerDied =
  "A worker was ended by the browser in the middle of the run, perhaps to save memory. Run it again: a new one is started.";

/** A worker that has not taken its lock within this time is dead. */
const answerPatienceMs = 120_000;
/**
 * A worker that gets no lock within this time works without: a browser that gives none for so long
 * would otherwise keep every request waiting, and a death seen late is the smaller evil.
 */
const lockPatienceMs = 10_000;
/** Requests often follow each other: the lock is kept for this long after the last. */
const restAfterMs = 1000;

/** A worker's hold on its lock. */
export interface Hold {
  /** Resolves when it has the lock or may have none; to false if it has waited for it long enough. */
  readonly held: Promise<boolean>;
  release(): void;
}

/** In the worker. `name` is the worker's own. */
export function holdLife(name: string): Hold {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const held = new Promise<boolean>((resolve) => {
    const patient = afterPatience(lockPatienceMs, () => resolve(false));
    const have = () => {
      patient();
      resolve(true);
    };
    const untilReleased = () => {
      have();
      return released;
    };
    void withLock(name, {}, untilReleased).then(have);
  });
  return { held, release };
}

/** In the page: watches a worker while it has requests to answer. */
export class LifeWatch {
  readonly #name: string;
  /** Tells the worker to hold its lock for that turn, or with 0 to release it. */
  readonly #tell: (turn: number) => void;
  readonly #died: () => void;
  #turn = 0;
  #watching: AbortController | undefined;
  #resting: ReturnType<typeof setTimeout> | undefined;
  #stopWaiting: () => void = () => undefined;

  constructor(name: string, tell: (turn: number) => void, died: () => void) {
    this.#name = name;
    this.#tell = tell;
    this.#died = died;
  }

  /** Whether the worker was told to hold its lock. */
  get watches(): boolean {
    return this.#watching !== undefined;
  }

  /** Call before a request is sent. */
  wake(): void {
    clearTimeout(this.#resting);
    if (this.#watching || !hasLocks()) return;
    this.#watching = new AbortController();
    this.#tell(++this.#turn);
    this.#stopWaiting = afterPatience(answerPatienceMs, this.#died);
  }

  /** The worker holds its lock for that turn, or works without it. */
  holds(turn: number, locked: boolean): void {
    const { signal } = this.#watching ?? {};
    if (turn !== this.#turn || !signal) return;
    this.#stopWaiting();
    if (!locked) return;
    // Without the signal: Firefox 153 keeps no page that has ever aborted such a request.
    void withLock(this.#name, {}, () => {
      if (!signal.aborted) this.#died();
    });
  }

  /** No request is open. */
  rest(): void {
    clearTimeout(this.#resting);
    if (!this.#watching) return;
    this.#resting = setTimeout(() => {
      this.end();
      this.#tell(0);
    }, restAfterMs);
  }

  /** The worker is gone. */
  end(): void {
    clearTimeout(this.#resting);
    this.#stopWaiting();
    // Before the worker releases its lock: that is no death.
    this.#watching?.abort();
    this.#watching = undefined;
  }
}

/**
 * Chromium lets a terminated worker compute on for two seconds, and dozens of them on a busy
 * machine for many times that. Until then they hold their memory, too.
 */
const terminationMs = 60_000;

/** In the page, after the worker was terminated: resolves when it is really gone. */
export async function whenGone(name: string): Promise<void> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), terminationMs);
  await withLock(name, { signal: patience.signal }, () => undefined);
  clearTimeout(timer);
}

let count = 0;

/** A name that no other worker of this origin has. */
export function lifeName(): string {
  return `lanes-worker-${Math.random().toString(36).slice(2)}-${++count}`;
}

function hasLocks(): boolean {
  return "locks" in navigator;
}

/** Resolves after `doing`, or without it where locks are missing or refused. */
async function withLock(
  name: string,
  options: LockOptions,
  doing: () => void | Promise<void>,
): Promise<void> {
  try {
    await navigator.locks?.request(name, options, doing);
  } catch {
    // Aborted, or refused because storage is partitioned or blocked, or the origin is opaque.
  }
}
