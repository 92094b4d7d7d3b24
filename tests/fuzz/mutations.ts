/** Inputs made from valid ones by changing them a little, and values of every kind. */
import fc from "fast-check";

/** An edit of a text or of bytes: both have `slice`, and `join` puts the parts together. */
type Edit<Text> = (text: Text) => Text;

interface Sliceable<Text> {
  readonly length: number;
  slice(from: number, to?: number): Text;
}

/**
 * One of `kept` or of `valid`, changed at up to eight places: parts are taken out, doubled, put
 * elsewhere, replaced by one of `tokens` or by anything, or exchanged with part of another input.
 */
export function mutated<Text extends Sliceable<Text>>(
  valid: fc.Arbitrary<Text>,
  pieces: fc.Arbitrary<Text>,
  join: (parts: readonly Text[]) => Text,
): fc.Arbitrary<Text> {
  // Places are fractions, so that an edit fits whatever the ones before it have left.
  const place = fc.nat(9999);
  const at = (text: Text, fraction: number) => Math.floor((fraction * (text.length + 1)) / 10_000);
  const span = fc.oneof({ weight: 3, arbitrary: fc.nat(8) }, fc.nat(200));
  const edit: fc.Arbitrary<Edit<Text>> = fc.oneof(
    fc.tuple(place, span).map(([where, length]) => (text: Text) => {
      const from = at(text, where);
      return join([text.slice(0, from), text.slice(from + length)]);
    }),
    fc.tuple(place, span, fc.integer({ min: 1, max: 4 })).map(([where, length, times]) => {
      return (text: Text) => {
        const from = at(text, where);
        const part = text.slice(from, from + length);
        return join([text.slice(0, from), ...Array<Text>(times).fill(part), text.slice(from)]);
      };
    }),
    fc.tuple(place, pieces).map(([where, piece]) => (text: Text) => {
      const from = at(text, where);
      return join([text.slice(0, from), piece, text.slice(from)]);
    }),
    fc.tuple(place, span, pieces).map(([where, length, piece]) => (text: Text) => {
      const from = at(text, where);
      return join([text.slice(0, from), piece, text.slice(from + length)]);
    }),
    fc.tuple(place, place).map(([one, other]) => (text: Text) => {
      const [a, b] = [at(text, one), at(text, other)];
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      return join([text.slice(from, to), text.slice(0, from), text.slice(to)]);
    }),
    fc.tuple(place, place, valid).map(([where, there, other]) => (text: Text) => {
      return join([text.slice(0, at(text, where)), other.slice(at(other, there))]);
    }),
  );
  return fc
    .tuple(valid, fc.array(edit, { minLength: 1, maxLength: 8 }))
    .map(([text, edits]) => edits.reduce((left, one) => one(left), text));
}

export const joinTexts = (parts: readonly string[]) => parts.join("");

/** Any value that JavaScript has, but for functions and getters that throw. */
export const anything = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
});

/** Values that `postMessage` takes. */
export const cloneable = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
});

/** The numbers, texts and names that programs trip over. */
export const traps = fc.constantFrom<unknown>(
  ...[0, -0, 1, -1, 0.5, 1e21, 1e308, -1e308, 2 ** 31, 2 ** 32, 2 ** 53, Number.MIN_VALUE],
  ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1n, true, false, null],
  ...["", " ", "0", "1", "NaN", "null", "__proto__", "constructor", "toString", "\u202e", "\0"],
  ...["<img src=x onerror=alert(1)>", "javascript:alert(1)", "\ud800", "é".repeat(1000)],
  ...[undefined, [], {}, [[]], [undefined], new Date(Number.NaN), Symbol("x")],
);
