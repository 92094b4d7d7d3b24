/** What waits for somebody else waits for so long, and no longer. */

/** `answer`, or a rejection after `ms`; whoever was asked is left alone. */
export function withinPatience<T>(answer: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer in ${ms} ms`)), ms);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/**
 * Calls `impatient` after `ms`; returns what prevents it. A page that was frozen meanwhile hears first
 * what has been said to it: messages come between two timers.
 */
export function afterPatience(ms: number, impatient: () => void): () => void {
  let timer = setTimeout(() => {
    timer = setTimeout(impatient);
  }, ms);
  return () => clearTimeout(timer);
}
