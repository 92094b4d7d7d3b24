/** The shape of a heartbeat, which the pulse repeats once a second, and a tile of it to copy. */

export const beatMs = 1000;

/**
 * Height of the trace at a time, -1 to 1: once a second the P, QRS and T waves of an
 * electrocardiogram, each a Gaussian at its place in the beat.
 */
export function beatHeight(ms: number): number {
  const phase = (((ms % beatMs) + beatMs) % beatMs) / beatMs;
  let height = 0;
  for (const [at, width, peak] of waves) {
    const away = (phase - at) / width;
    height += peak * Math.exp(-away * away);
  }
  return height;
}

/** Centre and width as fractions of a beat, and peak height. */
const waves = [
  [0.2, 0.035, 0.14],
  [0.312, 0.014, -0.16],
  [0.345, 0.017, 1],
  [0.382, 0.015, -0.3],
  [0.56, 0.055, 0.24],
] as const;

/** How much of each pixel the trace of one beat covers, 0–255, rows from the top. */
export interface BeatTile {
  /** Device px; exactly one beat, so that tiles side by side form a trace. */
  width: number;
  height: number;
  coverage: Uint8Array<ArrayBuffer>;
}

/** Position and thickness of a strip's trace, device px. */
export interface TraceLine {
  /** Distance of the trace between two beats from the strip's top. */
  middle: number;
  /** Height of a beat's peak above `middle`. */
  reach: number;
  thickness: number;
}

/** Drawn once per size; for each frame, both back ends only copy it. */
export function beatTile(width: number, height: number, line: TraceLine): BeatTile {
  const coverage = new Uint8Array(width * height);
  const yAt = (x: number): number => line.middle - beatHeight((x / width) * beatMs) * line.reach;
  const step = 0.125;
  for (let x = 0; x < width; x += step) {
    const from = yAt(x);
    const to = yAt(x + step);
    const dots = Math.max(1, Math.ceil(Math.abs(to - from) / step));
    for (let dot = 0; dot < dots; dot++) {
      const part = dot / dots;
      stamp(
        coverage,
        width,
        height,
        x + step * part,
        from + (to - from) * part,
        line.thickness / 2,
      );
    }
  }
  return { width, height, coverage };
}

/** Draws a disc with an antialiased edge, which wraps around at the tile's left and right edges. */
function stamp(
  coverage: Uint8Array,
  width: number,
  height: number,
  x: number,
  y: number,
  radius: number,
): void {
  const reach = Math.ceil(radius + 0.5);
  const top = Math.max(0, Math.floor(y - reach));
  const bottom = Math.min(height - 1, Math.floor(y + reach));
  for (let row = top; row <= bottom; row++) {
    for (let column = Math.floor(x - reach); column <= x + reach; column++) {
      const away = Math.hypot(column + 0.5 - x, row + 0.5 - y);
      const covered = Math.round(255 * Math.min(1, Math.max(0, radius + 0.5 - away)));
      const at = row * width + ((column + width) % width);
      if (covered > (coverage[at] as number)) coverage[at] = covered;
    }
  }
}
