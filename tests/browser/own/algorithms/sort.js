// Sorts `size` numbers drawn from the seed, and folds them in that order.
export async function task({ seed, size, turn }) {
  const numbers = [];
  let x = seed >>> 0;
  for (let i = 0; i < size; i++) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    let at = i;
    for (; at > 0 && numbers[at - 1] > x; at--) numbers[at] = numbers[at - 1];
    numbers[at] = x;
    if (i % 50 === 49) await turn();
  }
  let fold = 0n;
  for (const number of numbers) fold = BigInt.asUintN(64, fold * 31n + BigInt(number));
  return fold;
}
