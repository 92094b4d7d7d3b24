/** Counts the frames that this page draws, and measures how often the screen could show one. */

/** Median interval of `samples` frames in ms; 0 when the page draws none (hidden). */
export function measureRefreshInterval(samples = 20): Promise<number> {
  return new Promise((resolve) => {
    const intervals: number[] = [];
    let last: number | undefined;
    const giveUp = setTimeout(() => resolve(0), 2000);
    const onFrame = (now: number) => {
      if (last !== undefined) intervals.push(now - last);
      last = now;
      if (intervals.length < samples) {
        requestAnimationFrame(onFrame);
      } else {
        clearTimeout(giveUp);
        intervals.sort((a, b) => a - b);
        resolve(intervals[intervals.length >> 1] as number);
      }
    };
    requestAnimationFrame(onFrame);
  });
}

export class FrameCounter {
  #frames = 0;
  #handle = 0;

  start(): void {
    this.#frames = 0;
    const onFrame = () => {
      this.#frames++;
      this.#handle = requestAnimationFrame(onFrame);
    };
    cancelAnimationFrame(this.#handle);
    this.#handle = requestAnimationFrame(onFrame);
  }

  /** Frames drawn since `start`. */
  stop(): number {
    cancelAnimationFrame(this.#handle);
    return this.#frames;
  }
}
