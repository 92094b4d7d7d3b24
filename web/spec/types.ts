/**
 * The words of Lanes as types: what goes into a run (Spec) and what comes out (Result).
 * This file is the JavaScript API's contract; `window.lanes` is declared in api/lanes.ts.
 */

import type { Strategy } from "./strategies.ts";

/** kind of a span: 0 queued, 1 waiting (I/O), 2 running (CPU), 3 blocked. */
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
  /** What it counts depends on the work (links, px, records, …). */
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
  /** `navigator.hardwareConcurrency`: what the browser reports, not what there is. */
  reportedCores: number;
  /** Smallest step seen of `performance.now()`. */
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
   * Since the strategy began; never less than told before. The last one may exceed `wallMs` by the
   * time that the outcome took to arrive.
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
   * Share of one core that the scripts which watch a run took: probes, their answers, pulses, the
   * page's progress. What the browser takes to show them no page can know. null where nothing
   * watched from a page, or where the clock is too coarse to tell.
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
  /** Longest stretch in which the loop answered nothing. */
  longestFreezeMs: number;
  /** Sum of the stretches of 50 ms or more (the Long Tasks threshold). */
  frozenMs: number;
  /** Those stretches, in order; ms since the run began, as in `Spans`. */
  freezes: { startMs: number; endMs: number }[];
  /**
   * Frames that the page drew for it: its main thread's, whichever loop is under test. Each that there
   * can be is asked for, but ten a second while `parallel` needs every core.
   */
  frames: number;
  /** Frames that were asked for, due by the screen's measured refresh interval, and not drawn. */
  droppedFrames: number;
  /**
   * Where frames were due and none was drawn, in order: from the first one missing to the next
   * drawn, ms since the run began. `frames` add up to `droppedFrames`.
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
  /** First run of this code in this page: the browser was still compiling it. */
  cold: boolean;
  /** false when the tab was hidden during the run; notes say why. */
  valid: boolean;
  /**
   * Something else had a part of the machine meanwhile, and notes say what: another run of Lanes, or
   * other work. Its times are those of a busy machine.
   */
  disturbed: "" | "another-run" | "other-work";
  /**
   * Of the time in which its tasks computed, the part (0–1) in which other work had their thread's
   * core: what was noticed of it, from chunks of work that took much longer than their neighbours.
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
  /** What became of the bystander, where the run had one. */
  bystander?: BystanderReport;
}

/**
 * Another client of the modelled service, which has nothing to do with the run: one request so
 * often, come what may, of the run's own latency and jitter, each with a timeout of its own.
 */
export interface Bystander {
  everyMs: number;
  /** Its longest wait for a connection. */
  timeoutMs: number;
}

/** A request of the bystander's that has ended. Times are ms since the run began, or before it. */
export interface BystanderRequest {
  sentMs: number;
  endedMs: number;
  /** The queue was full; no connection was free in time. */
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

/** The numbers are of what it sent while the run lasted; `requests` also of a while around it. */
export interface BystanderReport extends ClientReport {
  requests: BystanderRequest[];
}

/** The modelled service at one moment, and what became of the run's requests so far. */
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

/** A picture given to a run may have so many pixels (16 MB): larger ones are to be scaled down. */
export const maxPicturePixels = 4 * 1024 * 1024;

/** What a task left to look at. */
export interface TaskOutput {
  how: Strategy;
  task: number;
  /** Left upper corner in the whole picture, px; a `mandelbrot` task renders one band of it. */
  x: number;
  y: number;
  width: number;
  height: number;
  /** Of the whole picture; of a `mandelbrot` wider than 1024 px every n-th pixel is shown. */
  totalWidth: number;
  totalHeight: number;
  /** RGBA. A copy of its own: keep it, or transfer it. */
  pixels: Uint8ClampedArray<ArrayBuffer>;
}

export interface RunOptions {
  /**
   * Cancels: `run` rejects with `cancelled` and nothing goes on, within 100 ms on a machine with
   * nothing else to do. CPU work that holds the page's own thread (`loop: "main"` under
   * `sequential`, `concurrent` or `bounded`) hears nothing until it ends, because nothing that runs
   * on a frozen page could even abort the signal.
   */
  signal?: AbortSignal;
  /** Called about every 100 ms while the page's thread is free, also in the middle of a task. */
  onProgress?(progress: Progress): void;
  /**
   * Called when the run has to wait for one of another page or frame of this origin, as two at once
   * would measure each other: with the title of that page, "" where that is not known.
   */
  onWait?(page: string): void;
  /** Called as each strategy is about to begin, which waits for what it returns. */
  onBegin?(how: Strategy): Promise<void> | void;
  /** Called with each strategy's result as soon as that has ended, before the next begins. */
  onResult?(result: Result): void;
  /**
   * Called for each task of `mandelbrot` and `resize`, in the order they end, within 50 ms where
   * the page's main thread is free; while a run holds it, when that is over. At most 16 MB of
   * outputs a run are kept: what comes after that is not delivered.
   */
  onOutput?(output: TaskOutput): void;
  /**
   * What every task of `resize` resizes instead of a generated picture; other works ignore it. It
   * never leaves the device. At most `maxPicturePixels`.
   */
  picture?: PictureData;
  /** Shares the modelled service with the run; a run that is not modelled rejects. */
  bystander?: Bystander;
  /** Called about every 100 ms of a modelled run, with what ended of the bystander's since then. */
  onService?(moment: ServiceMoment, bystander: readonly BystanderRequest[]): void;
}

export type Verdict = "io-bound" | "cpu-bound" | "mixed" | "unclear";

/** What halving the waiting and halving the computing did to the wall time of a work. */
export interface SimpleTest {
  /** What was run: the spec asked for, cut to some seconds, under one strategy (see `notes`). */
  spec: Spec;
  how: Strategy;
  asIs: Result;
  /** Half the latency; null for work whose waiting cannot be asked for (`file`). */
  waitingHalved: Result | null;
  /** Half the work of each task; null where that would halve the waiting too (`file`). */
  computingHalved: Result | null;
  /** Half of both; null where each could be halved alone. */
  bothHalved: Result | null;
  /** Which part of the wall time that took off, 0–1, below 0 where it took longer. */
  savedByWaiting: number | null;
  savedByComputing: number | null;
  savedByBoth: number | null;
  /** Parts of the wall time, 0–1, as it is: all in flight only waited; something computed. */
  waitingShare: number;
  computingShare: number;
  verdict: Verdict;
  /** The verdict and the numbers it follows from. */
  sentence: string;
  /** Sentences: what is not as the spec said, and why. */
  notes: string[];
}

/** What the downstream model says of a run that keeps at most `limit` requests in flight. */
export interface WhatIfPoint {
  limit: number;
  wallMs: number;
  /** Answered requests in a second. */
  throughputPerS: number;
  answered: number;
  /** The queue was full; no connection was free in time. */
  refused: number;
  timedOut: number;
  /** From sent to answered. */
  p99Ms: number;
  /** Where one was asked for. */
  bystander?: ClientReport;
}

/**
 * trace: Chrome trace JSON (Perfetto, chrome://tracing). csv: a row a result. json: the results with
 * plain lists. svg, png: a figure for a slide, 1600 × 900 px.
 */
export const exportFormats = ["trace", "csv", "json", "svg", "png"] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface ExportOptions {
  /** Of the figures; what the page shows unless told otherwise. */
  theme?: "light" | "dark";
}
