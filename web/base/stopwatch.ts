/** How long a thread was busy with something, as far as its clock can tell. */
export class Stopwatch {
  /** Added up. */
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
