/**
 * The terms of Lanes as types: what goes into a run (Spec) and what comes out (Result).
 * This file is the JavaScript API's contract; `window.lanes` is declared in api/lanes.ts.
 */

import type { Strategy } from "./strategies.ts";

/** The kind of a span: 0 queued, 1 waiting (I/O), 2 running (CPU), 3 blocked. */
export { spanKinds } from "./boundary.ts";
export { type ErrorCode, LanesError } from "./errors.ts";
export { type Strategy, strategies } from "./strategies.ts";

/** A unit of work a task can be made of; the names are those of the C++ catalogue. */
export type Work = string;

export const loops = ["main", "worker"] as const;
export const tiers = ["auto", "threads", "workers"] as const;
export const backends = ["auto", "network", "modelled"] as const;
export const themes = ["auto", "light", "dark"] as const;

/** Everything a link can say. Ranges and defaults: grammar.ts. Durations are milliseconds. */
export interface Spec {
  /** Schema version of the link. */
  v: 1;
  work: Work;
  /** One or more strategies, run in this order. */
  how: Strategy[];
  tasks: number;
  /** Its unit depends on the work (links, px, records, …). */
  size: number;
  workers: number;
  /** At most this many in flight under `bounded`. */
  limit: number;
  latency: number;
  /** Percent of `latency`. */
  jitter: number;
  /** Downstream model: connections, waiting requests, timeout in ms. */
  pool: number;
  queue: number;
  timeout: number;
  /** Task i uses seed + i. */
  seed: number;
  /** The event loop under test. */
  loop: (typeof loops)[number];
  tier: (typeof tiers)[number];
  backend: (typeof backends)[number];
  theme: (typeof themes)[number];
  autorun: boolean;
  /** The author's own results, compact; empty when there are none. */
  ref: string;
}

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
  /** Tasks ended and tasks in all, of this strategy. */
  ended: number;
  tasks: number;
  /**
   * Since the strategy began; never decreases. The last value may exceed `wallMs` by the time that
   * the outcome took to arrive.
   */
  elapsedMs: number;
}

export interface Environment {
  engine: string;
  isolated: boolean;
  tier: "threads" | "workers" | "none";
  suspend: "jspi" | "asyncify" | "none";
  backend: "network" | "modelled" | "none";
  clockResolutionMs: number;
  reportedCores: number;
  version: string;
  /**
   * Share of one core used by the scripts that observe a run: probes, their answers, pulses, the
   * page's progress. Excludes what the browser needs to display them, which a page cannot measure.
   * null if no page observed the run, or if the clock is too coarse.
   */
  instrument: number | null;
}

/** Columns of equal length `count`, ordered by start. Times are ms since the run began. */
export interface Spans {
  count: number;
  lane: Uint16Array;
  task: Uint32Array;
  kind: Uint8Array;
  startMs: Float64Array;
  endMs: Float64Array;
}

/** What the watchdog worker saw of the event loop under test while the run lasted. */
export interface EventLoopReport {
  /** Longest stretch in which probes were pending and the loop answered none. */
  longestFreezeMs: number;
  /** Sum of the stretches of 50 ms or more (the Long Tasks threshold). */
  frozenMs: number;
  /** The stretches of 50 ms or more, in order; ms since the run began, as in `Spans`. */
  freezes: { startMs: number; endMs: number }[];
  /**
   * Frames that the page's main thread drew, whichever loop is under test. Every frame is
   * requested; under `parallel`, which may need every core, only ten per second.
   */
  frames: number;
  /** Frames that were requested and due by the measured refresh interval, but not drawn. */
  droppedFrames: number;
  /**
   * Stretches in which frames were due and none was drawn, in order: from the first missing frame
   * to the next drawn one, ms since the run began. `frames` add up to `droppedFrames`.
   */
  drops: { startMs: number; endMs: number; frames: number }[];
  /** Each health check, in order; ms since the run began. An answer may come after the run. */
  checks: { sentMs: number; answeredMs: number }[];
  health: {
    sent: number;
    /** Answered in time; sent = answered + missed. */
    answered: number;
    missed: number;
    p50Ms: number;
    p99Ms: number;
    maxMs: number;
  };
}

export interface Result {
  spec: Spec;
  how: Strategy;
  environment: Environment;
  /** Makespan: first task queued to last task ended. */
  wallMs: number;
  /** First run of this code on this page, so the browser was still compiling it. */
  cold: boolean;
  /** false when the tab was hidden during the run; notes say why. */
  valid: boolean;
  /**
   * Something else used the machine during the run, and notes say what: another run of Lanes, or
   * other work. The times are those of a busy machine.
   */
  disturbed: "" | "another-run" | "other-work";
  /**
   * Fraction (0–1) of its tasks' computing time in which other work occupied their thread's core,
   * as far as detected: from chunks of work that took much longer than their neighbours.
   */
  lost: number;
  notes: string[];
  tasks: { count: number; ok: number; failed: number; cancelled: number };
  /** Most tasks started and not ended at one moment. */
  maxInFlight: number;
  /** Queued to ended, per task. */
  latencyMs: { p50: number; p95: number; p99: number; max: number };
  throughputPerS: number;
  /** By task index; a failed task's is empty. */
  digests: string[];
  /** By task index, sparse: why a task failed, one sentence. */
  failures: Record<number, string>;
  eventLoop: EventLoopReport;
  spans: Spans;
  /** What the bystander saw, if the run had one. */
  bystander?: BystanderReport;
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

/** A completed request of the bystander. Times are ms since the run began; below 0 before it. */
export interface BystanderRequest {
  sentMs: number;
  endedMs: number;
  /** refused: the queue was full. timed out: no connection was free in time. */
  answer: "answered" | "refused" | "timed out";
}

/** What one client of the model saw. */
export interface ClientReport {
  sent: number;
  answered: number;
  refused: number;
  timedOut: number;
  /** From sent to answered. */
  p50Ms: number;
  p99Ms: number;
}

/** Counts requests sent during the run; `requests` also has those shortly before and after it. */
export interface BystanderReport extends ClientReport {
  requests: BystanderRequest[];
}

/** The modelled service at one moment, and the outcomes of the run's requests so far. */
export interface ServiceMoment {
  /** ms since the run began; below 0 before it. */
  atMs: number;
  inService: number;
  waiting: number;
  answered: number;
  refused: number;
  timedOut: number;
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
  /** Called about every 100 ms of a modelled run; `bystander`: those ended since the last call. */
  onService?(moment: ServiceMoment, bystander: readonly BystanderRequest[]): void;
}

export type Verdict = "io-bound" | "cpu-bound" | "mixed" | "unclear";

/** The effect of halving the waiting, and of halving the computing, on the wall time of a work. */
export interface SimpleTest {
  /** What was run: the caller's spec, shortened to some seconds, under one strategy (`notes`). */
  spec: Spec;
  how: Strategy;
  asIs: Result;
  /** Half the latency; null for work whose waiting cannot be set (`file`). */
  waitingHalved: Result | null;
  /** Half the work of each task; null where that would also halve the waiting (`file`). */
  computingHalved: Result | null;
  /** Half of both; null where each could be halved separately. */
  bothHalved: Result | null;
  /** Fractions of the wall time that these halvings saved, 0–1; negative if it took longer. */
  savedByWaiting: number | null;
  savedByComputing: number | null;
  savedByBoth: number | null;
  /** Fractions of the unhalved wall time, 0–1: all tasks in flight waited; any task computed. */
  waitingShare: number;
  computingShare: number;
  verdict: Verdict;
  /** The verdict and the numbers it is based on. */
  sentence: string;
  /** Sentences: deviations from the caller's spec, and why. */
  notes: string[];
}

/** What the downstream model predicts for a run with at most `limit` requests in flight. */
export interface WhatIfPoint {
  limit: number;
  wallMs: number;
  /** Answered requests per second. */
  throughputPerS: number;
  answered: number;
  /** The queue was full. */
  refused: number;
  /** No connection was free in time. */
  timedOut: number;
  /** From sent to answered. */
  p99Ms: number;
  /** If one was requested. */
  bystander?: ClientReport;
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
