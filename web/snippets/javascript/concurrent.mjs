import { get, hashChain } from "./work.mjs";

// shown: concurrent cpu
/**
 * Async in name only: nothing in a task waits, so each computes to its end while it is being
 * started. It takes as long as one after another, and the event loop is held all the time.
 */
export async function hashAll(seeds, size) {
  const task = async (seed) => hashChain(seed, size);
  return await Promise.all(seeds.map(task));
}
// shown end

// shown: concurrent io
/** All requests are sent, then all responses awaited. */
export async function getAll(urls) {
  return await Promise.all(urls.map((url) => get(url)));
}
// shown end
