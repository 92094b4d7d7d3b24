/** Timeouts for what other threads or the network may never answer. */

/** `answer`, or a rejection after `ms`; the work behind `answer` is not cancelled. */
export function withinPatience<T>(answer: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer in ${ms} ms`)), ms);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/**
 * Calls `impatient` after `ms`; returns a function that cancels it. Uses two timers in a row, so
 * that a page that was frozen first handles the messages that arrived in the meantime.
 */
export function afterPatience(ms: number, impatient: () => void): () => void {
  let timer = setTimeout(() => {
    timer = setTimeout(impatient);
  }, ms);
  return () => clearTimeout(timer);
}

/**
 * The body of what is at `address`, past any cache, or undefined unless it arrives within `ms` with a
 * status of success. AbortSignal.timeout would be kept by the browser until it expires, and would
 * abort an answer that arrived while the page was frozen.
 */
export async function fetchText(address: string, ms: number): Promise<string | undefined> {
  const impatience = new AbortController();
  const patient = afterPatience(ms, () => impatience.abort());
  try {
    const response = await fetch(address, { cache: "no-store", signal: impatience.signal });
    return response.ok ? await response.text() : undefined;
  } catch {
    return undefined;
  } finally {
    patient();
  }
}
