/**
 * The pulse drawn by the main thread: a strip that scrolls with time and stops dead when that
 * thread is blocked, because the same thread would have to draw it. When it comes back it shows
 * the stretch in which nothing was drawn. It costs nothing while hidden or off-screen.
 */
import { beatHeight, describeGap, type Gap, PulseHistory } from "./pulse-history.ts";

export interface PulseColours {
  /** The trace, a gap, and text. CSS colours, resolved. */
  trace: string;
  gap: string;
  text: string;
  grid: string;
  surface: string;
  fontFamily: string;
}

/** Any pulse, whoever draws it. */
export interface Pulse {
  setColours(colours: PulseColours): void;
  dispose(): void;
}

export interface PulseOptions {
  colours: PulseColours;
  /** Called on the frame that ends a stretch in which none was drawn. */
  onGap?(gap: Gap): void;
}

const pxPerSecond = 90;
/** The reduced-motion strip: one cell a second, filled in place, nothing moves. */
const cellSeconds = 24;
const historyMs = 60_000;
/** Shorter gaps are drawn without a label. */
const worthSayingMs = 100;

export class MainThreadPulse implements Pulse {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D | null;
  readonly #history = new PulseHistory(historyMs);
  readonly #calm = matchMedia("(prefers-reduced-motion: reduce)");
  readonly #seen: IntersectionObserver;
  readonly #resized: ResizeObserver;
  readonly #onGap: ((gap: Gap) => void) | undefined;
  #colours: PulseColours;
  #onScreen = false;
  #frame = 0;
  #width = 0;
  #height = 0;
  #startedMs = performance.now();
  #cellDrawn = -1;

  constructor(canvas: HTMLCanvasElement, options: PulseOptions) {
    this.#canvas = canvas;
    this.#context = canvas.getContext("2d");
    this.#colours = options.colours;
    this.#onGap = options.onGap;
    this.#seen = new IntersectionObserver(([entry]) => {
      this.#onScreen = entry?.isIntersecting ?? false;
      this.#startOrStop();
    });
    this.#resized = new ResizeObserver(() => this.#resize());
    this.#seen.observe(canvas);
    this.#resized.observe(canvas);
    document.addEventListener("visibilitychange", this.#startOrStop);
    this.#calm.addEventListener("change", this.#repaint);
  }

  setColours(colours: PulseColours): void {
    this.#colours = colours;
    this.#repaint();
  }

  dispose(): void {
    this.#seen.disconnect();
    this.#resized.disconnect();
    document.removeEventListener("visibilitychange", this.#startOrStop);
    this.#calm.removeEventListener("change", this.#repaint);
    cancelAnimationFrame(this.#frame);
  }

  readonly #startOrStop = (): void => {
    const draw = this.#onScreen && !document.hidden;
    if (draw && this.#frame === 0) {
      this.#history.pause();
      this.#frame = requestAnimationFrame(this.#tick);
    } else if (!draw && this.#frame !== 0) {
      cancelAnimationFrame(this.#frame);
      this.#frame = 0;
      this.#history.pause();
    }
  };

  readonly #tick = (): void => {
    this.#frame = requestAnimationFrame(this.#tick);
    const nowMs = performance.now();
    const gap = this.#history.frame(nowMs);
    if (gap) {
      this.#cellDrawn = -1;
      this.#onGap?.(gap);
    }
    if (this.#calm.matches) this.#drawCalm(nowMs);
    else this.#drawTrace(nowMs);
  };

  readonly #repaint = (): void => {
    this.#cellDrawn = -1;
  };

  #resize(): void {
    const ratio = devicePixelRatio || 1;
    this.#width = this.#canvas.clientWidth;
    this.#height = this.#canvas.clientHeight;
    this.#canvas.width = Math.round(this.#width * ratio);
    this.#canvas.height = Math.round(this.#height * ratio);
    this.#context?.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#repaint();
  }

  #drawTrace(nowMs: number): void {
    const context = this.#context;
    if (!context || this.#width === 0) return;
    const width = this.#width;
    const height = this.#height;
    const head = width - 10;
    const timeAt = (x: number): number => nowMs - ((head - x) / pxPerSecond) * 1000;
    const xAt = (ms: number): number => head - ((nowMs - ms) / 1000) * pxPerSecond;
    const middle = height * 0.62;
    const scale = height * 0.46;
    const yAt = (ms: number): number => middle - beatHeight(ms) * scale;
    context.clearRect(0, 0, width, height);

    context.fillStyle = this.#colours.grid;
    const firstSecond = Math.ceil(timeAt(0) / 1000) * 1000;
    for (let ms = firstSecond; ms <= nowMs; ms += 1000) {
      context.fillRect(Math.round(xAt(ms)), 0, 1, height);
    }

    const gaps = this.#history.gaps.filter((gap) => xAt(gap.endMs) > 0);
    context.strokeStyle = this.#colours.trace;
    context.lineWidth = 2;
    context.lineJoin = "round";
    context.beginPath();
    let from = Math.max(0, xAt(this.#startedMs));
    for (const gap of gaps) {
      this.#traceBetween(context, from, Math.max(0, xAt(gap.startMs)), timeAt, yAt);
      from = Math.max(0, xAt(gap.endMs));
    }
    this.#traceBetween(context, from, head, timeAt, yAt);
    context.stroke();

    context.fillStyle = this.#colours.trace;
    context.beginPath();
    context.arc(head, yAt(nowMs), 3.5, 0, Math.PI * 2);
    context.fill();

    // Newest first: where two labels would meet, the older one gives way.
    let free = width;
    for (const gap of gaps.toReversed()) {
      free = this.#drawGap(context, gap, xAt(gap.startMs), xAt(gap.endMs), middle, free);
    }
  }

  #traceBetween(
    context: CanvasRenderingContext2D,
    from: number,
    to: number,
    timeAt: (x: number) => number,
    yAt: (ms: number) => number,
  ): void {
    if (to <= from) return;
    context.moveTo(from, yAt(timeAt(from)));
    for (let x = from + 1; x < to; x += 1) context.lineTo(x, yAt(timeAt(x)));
    context.lineTo(to, yAt(timeAt(to)));
  }

  /** `free`: labels may take the room to the left of it. Returns what is left of that room. */
  #drawGap(
    context: CanvasRenderingContext2D,
    gap: Gap,
    left: number,
    right: number,
    middle: number,
    free: number,
  ): number {
    const from = Math.max(-2, left);
    const width = right - from;
    context.save();
    context.globalAlpha = 0.14;
    context.fillStyle = this.#colours.gap;
    context.fillRect(from, 0, width, this.#height);
    context.restore();
    context.strokeStyle = this.#colours.gap;
    context.lineWidth = 2;
    context.setLineDash([2, 5]);
    context.beginPath();
    context.moveTo(from, middle);
    context.lineTo(right, middle);
    context.stroke();
    context.setLineDash([]);
    context.fillStyle = this.#colours.gap;
    if (left >= 0) context.fillRect(Math.round(left), 0, 1.5, this.#height);
    context.fillRect(Math.round(right), 0, 1.5, this.#height);
    if (gap.endMs - gap.startMs < worthSayingMs) return free;
    const label = describeGap(gap);
    context.font = `600 13px ${this.#colours.fontFamily}`;
    context.textBaseline = "top";
    const wide = context.measureText(label).width;
    const inside = wide + 16 <= width;
    const x = inside ? Math.max(left, 0) + 8 : Math.max(4, right - wide - 6);
    if (x + wide + 6 > free) return free;
    if (!inside) {
      context.fillStyle = this.#colours.surface;
      context.fillRect(x - 4, 4, wide + 6, 19);
    }
    context.fillStyle = this.#colours.gap;
    context.fillText(label, x, 7);
    return x - 4;
  }

  /** Redrawn once a second: a cell filled for every second, the frozen ones marked as such. */
  #drawCalm(nowMs: number): void {
    const second = Math.floor((nowMs - this.#startedMs) / 1000);
    const context = this.#context;
    if (second === this.#cellDrawn || !context || this.#width === 0) return;
    this.#cellDrawn = second;
    const pitch = (this.#width - 8) / cellSeconds;
    const page = Math.floor(second / cellSeconds) * cellSeconds;
    context.clearRect(0, 0, this.#width, this.#height);
    const top = this.#height * 0.55;
    const tall = this.#height * 0.28;
    for (let cell = 0; cell < cellSeconds; cell++) {
      const startMs = this.#startedMs + (page + cell) * 1000;
      const frozen = this.#history.gaps.some(
        (gap) =>
          gap.startMs < startMs + 1000 &&
          gap.endMs > startMs &&
          gap.endMs - gap.startMs >= worthSayingMs,
      );
      const past = page + cell <= second;
      context.fillStyle = !past
        ? this.#colours.grid
        : frozen
          ? this.#colours.gap
          : this.#colours.trace;
      const inset = frozen && past ? tall * 0.36 : 0;
      context.fillRect(cell * pitch, top + inset, Math.max(1, pitch - 3), tall - 2 * inset);
    }
    context.font = `600 13px ${this.#colours.fontFamily}`;
    context.textBaseline = "top";
    context.fillStyle = this.#colours.text;
    context.fillText(`${second} s drawn`, 0, 7);
  }
}
