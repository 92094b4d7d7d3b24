// Counts the primes among size numbers, starting at seed.
export async function task({ seed, size, turn }) {
  let primes = 0;
  for (let n = seed; n < seed + size; n++) {
    if (n % 1000 === 0) await turn(); // others may go first
    let d = 2;
    while (d * d <= n && n % d > 0) d++;
    if (n > 1 && d * d > n) primes++;
  }
  return primes;
}
