/**
 * The `percent`th percentile of values in ascending order, by nearest rank; 0 where there are none.
 * Hyndman and Fan, Sample Quantiles in Statistical Packages, 1996: definition 1.
 */
export function percentile(ascending: readonly number[], percent: number): number {
  const rank = Math.max(1, Math.ceil((percent / 100) * ascending.length));
  return ascending[rank - 1] ?? 0;
}
