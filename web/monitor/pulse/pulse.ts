/**
 * The pulse drawn by the main thread: a strip that scrolls with time and stops dead when that
 * thread is blocked, because the same thread draws it. Afterwards it shows the gap in which nothing
 * was drawn. It costs nothing while off-screen.
 */
import { untilMultiple } from "../../base/clock.ts";
import type { Stopwatch } from "../../base/stopwatch.ts";
import { drawIntervalMs } from "./draw-interval.ts";
import { type Gap, PulseHistory } from "./pulse-history.ts";
import { type PulseColours, PulsePainter } from "./pulse-painter.ts";
import { type Area, calmPicture, type PulseView, tracePicture } from "./pulse-scene.ts";

/** How and whether a pulse is drawn. */
export interface Look {
  area: Area;
  colours: PulseColours;
  /** In sight, and not paused. */
  showing: boolean;
  /** Nothing may move (prefers-reduced-motion). */
  calm: boolean;
}

export const historyMs = 60_000;

export interface PulseOptions {
  paint: HTMLCanvasElement;
  ink: HTMLCanvasElement;
  /** The kind of run in progress, if any: it sets how often to draw. */
  pace(): keyof typeof drawIntervalMs;
  /** Runs while it draws. */
  spent: Stopwatch;
  /** Called on the frame that ends a gap. */
  onGap(gap: Gap): void;
}

export class MainThreadPulse {
  readonly #painter: PulsePainter | null;
  readonly #options: PulseOptions;
  #history = new PulseHistory(historyMs);
  #sinceMs = performance.now();
  #calm = false;
  #going = false;
  #frame = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #askedMs = 0;
  #drawnMs = Number.NEGATIVE_INFINITY;
  /** Second that the calm strip shows. */
  #second = -1;

  constructor(options: PulseOptions) {
    this.#options = options;
    this.#painter = PulsePainter.on(options.paint, options.ink);
  }

  look({ area, colours, showing, calm }: Look): void {
    this.#painter?.prepare(area, colours);
    this.#calm = calm;
    this.#second = -1;
    if (showing && !this.#going) {
      // Nothing is known about the time it was hidden.
      this.#history = new PulseHistory(historyMs);
      this.#sinceMs = performance.now();
      this.#going = true;
      this.#ask();
    } else if (!showing) {
      this.#stop();
      this.#going = false;
      // A hidden strip keeps its last picture; preparing has just cleared the canvas.
      this.#draw(Math.max(this.#drawnMs, this.#sinceMs));
    }
  }

  /** Requests the next frame: at once or, in a run that needs every core, when one is due. */
  #ask(): void {
    const sparing = this.#options.pace() === "sparingRun";
    const waitMs = sparing ? untilMultiple(drawIntervalMs.sparingRun) : 0;
    this.#askedMs = performance.now() + waitMs;
    const ask = () => {
      this.#frame = requestAnimationFrame(this.#tick);
    };
    if (sparing) this.#timer = setTimeout(ask, waitMs);
    else ask();
  }

  #stop(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
  }

  readonly #tick = (): void => {
    this.#options.spent.during(() => this.#beat());
    this.#ask();
  };

  #beat(): void {
    const nowMs = performance.now();
    const gap = this.#history.frame(nowMs, this.#askedMs);
    if (gap) {
      this.#second = -1;
      this.#options.onGap(gap);
    }
    // Frames jitter both ways: one up to 6 ms early counts as due, or it would be skipped.
    const dueMs = drawIntervalMs[this.#options.pace()] - 6;
    if (gap || nowMs - this.#drawnMs >= dueMs) this.#draw(nowMs);
  }

  #draw(nowMs: number): void {
    if (!this.#painter) return;
    this.#drawnMs = nowMs;
    const view: PulseView = {
      nowMs,
      sinceMs: this.#sinceMs,
      gaps: this.#history.gaps,
      silent: false,
      checks: [],
      watched: false,
    };
    if (!this.#calm) {
      this.#painter.draw(tracePicture(view, this.#painter.area));
      return;
    }
    const second = Math.floor((nowMs - this.#sinceMs) / 1000);
    if (second === this.#second) return;
    this.#second = second;
    this.#painter.draw(calmPicture(view, this.#painter.area));
  }
}
