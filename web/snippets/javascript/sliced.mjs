// shown: sliced
import { setImmediate as turn } from "node:timers/promises"; // in a browser: scheduler.yield()
// shown end

import { get, sha256 } from "./work.mjs";

// shown: sliced cpu
/** All started at once; each gives the event loop to the others every 5 ms. */
export async function hashAll(seeds, size) {
  return await Promise.all(seeds.map((seed) => hashInTurns(seed, size)));
}

async function hashInTurns(seed, size) {
  let text = String(seed);
  let turnEnds = 0;
  for (let link = 0; link < size; link++) {
    if (performance.now() >= turnEnds) {
      await turn();
      turnEnds = performance.now() + 5;
    }
    text = sha256(text);
  }
  return text;
}
// shown end

// shown: sliced io
/** A request holds the event loop for a moment only: there is next to nothing to slice. */
export async function getAll(urls) {
  const task = async (url) => {
    await turn();
    return await get(url);
  };
  return await Promise.all(urls.map(task));
}
// shown end
