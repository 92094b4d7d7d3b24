// The mistake: one long loop. Nothing else gets done on its thread until it ends, and an async in
// front of the function does not change that.
// The fix: turn() gives others the loop now and then. Make `fixed` true, and run “sliced” again.
const fixed = false;

export async function task({ seed, size, turn }) {
  let primes = 0;
  for (let n = seed; n < seed + size; n++) {
    if (fixed && n % 500 === 0) await turn();
    let d = 2;
    while (d * d <= n && n % d > 0) d++;
    if (n > 1 && d * d > n) primes++;
  }
  return primes;
}
