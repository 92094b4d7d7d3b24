/** Axes of a figure: mapping of values, and the ticks. */

/** About `count` round numbers (1, 2 or 5 times a power of ten) from 0 up to and beyond `most`. */
export function roundTicks(most: number, count = 4): number[] {
  if (!(most > 0) || !Number.isFinite(most)) return [0, 1];
  const rough = most / count;
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((part) => part * decade >= rough) ?? 10) * decade;
  const steps = Math.ceil(most / step - 1e-9);
  // Multiplied, not summed, to avoid accumulating rounding errors.
  return Array.from({ length: steps + 1 }, (_, i) => Number((i * step).toPrecision(12)));
}

export interface Span {
  from: number;
  to: number;
}

/** Maps a value in `domain` to its position in `range`. */
export function scale(domain: Span, range: Span, log = false): (value: number) => number {
  const place = (value: number) => (log ? Math.log(Math.max(value, Number.MIN_VALUE)) : value);
  const from = place(domain.from);
  const length = place(domain.to) - from;
  return (value) =>
    length === 0
      ? (range.from + range.to) / 2
      : range.from + ((place(value) - from) / length) * (range.to - range.from);
}
