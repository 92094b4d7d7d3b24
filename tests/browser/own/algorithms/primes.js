// How many of the `size` numbers from the seed on are prime.
export function* task({ seed, size }) {
  let count = 0;
  for (let i = 0; i < size; i++) {
    if (isPrime(seed + i)) count++;
    if (i % 50 === 49) yield;
  }
  return count;
}

function isPrime(number) {
  if (number < 2) return false;
  for (let divisor = 2; divisor * divisor <= number; divisor++) {
    if (number % divisor === 0) return false;
  }
  return true;
}
