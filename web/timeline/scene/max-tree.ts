/**
 * A column with the maxima of every 16 of its values, of every 16 of those, and so on: finds the
 * next value above a threshold, in either direction, in time logarithmic in the distance to it.
 */
const shift = 4;
const mask = (1 << shift) - 1;

export class MaxTree {
  /** From the column itself up to a level of at most 16 values. */
  readonly #levels: Uint32Array[];

  constructor(column: Uint32Array) {
    this.#levels = [column];
    for (let below = column; below.length > 1 << shift; ) {
      const level = new Uint32Array(Math.ceil(below.length / (1 << shift)));
      for (let i = 0; i < below.length; i++) {
        const at = i >> shift;
        if ((below[i] as number) > (level[at] as number)) level[at] = below[i] as number;
      }
      this.#levels.push(level);
      below = level;
    }
  }

  /** The first index from `from` on with a value above `threshold`; the length if there is none. */
  firstAbove(from: number, threshold: number): number {
    const levels = this.#levels;
    const none = (levels[0] as Uint32Array).length;
    let i = from;
    for (let level = 0; level < levels.length; level++) {
      const column = levels[level] as Uint32Array;
      const stop = Math.min(column.length, ((i >> shift) + 1) << shift);
      while (i < stop && (column[i] as number) <= threshold) i++;
      if (i < stop) return this.#descend(level, i, threshold, 1);
      if (i >= column.length) return none;
      i >>= shift;
    }
    return none;
  }

  /** The last index up to `upTo` with a value above `threshold`; -1 if there is none. */
  lastAbove(upTo: number, threshold: number): number {
    const levels = this.#levels;
    let i = upTo;
    for (let level = 0; level < levels.length && i >= 0; level++) {
      const column = levels[level] as Uint32Array;
      const stop = i & ~mask;
      while (i >= stop && (column[i] as number) <= threshold) i--;
      if (i >= stop) return this.#descend(level, i, threshold, -1);
      i >>= shift;
    }
    return -1;
  }

  #descend(from: number, index: number, threshold: number, by: 1 | -1): number {
    let i = index;
    for (let level = from - 1; level >= 0; level--) {
      const column = this.#levels[level] as Uint32Array;
      i <<= shift;
      if (by < 0) i = Math.min(i + mask, column.length - 1);
      while ((column[i] as number) <= threshold) i += by;
    }
    return i;
  }
}
