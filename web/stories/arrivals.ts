/**
 * Arrival times, ms: a Poisson process of `perS` requests a second for `seconds`, reproducible by
 * seed.
 */
export function arrivals(perS: number, seconds: number, seed: number): number[] {
  const random = numbersOf(seed);
  const times: number[] = [];
  for (let atMs = 0; ; ) {
    atMs += (-Math.log(1 - random()) * 1000) / perS;
    if (atMs >= seconds * 1000) return times;
    times.push(atMs);
  }
}

/** Numbers in [0, 1): Mulberry32 (Tommy Ettinger, 2017). */
function numbersOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}
