/** Inputs and results of a sweep. */
import type { Result, RunOptions, Spec, WhatIfPoint } from "../../spec/types.ts";

/** What a sweep needs of `window.lanes`. */
export interface SweepEngine {
  run(spec: Partial<Spec>, options?: RunOptions): Promise<Result[]>;
  whatIf(spec: Partial<Spec>, limits: readonly number[]): Promise<WhatIfPoint[]>;
}

export interface SweepProgress {
  done: number;
  runs: number;
  /** The current measurement, such as "3 workers". */
  now: string;
}

export interface SweepOptions {
  signal: AbortSignal;
  reportedCores: number;
  onProgress(progress: SweepProgress): void;
}

export interface WorkerPoint {
  workers: number;
  /** The times of all runs, ms, and their median. */
  runsMs: number[];
  wallMs: number;
  /** Relative to the median with one worker. */
  speedup: number;
}

export interface WorkerSweep {
  kind: "workers";
  /** What was run; `workers` is the most there were. */
  spec: Spec;
  points: WorkerPoint[];
  reportedCores: number;
  /** Amdahl's parallel fraction, 0–1, fitted to the points up to this many workers. */
  fit?: { parallelFraction: number; upToWorkers: number };
  notes: string[];
}

export interface LimitPoint {
  limit: number;
  /** Answered requests in a second. */
  throughputPerS: number;
  /** Fraction of the requests that failed, 0–1. */
  failed: number;
  /** From sent to answered, ms; 0 where none was. */
  p99Ms: number;
}

export interface LimitSweep {
  kind: "limits";
  spec: Spec;
  /** The service that was measured was itself modelled. */
  modelled: boolean;
  points: LimitPoint[];
  /** The model's curve. */
  curve: LimitPoint[];
  notes: string[];
}

export type Sweep = WorkerSweep | LimitSweep;
