/**
 * The `percent`th percentile of values in ascending order, by nearest rank; 0 where there are none.
 * Hyndman and Fan, Sample Quantiles in Statistical Packages, 1996: definition 1.
 */
export function percentile(ascending: readonly number[], percent: number): number {
  const rank = Math.max(1, Math.ceil((percent / 100) * ascending.length));
  return ascending[rank - 1] ?? 0;
}

/** Of fewer values than this, the 99th percentile by nearest rank is the largest. */
const enoughForP99 = 100;

/** The label of the 99th percentile of this many values. */
export function tailName(values: number): "p99" | "longest" {
  return values < enoughForP99 ? "longest" : "p99";
}

/** How many of this many values do not exceed their 99th percentile, in words. */
export function nearlyAll(values: number): "99 % of" | "all" {
  return values < enoughForP99 ? "all" : "99 % of";
}
