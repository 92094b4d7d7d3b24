// shown: bounded
import pLimit from "p-limit";
// shown end

import { get, hashChain } from "./work.mjs";

// shown: bounded cpu
/** Nothing in a task waits, so a limit changes nothing: one computes after another anyway. */
export async function hashAll(seeds, size, limit) {
  const permit = pLimit(limit);
  const task = async (seed) => hashChain(seed, size);
  return await Promise.all(seeds.map((seed) => permit(() => task(seed))));
}
// shown end

// shown: bounded io
/** Never more than `limit` requests in flight. */
export async function getAll(urls, limit) {
  const permit = pLimit(limit);
  return await Promise.all(urls.map((url) => permit(() => get(url))));
}
// shown end
