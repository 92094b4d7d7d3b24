/** Adds up the time that a thread spends on something, to the resolution of its clock. */
export class Stopwatch {
  /** The total so far. */
  ms = 0;

  during<Made>(work: () => Made): Made {
    const from = performance.now();
    try {
      return work();
    } finally {
      this.ms += performance.now() - from;
    }
  }
}
