import { get, hashChain } from "./work.mjs";

// shown: sequential cpu
/** One after another. */
export async function hashAll(seeds, size) {
  const digests = [];
  for (const seed of seeds) digests.push(hashChain(seed, size));
  return digests;
}
// shown end

// shown: sequential io
/** One after another: each request waits for the response to the one before. */
export async function getAll(urls) {
  const bodies = [];
  for (const url of urls) bodies.push(await get(url));
  return bodies;
}
// shown end
