/**
 * Hears of a worker's death even when it died without a word, or in the middle of a task in which
 * it answers nothing: the worker holds a Web Lock for as long as it lives, and the page waits for
 * it. https://w3c.github.io/web-locks/#algorithm-termination-of-remaining-locks
 * Where a page may have no locks (a sandboxed frame), only errors are heard of.
 */

export const workerDied =
  "A worker was ended by the browser in the middle of the run, perhaps to save memory. Run it again: a new one is started.";

/** In the worker, before it answers its first message; `name` is the worker's own. */
export function holdLife(name: string): Promise<void> {
  return new Promise((held) => {
    if (!navigator.locks || !name) {
      held();
      return;
    }
    navigator.locks
      .request(name, () => {
        held();
        return new Promise(() => undefined);
      })
      .catch(() => held());
  });
}

/** In the page, once the worker holds its lock. Stops watching when `stop` aborts. */
export function whenDead(name: string, stop: AbortSignal, died: () => void): void {
  navigator.locks?.request(name, { signal: stop }, () => died()).catch(() => undefined);
}

/** Chromium lets a terminated worker compute on for two seconds. */
const terminationMs = 3000;

/** In the page, once the worker was terminated: resolves when it really is gone. */
export async function whenGone(name: string): Promise<void> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), terminationMs);
  const { signal } = patience;
  await navigator.locks?.request(name, { signal }, () => undefined).catch(() => undefined);
  clearTimeout(timer);
}

let count = 0;

/** A name that no other worker of this origin has. */
export function lifeName(): string {
  return `lanes-worker-${Math.random().toString(36).slice(2)}-${++count}`;
}
