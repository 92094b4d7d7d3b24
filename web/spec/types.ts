/**
 * The terms of Lanes as types: what goes into a run (Spec) and what comes out (Result).
 * This file is the JavaScript API's contract, with those that it passes on and sharing/sharing.ts for
 * shared state; `window.lanes` is declared in api/lanes.ts.
 */

import type { BystanderRequest, Result, ServiceMoment } from "./results.ts";
import type { Strategy } from "./strategies.ts";

/** The kind of a span: 0 queued, 1 waiting (I/O), 2 running (CPU), 3 blocked. */
export { spanKinds } from "./boundary.ts";
export type { Diagnostic } from "./diagnostic.ts";
export { type ErrorCode, LanesError } from "./errors.ts";
export type * from "./results.ts";
export * from "./spec.ts";
export { type Strategy, strategies } from "./strategies.ts";

export interface Capabilities {
  /** `self.crossOriginIsolated`. */
  isolated: boolean;
  /** SharedArrayBuffer exists and could be posted to a worker. */
  sharedMemory: boolean;
  /** The tier that `auto` means here. */
  tier: "threads" | "workers" | "none";
  suspend: "jspi" | "asyncify" | "none";
  /** A live serve.py answers on this origin. */
  network: boolean;
  /** `navigator.hardwareConcurrency`: what the browser reports, not necessarily the real number. */
  reportedCores: number;
  /** Smallest step observed of `performance.now()`. */
  clockResolutionMs: number;
  /** The engine's own product token, for display only: nothing is decided by it. */
  engine: string;
  /** Sentences: what is unavailable here, why, and what is done instead. */
  notes: string[];
}

export interface Progress {
  how: Strategy;
  /** Position of `how` in the run, from 0, and how many strategies there are. */
  step: number;
  steps: number;
  /**
   * Of this strategy: tasks that have left the queue, how many of these have ended, and tasks in
   * all. An event loop that is held reports nothing meanwhile.
   */
  started: number;
  ended: number;
  tasks: number;
  /**
   * Since the strategy began; never decreases. The last value may exceed `wallMs` by the time that
   * the outcome took to arrive.
   */
  elapsedMs: number;
}

/**
 * Another client of the modelled service, independent of the run: it sends requests at a fixed
 * interval, however the earlier ones fare, with the run's latency and jitter and its own timeout.
 */
export interface Bystander {
  everyMs: number;
  /** Its longest wait for a connection. */
  timeoutMs: number;
}

/** RGBA pixels, not premultiplied, rows from the top without gaps. An ImageData is one. */
export interface PictureData {
  readonly width: number;
  readonly height: number;
  /** 4 · `width` · `height` bytes. */
  readonly data: Uint8ClampedArray;
}

/** Most pixels of a picture given to a run (16 MB); larger ones have to be scaled down first. */
export const maxPicturePixels = 4 * 1024 * 1024;

/** The displayable output of a task. */
export interface TaskOutput {
  how: Strategy;
  task: number;
  /** Top left corner in the whole picture, px; a `mandelbrot` task renders one band of it. */
  x: number;
  y: number;
  width: number;
  height: number;
  /** Of the whole picture; of a `mandelbrot` wider than 1024 px every n-th pixel is shown. */
  totalWidth: number;
  totalHeight: number;
  /** RGBA. A separate copy, which the callback may keep or transfer. */
  pixels: Uint8ClampedArray<ArrayBuffer>;
}

/** The Wasm memory of one instance. */
export interface InstanceMemory {
  /** Pages of 4 KiB in which anything was written since the instance was started. */
  usedBytes: number;
  reservedBytes: number;
}

export interface RunOptions {
  /**
   * Cancels: `run` rejects with `cancelled` and all work stops, within 100 ms on an otherwise idle
   * machine. CPU work that blocks the page's own thread (`loop: "main"` under `sequential`,
   * `concurrent` or `bounded`) cannot be cancelled before it ends, because no script could abort
   * the signal on a frozen page.
   */
  signal?: AbortSignal;
  /** Called about every 100 ms while the page's thread is free, also in the middle of a task. */
  onProgress?(progress: Progress): void;
  /**
   * Called when the run has to wait for a run of another page or frame of this origin, as two at
   * once would disturb each other's measurements, and again when that page changes. `page`: its
   * title, "" if unknown.
   */
  onWait?(page: string): void;
  /** Called before each strategy begins, which waits for the returned promise. */
  onBegin?(how: Strategy): Promise<void> | void;
  /** Called with each strategy's result as soon as it has ended, before the next begins. */
  onResult?(result: Result): void;
  /**
   * Called for each task of `mandelbrot` and `resize`, in the order they end: within 50 ms while
   * the page's main thread is free, or after the run if that blocks it. At most 16 MB of outputs
   * are kept per run; further ones are not delivered.
   */
  onOutput?(output: TaskOutput): void;
  /**
   * What every task of `resize` resizes instead of a generated picture; other works ignore it. It
   * never leaves the device. At most `maxPicturePixels`.
   */
  picture?: PictureData;
  /**
   * Shares the modelled service with the run. Only for a modelled `query` under any strategies but
   * `parallel`; other runs reject ("bad-spec").
   */
  bystander?: Bystander;
  /**
   * Work that computes, under `parallel`: a thread computes only while it holds one lock that all
   * of them share, and hands it on every 5 ms, as the threads of an interpreter with one lock do
   * (Python's GIL). Where there is no shared memory, separate workers do the same with a Web Lock,
   * every 20 ms; a note says so. Other strategies have no threads and ignore it; other works
   * reject ("bad-spec").
   */
  oneLock?: boolean;
  /**
   * Called before each result where it is known: the Wasm memory of each instance that ran tasks;
   * threads share one. Without what the browser itself needs for a worker.
   */
  onMemory?(instances: readonly InstanceMemory[]): void;
  /** Called about every 100 ms of a modelled run; `bystander`: those ended since the last call. */
  onService?(moment: ServiceMoment, bystander: readonly BystanderRequest[]): void;
}

/**
 * trace: Chrome trace JSON (Perfetto, chrome://tracing). csv: one row per result. json: the
 * results, with columns as plain arrays. svg, png: a figure for a slide, 1600 × 900 px.
 */
export const exportFormats = ["trace", "csv", "json", "svg", "png"] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface ExportOptions {
  /** Of the figures; the page's current theme by default. */
  theme?: "light" | "dark";
}
