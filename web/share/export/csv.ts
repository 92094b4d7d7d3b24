/**
 * Results as CSV (RFC 4180): a header, then one row per result, lines ended by CR LF, in UTF-8. A
 * cell without a value is empty. Times are ms, numbers plain decimals with a point.
 */
import type { Result } from "../../spec/types.ts";

type Cell = string | number | boolean | undefined;

export interface Column {
  name: string;
  /** Unit, range or source. */
  means: string;
  value(result: Result, link: string): Cell;
}

const column = (name: string, means: string, value: Column["value"]): Column => ({
  name,
  means,
  value,
});

/** In file order. New columns are added at the end, so that positions keep their meaning. */
export const columns: readonly Column[] = [
  column("work", "what a task does, a name of the catalogue", ({ spec }) => spec.work),
  column("how", "strategy", ({ how }) => how),
  column("wall_ms", "first task queued to last task ended", ({ wallMs }) => wallMs),
  column("cold", "true: the browser was still compiling this code", ({ cold }) => cold),
  column("valid", "false: the tab was hidden meanwhile", ({ valid }) => valid),
  column("tasks", "tasks of the run", ({ tasks }) => tasks.count),
  column("tasks_ok", "tasks that gave an answer", ({ tasks }) => tasks.ok),
  column("tasks_failed", "tasks that failed", ({ tasks }) => tasks.failed),
  column("tasks_cancelled", "tasks that were cancelled", ({ tasks }) => tasks.cancelled),
  column("max_in_flight", "most tasks started and not ended at once", (r) => r.maxInFlight),
  column("latency_p50_ms", "queued to ended, per task", ({ latencyMs }) => latencyMs.p50),
  column("latency_p95_ms", "queued to ended, per task", ({ latencyMs }) => latencyMs.p95),
  column("latency_p99_ms", "queued to ended, per task", ({ latencyMs }) => latencyMs.p99),
  column("latency_max_ms", "queued to ended, per task", ({ latencyMs }) => latencyMs.max),
  column("throughput_per_s", "answers in a second", (result) => result.throughputPerS),
  column(
    "longest_freeze_ms",
    "the event loop answered nothing",
    (r) => r.eventLoop.longestFreezeMs,
  ),
  column("frozen_ms", "all stretches of 50 ms or more", ({ eventLoop }) => eventLoop.frozenMs),
  column("freezes", "how many of those", ({ eventLoop }) => eventLoop.freezes.length),
  column("frames", "frames that the page asked for and drew", ({ eventLoop }) => eventLoop.frames),
  column("frames_dropped", "frames due and not drawn", ({ eventLoop }) => eventLoop.droppedFrames),
  column("checks_sent", "health checks", ({ eventLoop }) => eventLoop.health.sent),
  column("checks_answered", "in time", ({ eventLoop }) => eventLoop.health.answered),
  column("checks_missed", "not in time", ({ eventLoop }) => eventLoop.health.missed),
  column("checks_p50_ms", "wait of a health check", ({ eventLoop }) => eventLoop.health.p50Ms),
  column("checks_p99_ms", "wait of a health check", ({ eventLoop }) => eventLoop.health.p99Ms),
  column("checks_max_ms", "wait of a health check", ({ eventLoop }) => eventLoop.health.maxMs),
  column("bystander_sent", "requests of another client", ({ bystander }) => bystander?.sent),
  column("bystander_answered", "of those", ({ bystander }) => bystander?.answered),
  column("bystander_refused", "of those", ({ bystander }) => bystander?.refused),
  column("bystander_timed_out", "of those", ({ bystander }) => bystander?.timedOut),
  column("bystander_p50_ms", "sent to answered", ({ bystander }) => bystander?.p50Ms),
  column("bystander_p99_ms", "sent to answered", ({ bystander }) => bystander?.p99Ms),
  column("first_digest", "the answer of the first task; all are in the JSON", (r) => r.digests[0]),
  column("size", "per task, in the work’s own unit", ({ spec }) => spec.size),
  column("workers", "of parallel", ({ spec }) => spec.workers),
  column("limit", "in flight at most, of bounded", ({ spec }) => spec.limit),
  column("latency_ms", "asked of http and query", ({ spec }) => spec.latency),
  column("jitter_percent", "of that latency", ({ spec }) => spec.jitter),
  column("pool", "connections of the modelled service", ({ spec }) => spec.pool),
  column("queue", "its waiting requests at most", ({ spec }) => spec.queue),
  column("timeout_ms", "its longest wait for a connection", ({ spec }) => spec.timeout),
  column("seed", "task i used seed + i", ({ spec }) => spec.seed),
  column("loop", "event loop under test: main or worker", ({ spec }) => spec.loop),
  column("tier", "threads, workers or none", ({ environment }) => environment.tier),
  column("backend", "network, modelled or none", ({ environment }) => environment.backend),
  column("suspend", "jspi, asyncify or none", ({ environment }) => environment.suspend),
  column("isolated", "the page was cross-origin isolated", (r) => r.environment.isolated),
  column("engine", "the browser’s own name", ({ environment }) => environment.engine),
  column("reported_cores", "as the browser says", (r) => r.environment.reportedCores),
  column("clock_resolution_ms", "smallest step seen", (r) => r.environment.clockResolutionMs),
  column("lanes_version", "of Lanes", ({ environment }) => environment.version),
  column("notes", "what else is to be known, sentences", ({ notes }) => notes.join(" ")),
  column("link", "opens this set-up", (_, link) => link),
  column(
    "disturbed",
    "another-run or other-work: it had a part of the machine",
    ({ disturbed }) => disturbed,
  ),
  column(
    "instrument",
    "share of a core that watching took; empty where unknown",
    ({ environment }) => environment.instrument ?? "",
  ),
];

/** `linkTo`: the URL that opens the set-up of a result. */
export function csvOf(results: readonly Result[], linkTo: (result: Result) => string): string {
  const rows = results.map((result) => {
    const link = linkTo(result);
    return columns.map(({ value }) => field(value(result, link)));
  });
  const header = columns.map(({ name }) => field(name));
  return [header, ...rows].map((cells) => `${cells.join(",")}\r\n`).join("");
}

function field(cell: Cell): string {
  const text = cell === undefined ? "" : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
