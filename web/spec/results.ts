/** What comes out of runs: their results, and what is measured or predicted by several of them. */

import type { Spec } from "./spec.ts";
import type { Strategy } from "./strategies.ts";

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

/** `count` answers that came at once and were taken at once; ms since the run began. */
export interface AnswersInLine {
  arrivedMs: number;
  handledMs: number;
  count: number;
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
  /**
   * A timer that the loop had at all times, set anew each time it fired: when it was due, and when it
   * fired or the run was over.
   */
  timers: { dueMs: number; firedMs: number }[];
  /** Answers to the run's requests that were there for a millisecond or more before it took them. */
  answers: AnswersInLine[];
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
  /** Lines that the run's own code printed, at most 200 of 500 characters. */
  printed?: string[];
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
