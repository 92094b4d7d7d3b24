/**
 * The `percent`th percentile of values in ascending order, by nearest rank; 0 where there are none.
 * Hyndman and Fan, Sample Quantiles in Statistical Packages, 1996: definition 1.
 */
export function percentile(ascending: readonly number[], percent: number): number {
  const rank = Math.max(1, Math.ceil((percent / 100) * ascending.length));
  return ascending[rank - 1] ?? 0;
}

/** By nearest rank the 99th percentile of fewer values than this is their largest, and is called that. */
const enoughForP99 = 100;

/** The name of the 99th percentile of so many values. */
export function tailName(values: number): "p99" | "longest" {
  return values < enoughForP99 ? "longest" : "p99";
}

/** Of how many of so many values the 99th percentile is the bound: "99 % of". */
export function nearlyAll(values: number): "99 % of" | "all" {
  return values < enoughForP99 ? "all" : "99 % of";
}
