/** What every benchmark gives: rows of figures from one run, and what they say. */

export interface Row {
  name: string;
  /** Figures by column; their unit is part of the column's name. */
  figures: Record<string, number>;
}

/** A comparison of two sides measured in this run, against the design's goal. */
export interface Claim {
  what: string;
  value: number;
  goal: string;
  holds: boolean;
}

export interface Report {
  bench: string;
  /** Where it ran: machine and programs. */
  environment: Record<string, string | number>;
  rows: Row[];
  claims: Claim[];
  /** Sentences without which a figure could be misread. */
  notes?: string[];
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

export function spread(values: readonly number[]): {
  minMs: number;
  medianMs: number;
  maxMs: number;
} {
  return { minMs: Math.min(...values), medianMs: median(values), maxMs: Math.max(...values) };
}

/** Smallest, median and largest; `unit` ends the names of the columns. */
export function spreadIn(unit: string, values: readonly number[]): Record<string, number> {
  return {
    [`min${unit}`]: Math.min(...values),
    [`median${unit}`]: median(values),
    [`max${unit}`]: Math.max(...values),
  };
}

/** Median over the rounds of one side's figure divided by the other's in the same round. */
export function medianRatio(over: readonly number[], under: readonly number[]): number {
  return median(over.map((value, round) => value / (under[round] as number)));
}

/** Geometric mean, for ratios. */
export function geometricMean(ratios: readonly number[]): number {
  return Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
}

export function atLeast(what: string, value: number, least: number): Claim {
  return { what, value, goal: `≥ ${least}`, holds: value >= least };
}

export function atMost(what: string, value: number, most: number): Claim {
  return { what, value, goal: `≤ ${most}`, holds: value <= most };
}

function round(value: number): string {
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return value.toPrecision(3);
}

export function print(report: Report): void {
  console.log(`\n${report.bench}`);
  for (const [key, value] of Object.entries(report.environment)) console.log(`  ${key}: ${value}`);
  for (const { name, figures } of report.rows) {
    const text = Object.entries(figures).map(([column, value]) => `${column} ${round(value)}`);
    console.log(`  ${name.padEnd(34)} ${text.join("  ")}`);
  }
  for (const note of report.notes ?? []) console.log(`  note: ${note}`);
  for (const { what, value, goal, holds } of report.claims) {
    console.log(`  ${holds ? "holds" : "FALLS SHORT"}: ${what}: ${round(value)} (goal ${goal})`);
  }
}
