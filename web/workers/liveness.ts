/**
 * Detects a worker's death even if it dies silently, or in the middle of a task in which it answers
 * nothing: the worker holds a Web Lock for as long as it lives, and the page waits for that lock.
 * https://w3c.github.io/web-locks/#algorithm-termination-of-remaining-locks
 * Where a page may not use locks (a sandboxed frame), only errors are detected.
 */

export const workerDied =
  "A worker was ended by the browser in the middle of the run, perhaps to save memory. Run it again: a new one is started.";

/** In the worker: resolves when it holds its lock, or may have none. `name` is the worker's own. */
export function holdLife(name: string): Promise<void> {
  return new Promise((held) => {
    const untilDeath = () => {
      held();
      return new Promise<void>(() => undefined);
    };
    if (name) void withLock(name, {}, untilDeath).then(held);
    else held();
  });
}

/** In the page, once the worker holds its lock. Stops watching when `stop` aborts. */
export function whenDead(name: string, stop: AbortSignal, died: () => void): void {
  void withLock(name, { signal: stop }, died);
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
