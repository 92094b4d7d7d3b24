// The mistake: a + inside a +. For a text that almost matches, the engine tries every way to split
// the letters between the two: each further letter doubles the time, and nothing can interrupt it.
// The fix: let it match in one way only. Make `fixed` true.
const fixed = false;

const words = fixed ? /^\w+( \w+)*$/ : /^(\w+ ?)+$/;

export function task({ seed, size }) {
  const letter = "abcdefgh"[seed % 8];
  const text = letter.repeat(size);
  return [text, `${text} ${text}`, `${text}!`].filter((one) => words.test(one)).length;
}
