/** Marks of a time ruler. */

export interface Tick {
  ms: number;
  label: string;
}

/** At most `maxTicks` + 1 marks within a stretch, at steps of 1, 2 or 5 times a power of ten. */
export function ticks(startMs: number, endMs: number, maxTicks: number): Tick[] {
  const lengthMs = endMs - startMs;
  if (!(lengthMs > 0) || !Number.isFinite(lengthMs)) return [{ ms: startMs, label: "0 ms" }];
  const step = niceStep(lengthMs / Math.max(1, maxTicks));
  const inSeconds = endMs >= 1000;
  const decimals = Math.max(0, -Math.floor(Math.log10(inSeconds ? step / 1000 : step) + 1e-9));
  const marks: Tick[] = [];
  for (let i = Math.ceil(startMs / step - 1e-9); i * step <= endMs + step * 1e-9; i++) {
    const ms = i * step;
    const label = inSeconds ? `${(ms / 1000).toFixed(decimals)} s` : `${ms.toFixed(decimals)} ms`;
    marks.push({ ms, label });
  }
  return marks;
}

/** The smallest 1, 2 or 5 times a power of ten that is not below `atLeast`. */
export function niceStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(atLeast));
  for (const factor of [1, 2, 5]) {
    if (factor * power >= atLeast * (1 - 1e-9)) return factor * power;
  }
  return 10 * power;
}
