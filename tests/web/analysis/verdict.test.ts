/** The verdict's rules: numbers that trigger each, and numbers that must not. */
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { caseOf } from "../../../web/analysis/verdict/case.ts";
import { measure } from "../../../web/analysis/verdict/measures.ts";
import { subjects } from "../../../web/analysis/verdict/rule.ts";
import { rules, verdictOf } from "../../../web/analysis/verdict/verdict.ts";
import { defaultSpec } from "../../../web/spec/link/grammar.ts";
import { parseLink } from "../../../web/spec/link/parse-link.ts";
import { writeLink } from "../../../web/spec/link/write-link.ts";
import {
  type EventLoopReport,
  type Result,
  type Spec,
  type Strategy,
  strategies,
} from "../../../web/spec/types.ts";
import { catalogue } from "../../../web/spec/works.ts";
import { resultOf, type SpanRow, spansOf } from "../samples/results.ts";

const queued = 0;
const waiting = 1;
const running = 2;
const blocked = 3;
const context = { embed: false, reportedCores: 2 };

interface Shape extends Partial<Result> {
  /** Changes to the work's default spec. */
  set?: Partial<Spec>;
  /** Cores that the browser reports. */
  cores?: number;
  backend?: Result["environment"]["backend"];
  loopSaw?: Partial<EventLoopReport>;
}

function of(work: string, how: Strategy, shape: Shape, rows: SpanRow[]): Result {
  const { set, cores = 2, backend, loopSaw, ...part } = shape;
  const spec = { ...defaultSpec(work, { ...context, reportedCores: cores }), ...set };
  const bare = resultOf({ spec });
  return resultOf({
    spec,
    how,
    spans: spansOf(rows),
    environment: {
      ...bare.environment,
      reportedCores: cores,
      tier: how === "parallel" ? "threads" : "none",
      backend: backend ?? (work === "http" || work === "query" ? "modelled" : "none"),
    },
    eventLoop: { ...quiet, ...loopSaw },
    digests: Array.from({ length: spec.tasks }, (_, task) => `digest ${task}`),
    ...part,
  });
}

const quiet: EventLoopReport = {
  ...resultOf({}).eventLoop,
  longestFreezeMs: 6,
  frames: 60,
  health: { sent: 10, answered: 10, missed: 0, p50Ms: 1, p99Ms: 3, maxMs: 4 },
};
const stuck: Partial<EventLoopReport> = {
  longestFreezeMs: 3990,
  frozenMs: 3990,
  droppedFrames: 230,
  health: { sent: 40, answered: 2, missed: 38, p50Ms: 2000, p99Ms: 3990, maxMs: 3990 },
};

/** CPU work on one thread: equal tasks, one after another, fill `wallMs`. */
function cpu(how: Strategy, wallMs: number, shape: Shape = {}): Result {
  const tasks = shape.set?.tasks ?? 4;
  const each = wallMs / tasks;
  const rows = Array.from({ length: tasks }, (_, i): SpanRow[] => [
    [0, i, queued, 0, i * each],
    [0, i, running, i * each, (i + 1) * each],
  ]);
  const latencyMs = { p50: wallMs / 2, p95: wallMs, p99: wallMs, max: wallMs };
  const maxInFlight = how === "sliced" ? tasks : 1;
  return of("hash", how, { wallMs, latencyMs, maxInFlight, ...shape }, rows.flat());
}

/** Parallel CPU work: tasks of `each` ms, dealt to the lanes in turn and run back to back. */
function threads(lanes: number, each: number, wallMs: number, shape: Shape = {}): Result {
  const tasks = shape.set?.tasks ?? 4;
  const rows = Array.from({ length: tasks }, (_, i): SpanRow => {
    const start = Math.floor(i / lanes) * each;
    return [i % lanes, i, running, start, start + each];
  });
  return of(
    "hash",
    "parallel",
    { wallMs, maxInFlight: lanes, ...shape, set: { workers: lanes, ...shape.set } },
    rows,
  );
}

/** I/O that is answered after `each` ms, in batches of `atOnce` tasks. */
function io(work: string, how: Strategy, atOnce: number, each: number, shape: Shape = {}): Result {
  const tasks = shape.set?.tasks ?? 10;
  const wallMs = Math.ceil(tasks / atOnce) * each;
  const rows = Array.from({ length: tasks }, (_, i): SpanRow => {
    const start = Math.floor(i / atOnce) * each;
    return [i % atOnce, i, waiting, start, start + each];
  });
  const latencyMs = { p50: wallMs, p95: wallMs, p99: wallMs, max: wallMs };
  const part = { wallMs, latencyMs, maxInFlight: Math.min(tasks, atOnce) };
  return of(work, how, { ...part, ...shape, set: { latency: each, ...shape.set } }, rows);
}

function failing(result: Result, reasons: Record<number, string>): Result {
  const failed = Object.keys(reasons).length;
  const { count } = result.tasks;
  return {
    ...result,
    failures: reasons,
    tasks: { count, ok: count - failed, failed, cancelled: 0 },
  };
}

const refusedReason =
  "The connection pool was exhausted: the query was refused because 8 were waiting already.";
const timedOutReason =
  "The connection pool was exhausted: the query waited 300 ms for a connection.";

const query = (how: Strategy, atOnce: number, set: Partial<Spec> = {}, shape: Shape = {}) =>
  io("query", how, atOnce, 200, { ...shape, set: { tasks: 12, pool: 2, ...set } });
const poolTimedOut = failing(query("concurrent", 12), { 4: timedOutReason, 5: timedOutReason });
const queueRefused = failing(query("concurrent", 12), { 4: refusedReason, 5: timedOutReason });
const serverGone = failing(io("http", "concurrent", 10, 200, { backend: "network" }), {
  3: "The server answered with status 500.",
});

/** Ten requests over six connections. */
const sixConnections = of(
  "http",
  "concurrent",
  { wallMs: 2000, maxInFlight: 10, backend: "network", set: { latency: 1000 } },
  Array.from({ length: 10 }, (_, i): SpanRow[] =>
    i < 6
      ? [[i, i, waiting, 0, 1000]]
      : [
          [i, i, blocked, 0, 1000],
          [i, i, waiting, 1000, 2000],
        ],
  ).flat(),
);

const sequential = cpu("sequential", 4000);
const concurrent = cpu("concurrent", 4040);
const parallel = threads(2, 1040, 2080);
const waitsInARow = io("http", "sequential", 1, 1000);
const waitsTogether = io("http", "concurrent", 10, 1000);
const inFours = io("http", "bounded", 4, 1000, { set: { limit: 4 } });
const onFourThreads = io("http", "parallel", 4, 1000, { set: { workers: 4 } });
/** 256 tasks of 0.05 ms, one begun every 0.47 ms on each of two threads. */
const tiny = of(
  "hash",
  "parallel",
  { wallMs: 60, maxInFlight: 2, set: { tasks: 256, size: 50, workers: 2 } },
  Array.from({ length: 256 }, (_, i): SpanRow => {
    const start = Math.floor(i / 2) * 0.47;
    return [i % 2, i, running, start, start + 0.05];
  }),
);
const tinySequential = cpu("sequential", 13, { set: { tasks: 256, size: 50 } });
const fileOf = (how: Strategy, read: number, hash: number) =>
  of("file", how, { wallMs: read + hash, maxInFlight: 1, set: { tasks: 1 } }, [
    [0, 0, waiting, 0, read],
    [0, 0, running, read, read + hash],
  ]);
const mostlyNothing = of("hash", "sliced", { wallMs: 1000, maxInFlight: 4 }, [
  [0, 0, running, 0, 300],
]);
const disturbed = (result: Result, by: Result["disturbed"] = "another-run"): Result => ({
  ...result,
  disturbed: by,
});
const hidden = (result: Result): Result => ({ ...result, valid: false });
const cancelled = (result: Result): Result => ({
  ...result,
  tasks: { ...result.tasks, ok: 1, cancelled: result.tasks.count - 1 },
});
const cold = (result: Result): Result => ({ ...result, cold: true });

interface Examples {
  /** Results for which the rule is the one chosen for its subject. */
  fires: Result[][];
  /** Results for which the rule itself says nothing. */
  silent: Result[][];
}

const examples: Record<string, Examples> = {
  "answers-differ": {
    fires: [[sequential, { ...parallel, digests: ["digest 0", "other", "", ""] }]],
    silent: [
      [sequential, parallel],
      [sequential, { ...parallel, digests: ["", "", "", ""] }],
    ],
  },
  "all-hidden": {
    fires: [[hidden(sequential)], [hidden(sequential), cancelled(parallel)]],
    silent: [[sequential], [hidden(sequential), parallel], [cancelled(sequential)]],
  },
  "all-disturbed": {
    fires: [
      [disturbed(sequential)],
      [disturbed(sequential, "other-work"), disturbed(parallel), cancelled(sequential)],
    ],
    silent: [[sequential], [disturbed(sequential), parallel], [hidden(sequential)]],
  },
  "some-disturbed": {
    fires: [[disturbed(sequential), parallel]],
    silent: [
      [sequential, parallel],
      [hidden(sequential), parallel],
    ],
  },
  "all-cancelled": {
    fires: [[cancelled(sequential)]],
    silent: [[sequential], [cancelled(sequential), parallel], [hidden(sequential)]],
  },
  "too-short": {
    fires: [[cpu("sequential", 0.4)], [cpu("sequential", 15, { environment: slowClock(1) })]],
    silent: [[cpu("sequential", 15)], [cpu("sequential", 30, { environment: slowClock(1) })]],
  },
  "coarse-clock": {
    fires: [[cpu("sequential", 4000, { environment: slowClock(100) })]],
    silent: [[sequential], [cpu("sequential", 4000, { environment: slowClock(1) })]],
  },
  "some-hidden": {
    fires: [[hidden(sequential), parallel]],
    silent: [
      [sequential, parallel],
      [cancelled(sequential), parallel],
    ],
  },
  "some-cancelled": {
    fires: [[cancelled(sequential), parallel]],
    silent: [
      [sequential, parallel],
      [hidden(sequential), parallel],
    ],
  },
  cold: {
    fires: [[cold(cpu("sequential", 300)), cpu("concurrent", 290)]],
    // A run too long for compiling to show; one that was not cold; one that does not compute.
    silent: [
      [cold(sequential), concurrent],
      [cpu("sequential", 300)],
      [cold(io("http", "concurrent", 10, 100))],
    ],
  },

  "queue-refused": {
    fires: [[queueRefused], [query("bounded", 2, { limit: 2 }), queueRefused]],
    silent: [[poolTimedOut], [serverGone], [query("concurrent", 12)]],
  },
  "pool-timed-out": {
    fires: [[poolTimedOut]],
    silent: [[serverGone], [query("concurrent", 12)], [waitsTogether]],
  },
  "tasks-failed": {
    fires: [[serverGone], [failing(sequential, { 0: "The disk is full" })]],
    silent: [[waitsTogether], [sequential]],
  },
  connections: {
    fires: [[waitsInARow10s(), sixConnections], [sixConnections]],
    silent: [[waitsTogether], [waitsInARow], [inFours]],
  },
  "pool-full": {
    fires: [
      [query("concurrent", 12, {}, { latencyMs: { p50: 600, p95: 1200, p99: 1200, max: 1200 } })],
    ],
    // The pool served all at once; the limit kept within the pool; http asks no database.
    silent: [
      [query("concurrent", 12, { pool: 12 })],
      [query("bounded", 2, { limit: 2 })],
      [waitsTogether],
    ],
  },
  "waits-in-a-row": {
    fires: [[waitsInARow]],
    silent: [[waitsInARow, waitsTogether], [sequential], [waitsTogether]],
  },
  "request-cost": {
    fires: [[io("http", "concurrent", 100, 1000, { set: { tasks: 100, latency: 0 } })]],
    silent: [[waitsTogether], [waitsInARow], [inFours], [sequential]],
  },
  limit: {
    fires: [[inFours], [waitsInARow, inFours]],
    silent: [
      [waitsTogether],
      [io("http", "bounded", 10, 1000, { set: { limit: 20 } })],
      [cpu("bounded", 4000, { set: { limit: 1 } })],
    ],
  },
  "workers-wait": {
    fires: [[onFourThreads]],
    silent: [[inFours], [io("http", "parallel", 10, 1000, { set: { workers: 16 } })], [parallel]],
  },
  "slowest-wait": {
    fires: [[waitsTogether], [waitsInARow, waitsTogether]],
    silent: [[inFours], [waitsInARow], [sequential]],
  },
  "reading-and-computing": {
    fires: [[fileOf("sequential", 50, 50)]],
    silent: [[fileOf("sequential", 5, 95)], [fileOf("sequential", 95, 5)], [sequential]],
  },
  "io-computes": {
    fires: [[fileOf("concurrent", 5, 95)]],
    silent: [[fileOf("sequential", 50, 50)], [fileOf("sequential", 95, 5)], [sequential]],
  },
  waiting: {
    fires: [[fileOf("sequential", 95, 5)]],
    silent: [[fileOf("sequential", 50, 50)], [sequential]],
  },
  "hand-over": {
    fires: [[tiny], [tinySequential, tiny]],
    // Long tasks; tiny tasks whose threads compute all the time; no threads at all.
    silent: [[parallel], [threads(2, 0.05, 6.4, { set: { tasks: 256 } })], [tinySequential]],
  },
  "one-core": {
    fires: [[cpu("sequential", 4000, { cores: 1 }), threads(2, 2000, 4000, { cores: 1 })]],
    // One is reported, but the speedup shows two; two are reported; there is only one thread.
    silent: [
      [cpu("sequential", 4000, { cores: 1 }), threads(2, 1000, 2000, { cores: 1 })],
      [sequential, parallel],
      [threads(1, 1000, 4000, { cores: 1 })],
    ],
  },
  cores: {
    fires: [[sequential, threads(4, 2000, 2000)], [threads(4, 2000, 2000)]],
    silent: [[sequential, parallel], [sequential, threads(4, 1000, 1000)], [sequential]],
  },
  "fewer-tasks-than-workers": {
    fires: [[threads(2, 1000, 1000, { set: { tasks: 2, workers: 4 }, cores: 4 })]],
    silent: [[parallel], [sequential], [onFourThreads]],
  },
  "last-tasks": {
    fires: [[threads(3, 1000, 2000, { cores: 4 })]],
    silent: [[parallel], [sequential], [onFourThreads]],
  },
  "computing-on-threads": {
    fires: [[sequential, concurrent, parallel], [parallel]],
    silent: [[sequential, concurrent], [tiny], [cpu("sequential", 100), parallel]],
  },
  computing: {
    fires: [[sequential, concurrent], [cpu("sliced", 1000)]],
    silent: [[waitsTogether], [mostlyNothing]],
  },
  neither: {
    fires: [[mostlyNothing]],
    silent: [[serverGone], [cancelled(sequential)]],
  },

  "cold-looks-slower": {
    fires: [
      [cold(cpu("sequential", 1300)), cpu("concurrent", 1000)],
      [cold(cpu("sequential", 1300)), cpu("concurrent", 1000), threads(2, 250, 500)],
    ],
    silent: [
      [cpu("sequential", 1300), cpu("concurrent", 1000)],
      [cold(cpu("sequential", 1010)), cpu("concurrent", 1000)],
      [cold(cpu("sequential", 1300)), cold(cpu("concurrent", 1000))],
    ],
  },
  "parallel-slower-tiny": {
    fires: [[tinySequential, tiny]],
    silent: [[sequential, parallel], [tiny], [sequential, threads(2, 2400, 4800)]],
  },
  "parallel-slower-cold": {
    fires: [[cpu("sequential", 600), cold(threads(2, 400, 800))]],
    silent: [
      [cpu("sequential", 600), threads(2, 400, 800)],
      [cold(cpu("sequential", 600)), cold(threads(2, 400, 800))],
      [sequential, cold(parallel)],
    ],
  },
  "parallel-slower-crowded": {
    fires: [[cpu("sequential", 4000), threads(4, 4800, 4800)]],
    silent: [
      [cpu("sequential", 4000), threads(2, 2400, 4800)],
      [sequential, parallel],
    ],
  },
  "parallel-slower-starved": {
    fires: [[sequential, threads(2, 2400, 4800)]],
    // Slower by time that was not spent computing; not slower at all.
    silent: [
      [sequential, threads(2, 1200, 4800)],
      [sequential, parallel],
    ],
  },
  "parallel-slower": {
    fires: [[sequential, threads(2, 1200, 4800)]],
    silent: [[sequential, parallel], [parallel], [sequential, cpu("concurrent", 9000)]],
  },
  "only-threads-helped": {
    fires: [[sequential, concurrent, parallel]],
    // No threads, no gain, or no sequential run to compare with.
    silent: [
      [sequential, concurrent],
      [sequential, concurrent, threads(2, 2000, 4000)],
      [concurrent, parallel],
    ],
  },
  "one-thread-is-one-thread": {
    fires: [
      [sequential, concurrent],
      [sequential, cpu("bounded", 3990), cpu("sliced", 4100)],
    ],
    silent: [[sequential, parallel], [sequential, cpu("concurrent", 5000)], [concurrent]],
  },
  "slicing-costs": {
    fires: [
      [sequential, cpu("sliced", 5000)],
      [concurrent, cpu("sliced", 5000)],
    ],
    silent: [
      [sequential, cpu("sliced", 4100)],
      [cpu("sliced", 5000)],
      [cold(sequential), cpu("sliced", 5000)],
    ],
  },
  "one-thread-noise": {
    fires: [
      [sequential, cpu("concurrent", 5000)],
      [sequential, cpu("concurrent", 4250)],
    ],
    silent: [
      [sequential, concurrent],
      [sequential, cpu("concurrent", 4150)],
      [cpu("sequential", 90), cpu("concurrent", 98)],
      [sequential, parallel],
      [waitsInARow, waitsTogether],
    ],
  },
  "parallel-faster": {
    fires: [[sequential, parallel]],
    silent: [
      [sequential, threads(2, 2000, 4000)],
      [concurrent, parallel],
      [waitsInARow, onFourThreads],
    ],
  },
  "parallel-gained-nothing": {
    fires: [[sequential, threads(2, 2000, 4000)]],
    silent: [[sequential, parallel], [threads(2, 2000, 4000)]],
  },
  "threads-against-one": {
    fires: [
      [concurrent, parallel],
      [cpu("sliced", 2000), threads(2, 1000, 2000)],
    ],
    silent: [[sequential, concurrent, parallel], [parallel], [waitsTogether, onFourThreads]],
  },
  "side-by-side": {
    fires: [
      [concurrent, cpu("bounded", 5000)],
      [fileOf("bounded", 5, 95), fileOf("sliced", 5, 95)],
    ],
    silent: [[concurrent], [serverGone, waitsInARow]],
  },
  alone: {
    fires: [[cpu("sequential", 1000, { set: { tasks: 1 } })], [fileOf("parallel", 5, 95)]],
    silent: [[sequential, parallel], [serverGone]],
  },
  "limit-saved-tasks": {
    fires: [[poolTimedOut, query("bounded", 2, { limit: 2 })]],
    silent: [[query("concurrent", 12), query("bounded", 2, { limit: 2 })], [poolTimedOut]],
  },
  "waits-overlap": {
    fires: [
      [waitsInARow, waitsTogether],
      [waitsInARow, inFours],
    ],
    silent: [[waitsTogether], [sequential, concurrent], [waitsInARow, onFourThreads]],
  },
  "overlap-gained-nothing": {
    fires: [[fileOf("sequential", 5, 95), fileOf("concurrent", 5, 95)]],
    silent: [[waitsInARow, waitsTogether], [fileOf("sequential", 5, 95)], [sequential, concurrent]],
  },
  "limit-costs": {
    fires: [[waitsTogether, inFours]],
    silent: [
      [waitsTogether],
      [query("concurrent", 2), query("bounded", 2)],
      [concurrent, cpu("bounded", 9000)],
    ],
  },
  "limit-costs-nothing": {
    fires: [[poolSlow(), query("bounded", 2, { limit: 2 })]],
    silent: [[waitsTogether, io("http", "bounded", 10, 1000)], [inFours]],
  },
  "threads-only-wait": {
    fires: [[waitsTogether, onFourThreads]],
    silent: [[onFourThreads], [concurrent, parallel], [waitsInARow, onFourThreads]],
  },
  "sequential-alone": {
    fires: [[sequential], [waitsInARow]],
    silent: [
      [sequential, parallel],
      [cpu("sequential", 1000, { set: { tasks: 1 } })],
      [concurrent],
    ],
  },
  "started-at-once-alone": {
    fires: [[concurrent], [cpu("bounded", 4000)]],
    silent: [[sequential, concurrent], [waitsTogether], [cpu("sliced", 4000)]],
  },
  "sliced-alone": {
    fires: [[cpu("sliced", 4000)]],
    silent: [[sequential], [cpu("sliced", 4000, { set: { tasks: 1 } })]],
  },
  "parallel-alone": {
    fires: [[parallel]],
    silent: [[sequential, parallel], [threads(1, 1000, 4000)], [onFourThreads]],
  },
  "waits-together-alone": {
    fires: [[waitsTogether], [inFours]],
    silent: [[waitsInARow], [onFourThreads], [waitsInARow, waitsTogether], [concurrent]],
  },
  "parallel-waits-alone": {
    fires: [[onFourThreads]],
    silent: [[parallel], [waitsTogether], [waitsTogether, onFourThreads]],
  },

  unwatched: {
    fires: [[cpu("sequential", 100, { loopSaw: unseen() })]],
    silent: [[sequential]],
  },
  "some-froze": {
    fires: [[cpu("sequential", 4000, { loopSaw: stuck }), parallel]],
    silent: [[sequential, parallel], [cpu("sequential", 4000, { loopSaw: stuck })]],
  },
  froze: {
    fires: [
      [cpu("sequential", 4000, { loopSaw: stuck })],
      [cpu("concurrent", 300, { loopSaw: { longestFreezeMs: 140 } })],
    ],
    silent: [[sequential], [cpu("sequential", 4000, { loopSaw: { ...stuck, ...unseen() } })]],
  },
  "held-briefly": {
    fires: [[cpu("concurrent", 60, { loopSaw: { longestFreezeMs: 55 } })]],
    silent: [
      [cpu("concurrent", 4000, { loopSaw: { longestFreezeMs: 70 } })],
      [cpu("concurrent", 300, { loopSaw: { longestFreezeMs: 290 } })],
      [cpu("concurrent", 10, { loopSaw: { longestFreezeMs: 9 } })],
    ],
  },
  stuttered: {
    fires: [
      [cpu("sliced", 4000, { loopSaw: { longestFreezeMs: 70 } })],
      [cpu("sliced", 4000, { loopSaw: { droppedFrames: 40 } })],
    ],
    // A worker's loop draws no frames.
    silent: [
      [sequential],
      [cpu("sliced", 4000, { loopSaw: { droppedFrames: 40 }, set: { loop: "worker" } })],
    ],
  },
  "stayed-free": {
    fires: [[parallel], [waitsInARow, waitsTogether]],
    silent: [
      [cpu("sequential", 4000, { loopSaw: stuck })],
      [cpu("sequential", 100, { loopSaw: unseen() })],
    ],
  },

  longer: {
    fires: [[cpu("sequential", 0.4, { set: { size: 1000 } })], [io("http", "concurrent", 10, 0)]],
    silent: [[sequential], [waitsTogether]],
  },
  "limit-to-the-pool": {
    fires: [[poolTimedOut], [queueRefused]],
    silent: [
      [serverGone],
      [poolTimedOut, query("bounded", 2, { limit: 2 })],
      [query("concurrent", 12)],
    ],
  },
  "more-patience": {
    fires: [[poolTimedOut, query("bounded", 2, { limit: 2 })]],
    silent: [[serverGone], [query("concurrent", 12)]],
  },
  "no-failures": {
    fires: [[serverGone]],
    silent: [
      [waitsTogether],
      [failing(sequential, { 0: "x" })],
      [failing(waitsTogether, { 0: "x" })],
    ],
  },
  "without-the-browsers-limit": {
    fires: [[sixConnections]],
    silent: [[waitsTogether], [waitsInARow]],
  },
  "larger-tasks": {
    fires: [[tinySequential, tiny]],
    silent: [[sequential, parallel], [onFourThreads]],
  },
  "again-warm": {
    fires: [[cold(cpu("sequential", 300))]],
    silent: [[cold(sequential)], [cpu("sequential", 300)]],
  },
  "as-many-workers-as-cores": {
    fires: [[sequential, threads(4, 2000, 2000)]],
    silent: [[sequential, parallel], [threads(2, 2000, 4000, { cores: 1 })]],
  },
  "let-waits-overlap": {
    fires: [[waitsInARow], [onFourThreads]],
    silent: [
      [waitsInARow, waitsTogether],
      [inFours],
      [io("http", "sequential", 1, 1000, { set: { tasks: 1 } })],
    ],
  },
  "raise-the-limit": {
    fires: [[inFours], [waitsTogether, inFours]],
    silent: [
      [waitsTogether],
      [query("bounded", 2, { limit: 2 })],
      [io("http", "bounded", 10, 1000)],
    ],
  },
  "set-a-limit": {
    fires: [[waitsInARow, waitsTogether], [query("concurrent", 12)]],
    silent: [[waitsInARow], [waitsTogether, inFours], [concurrent]],
  },
  "overrun-a-pool": {
    fires: [[waitsTogether, io("http", "bounded", 10, 1000)]],
    silent: [[query("concurrent", 12)], [concurrent]],
  },
  "on-threads": {
    fires: [[sequential, concurrent], [cpu("sliced", 1000)]],
    silent: [[sequential, parallel], [cpu("sequential", 4000, { cores: 1 })], [waitsInARow]],
  },
  "more-tasks": {
    fires: [
      [threads(3, 1000, 2000, { cores: 4 })],
      [threads(2, 1000, 1000, { set: { tasks: 2, workers: 4 }, cores: 4 })],
    ],
    silent: [[parallel], [sequential], [onFourThreads]],
  },
  "more-workers": {
    fires: [[cpu("sequential", 4000, { cores: 8 }), threads(2, 1000, 2000, { cores: 8 })]],
    silent: [
      [sequential, parallel],
      [threads(2, 400, 4800, { cores: 8 }), cpu("sequential", 4000, { cores: 8 })],
      [sequential],
    ],
  },
  "take-turns": {
    fires: [[cpu("sequential", 4000, { loopSaw: stuck }), parallel]],
    silent: [
      [sequential, parallel],
      [cpu("sequential", 4000, { loopSaw: stuck }), cpu("sliced", 4000)],
    ],
  },
  "the-other-kind": {
    fires: [
      [sequential, parallel, cpu("sliced", 4000)],
      [fileOf("sequential", 50, 50), fileOf("concurrent", 50, 50)],
    ],
    silent: [[cancelled(sequential)], [hidden(sequential)]],
  },
};

function slowClock(clockResolutionMs: number): Result["environment"] {
  return { ...resultOf({}).environment, clockResolutionMs };
}
function unseen(): Partial<EventLoopReport> {
  return { longestFreezeMs: 0, health: { ...quiet.health, sent: 0, answered: 0 } };
}
function waitsInARow10s(): Result {
  return io("http", "sequential", 1, 1000, { backend: "network" });
}
/** Twelve queries at once with a pool of two: no faster than two at a time. */
function poolSlow(): Result {
  return { ...query("concurrent", 12, { limit: 2 }), wallMs: 1200 };
}

const table = subjects.flatMap((subject) => rules[subject].map((rule) => ({ subject, rule })));

describe("every rule of the verdict", () => {
  it("has a name of its own, and numbers for and against it", () => {
    const ids = table.map(({ rule }) => rule.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(Object.keys(examples).sort()).toEqual([...ids].sort());
    for (const [id, { fires, silent }] of Object.entries(examples)) {
      expect(fires.length, id).toBeGreaterThan(0);
      expect(silent.length, id).toBeGreaterThan(0);
    }
  });

  it.each(table)("$subject: $rule.id speaks when it should, and only then", ({ subject, rule }) => {
    const { fires = [], silent = [] } = examples[rule.id] ?? {};
    for (const [i, results] of fires.entries()) {
      const chosen = verdictOf(results).filter((finding) => finding.subject === subject);
      expect(
        chosen.map(({ id }) => id),
        `example ${i} that triggers it`,
      ).toEqual([rule.id]);
    }
    for (const [i, results] of silent.entries()) {
      const about = caseOf(results);
      expect(about && rule.say(about), `example ${i} that must not`).toBeUndefined();
    }
  });
});

const idsOf = (results: Result[]) => verdictOf(results).map(({ id }) => id);
const textOf = (results: Result[]) =>
  verdictOf(results)
    .map(({ text, link }) => `${link?.words ?? ""} ${text}`)
    .join(" ");

describe("the verdict as a whole", () => {
  it("is what a stranger should know of the CPU demo", () => {
    const froze = { loopSaw: stuck };
    const demo = [
      cpu("sequential", 4300, froze),
      cpu("concurrent", 4325, froze),
      threads(2, 1118, 2236),
    ];
    expect(verdictOf(demo).map(({ text }) => text)).toEqual([
      "Computing bounded the run: under parallel 2 threads were computing for 100 % of the time that they had.",
      "Concurrent changed nothing (4.33 s, sequential 4.30 s), because all tasks need the same one thread; parallel had 2 threads and was 1.92 times as fast as sequential. Async is concurrent, not parallel: one task runs at a time.",
      "Sequential and concurrent froze this page for up to 3.99 s at a stretch, with 76 of 80 health checks missed; parallel left it free (6.0 ms at most).",
      "sliced is the same work on the same thread, with turns for everything else in between.",
    ]);
  });

  it("tells what turns cost and what threads gave when all five were run", () => {
    const all = [sequential, concurrent, cpu("bounded", 3990), cpu("sliced", 4600), parallel];
    expect(verdictOf(all).find(({ subject }) => subject === "strategy")?.text).toBe(
      "Concurrent and bounded changed nothing (4.04 s, 3.99 s, sequential 4.00 s), because all tasks need the same one thread; parallel had 2 threads and was 1.92 times as fast as sequential. Async is concurrent, not parallel: one task runs at a time. Sliced took 1.15 times as long, as it stops for others every few ms.",
    );
  });

  it("compares nothing with a run of another set-up", () => {
    const larger = cpu("sequential", 40_000, { set: { size: 9_000_000 } });
    expect(textOf([parallel, larger])).not.toContain("times as fast");
    expect(idsOf([parallel, larger])).toEqual(idsOf([parallel]));
    const live = io("http", "sequential", 1, 1000, { backend: "network" });
    expect(idsOf([waitsTogether, live])).toEqual(idsOf([waitsTogether]));
  });

  it("claims no speedup against runs that failed, were hidden or were cancelled", () => {
    for (const spoil of [hidden, cancelled, (one: Result) => failing(one, { 1: "Failed." })]) {
      expect(textOf([spoil(sequential), parallel])).not.toContain("times as");
      expect(textOf([sequential, spoil(parallel)])).not.toContain("times as");
    }
  });

  it("says “modelled” wherever the model’s numbers bound the run", () => {
    for (const results of [
      [poolTimedOut],
      [queueRefused],
      [waitsTogether],
      [inFours],
      [onFourThreads],
    ]) {
      expect(textOf(results)).toContain("modelled");
      const live = results.map((one) => ({
        ...one,
        environment: { ...one.environment, backend: "network" as const },
      }));
      expect(verdictOf(live).find(({ subject }) => subject === "bound")?.text).not.toContain(
        "modelled",
      );
    }
  });

  it("has nothing to say without results", () => {
    expect(verdictOf([])).toEqual([]);
  });

  it("says something of what bounded it and of the loop for every cell of the grid", () => {
    for (const { name, bound } of catalogue) {
      for (const how of strategies) {
        for (const loop of ["main", "worker"] as const) {
          const shape: Shape = { set: { loop } };
          const one = bound === "cpu" ? cpu(how, 1000, shape) : io(name, how, 2, 100, shape);
          const result = { ...one, spec: { ...one.spec, work: name } };
          const said = verdictOf([result]).map(({ subject }) => subject);
          expect(said, `${name} ${how} ${loop}`).toEqual(
            expect.arrayContaining(["bound", "loop", "next"]),
          );
        }
      }
    }
  });
});

describe("what the spans add up to", () => {
  it("counts computing on all lanes, and idleness only after a lane’s last task", () => {
    const { lanes, busy, idleAtEnd, taskMs } = measure(threads(3, 1000, 2000));
    expect({ lanes, taskMs }).toEqual({ lanes: 3, taskMs: 1000 });
    expect(busy).toBeCloseTo(4 / 6);
    expect(idleAtEnd).toBeCloseTo(2 / 6);
  });

  it("tells requests on the wire from those held back", () => {
    const { onTheWire, heldUp } = measure(sixConnections);
    expect({ onTheWire, heldUp }).toEqual({ onTheWire: 6, heldUp: 4 });
    // The program learns of the first answers slightly after the next requests were sent.
    const { spans } = sixConnections;
    const late = spans.endMs.map((endMs) => (endMs === 1000 ? 1003 : endMs));
    expect(measure({ ...sixConnections, spans: { ...spans, endMs: late } }).onTheWire).toBe(6);
    expect(measure(waitsTogether).onTheWire).toBe(0);
  });
});

/** Arbitrary Results, including ones that no engine produces. */
const number = fc.oneof(fc.double(), fc.nat(10_000), fc.constantFrom(0, -1, 1e300));
const nat = fc.nat(300);
const anyResult = fc
  .record({
    work: fc.constantFrom(...catalogue.map(({ name }) => name)),
    how: fc.constantFrom(...strategies),
    set: fc.record({
      tasks: fc.integer({ min: 1, max: 256 }),
      size: fc.nat(100_000),
      workers: fc.integer({ min: 1, max: 64 }),
      limit: fc.integer({ min: 1, max: 300 }),
      latency: fc.nat(10_000),
      pool: fc.integer({ min: 1, max: 300 }),
      loop: fc.constantFrom("main" as const, "worker" as const),
    }),
    cores: fc.integer({ min: 1, max: 64 }),
    backend: fc.constantFrom("network" as const, "modelled" as const, "none" as const),
    wallMs: number,
    cold: fc.boolean(),
    valid: fc.boolean(),
    disturbed: fc.constantFrom("", "", "another-run" as const, "other-work" as const),
    maxInFlight: nat,
    tasks: fc.record({ count: nat, ok: nat, failed: nat, cancelled: fc.constantFrom(0, 0, 3) }),
    latencyMs: fc.record({ p50: number, p95: number, p99: number, max: number }),
    failures: fc.dictionary(
      fc.nat(20).map(String),
      fc.constantFrom(refusedReason, timedOutReason, "Something else"),
    ),
    digests: fc.array(fc.constantFrom("", "a", "b"), { maxLength: 3 }),
    freeze: number,
    dropped: nat,
    missed: nat,
    rows: fc.array(fc.tuple(fc.nat(5), nat, fc.nat(4), number, number), { maxLength: 12 }),
  })
  .map(({ work, how, set, cores, backend, freeze, dropped, missed, rows, ...part }) =>
    of(
      work,
      how,
      {
        ...part,
        set,
        cores,
        backend,
        loopSaw: {
          longestFreezeMs: freeze,
          droppedFrames: dropped,
          health: { ...quiet.health, sent: missed, missed },
        },
      },
      rows as SpanRow[],
    ),
  );

test("no results make it throw, or say what is no number", () => {
  fc.assert(
    fc.property(fc.array(anyResult, { maxLength: 6 }), (results) => {
      for (const { text, link } of verdictOf(results)) {
        expect(`${text} ${link?.words}`).not.toMatch(/NaN|Infinity|\bnull\b|undefined (?!$)/);
        expect(text.trim()).toMatch(/[.!]$/);
      }
    }),
    { numRuns: 2000 },
  );
});

test("a link means what its words say, and carries nothing that starts by itself", () => {
  fc.assert(
    fc.property(fc.array(anyResult, { minLength: 1, maxLength: 6 }), (results) => {
      for (const { link } of verdictOf(results)) if (link) expectToMean(link, results);
    }),
    { numRuns: 1000 },
  );
  for (const { fires } of Object.values(examples)) {
    for (const results of fires) {
      for (const { link } of verdictOf(results)) if (link) expectToMean(link, results);
    }
  }
});

function expectToMean(link: { words: string; spec: Spec }, results: Result[]): void {
  const reader = { embed: false, reportedCores: results[0]?.environment.reportedCores ?? 1 };
  const { spec, changes } = parseLink(writeLink(link.spec, reader), reader);
  expect(changes).toEqual([]);
  expect(spec).toEqual(link.spec);
  expect(spec.autorun).toBe(false);
  expect(spec.ref).toBe("");
  const { words } = link;
  for (const how of spec.how) expect(words.toLowerCase()).toContain(how);
  const told: [RegExp, number][] = [
    [/([\d,]+) tasks?\b/, spec.tasks],
    [/([\d,]+) workers?\b/, spec.workers],
    [/at most ([\d,]+) in flight/, spec.limit],
    [/latency of ([\d,]+) ms/, spec.latency],
    [/timeout of ([\d,]+) ms/, spec.timeout],
    [/([\d,]+) \S+ each/, spec.size],
  ];
  for (const [pattern, value] of told) {
    const found = pattern.exec(words)?.[1];
    if (found) expect(Number(found.replaceAll(",", ""))).toBe(value);
  }
}
