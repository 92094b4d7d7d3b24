/**
 * Results as Chrome trace JSON: opens in Perfetto (https://ui.perfetto.dev) and chrome://tracing.
 * Trace Event Format, https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
 *
 * Each result is a separate process, and all begin at 0, so that their lengths can be compared. Its
 * threads are the event loop's freezes, the dropped frames, and its lanes. Health checks and the
 * bystander's requests can overlap, so they are nestable async events. The numbers of tasks queued
 * and in flight are counters. Times are µs, rounded to whole ns.
 */

import { formatOnClock } from "../../base/measured.ts";
import { healthTimeoutMs } from "../../monitor/probe/health.ts";
import { type Result, type Spans, spanKinds } from "../../spec/types.ts";
import { nameOfLane, waitsOnly } from "../../timeline/scene/lane-names.ts";
import { setUpOf, tasksOf, titleOf } from "./set-up.ts";

/** Phases: X complete, M metadata, C counter, b and e begin and end of a nestable async event. */
export interface TraceEvent {
  ph: "X" | "M" | "C" | "b" | "e";
  name: string;
  pid: number;
  tid: number;
  /** µs since the run began. */
  ts: number;
  /** µs, of complete events. */
  dur?: number;
  cat?: string;
  id?: string;
  args?: Record<string, string | number>;
}

export interface TraceDocument {
  displayTimeUnit: "ms";
  traceEvents: TraceEvent[];
  otherData: Record<string, string>;
}

interface Slice {
  name: string;
  cat: string;
  /** Whole ns since the run began. */
  startNs: number;
  endNs: number;
  args: Record<string, string | number>;
}

export function traceOf(results: readonly Result[], link: string): TraceDocument {
  const spec = setUpOf(results);
  const [first] = results;
  const writer = new TraceWriter();
  for (const result of results) writer.add(result);
  return {
    displayTimeUnit: "ms",
    traceEvents: writer.events,
    otherData: {
      title: spec ? `${titleOf(spec)}: ${tasksOf(spec)}` : "Results of several set-ups",
      writtenBy: `Lanes ${first?.environment.version ?? ""}`.trim(),
      engine: first?.environment.engine ?? "",
      link,
      ...(spec?.code && { lang: spec.lang, code: spec.code }),
      note: "Every run is a process and begins at 0.",
    },
  };
}

class TraceWriter {
  readonly events: TraceEvent[] = [];
  #processes = 0;
  /** Thread ids are unique in the whole document, because some viewers assume that. */
  #threads = 0;
  #asyncs = 0;

  add(result: Result): void {
    const pid = ++this.#processes;
    const { spec, how, eventLoop, wallMs, environment } = result;
    this.#describe(pid, this.#threads + 1, "process_name", { name: `${spec.work} ${how}` });
    this.#describe(pid, this.#threads + 1, "process_sort_index", { sort_index: pid });
    this.#describe(pid, this.#threads + 1, "process_labels", {
      labels: [formatOnClock(wallMs, environment.clockResolutionMs), ...marksOf(result)].join(", "),
    });

    const loop = spec.loop === "main" ? "the page’s event loop" : "the worker’s event loop";
    const freezes = eventLoop.freezes.map((freeze) =>
      sliceOf("frozen", "event loop", freeze.startMs, freeze.endMs, {}),
    );
    const loopThread = this.#thread(pid, loop, freezes);
    const drops = eventLoop.drops.map(({ startMs, endMs, frames }) =>
      sliceOf("frames dropped", "frames", startMs, endMs, { frames }),
    );
    if (drops.length > 0) this.#thread(pid, "frames of the page", drops);

    const waits = waitsOnly(result);
    for (const [lane, slices] of slicesByLane(result)) {
      this.#thread(pid, nameOfLane(result, lane, waits), slices);
    }

    for (const { sentMs, answeredMs } of eventLoop.checks) {
      const waitMs = answeredMs - sentMs;
      const name = waitMs > healthTimeoutMs ? "health check missed" : "health check";
      this.#async(pid, loopThread, sliceOf(name, "health", sentMs, answeredMs, { waitMs }));
    }
    for (const { sentMs, endedMs, answer } of result.bystander?.requests ?? []) {
      const name = `bystander’s request ${answer}`;
      this.#async(pid, loopThread, sliceOf(name, "bystander", sentMs, endedMs, {}));
    }
    for (const { atNs, queued, inFlight } of countsOf(result.spans)) {
      this.events.push({
        ph: "C",
        name: "tasks",
        pid,
        tid: loopThread,
        ts: atNs / 1000,
        args: { queued, "in flight": inFlight },
      });
    }
  }

  /** Returns its id. Slices that overlap without nesting get separate threads. */
  #thread(pid: number, name: string, slices: readonly Slice[]): number {
    let first = 0;
    for (const [layer, nested] of nestedLayers(slices).entries()) {
      const tid = ++this.#threads;
      first ||= tid;
      this.#describe(pid, tid, "thread_name", {
        name: layer === 0 ? name : `${name}, overlapping ${layer}`,
      });
      this.#describe(pid, tid, "thread_sort_index", { sort_index: tid });
      for (const { name: what, cat, startNs, endNs, args } of nested) {
        this.events.push({
          ph: "X",
          name: what,
          cat,
          pid,
          tid,
          ts: startNs / 1000,
          dur: (endNs - startNs) / 1000,
          args,
        });
      }
    }
    return first;
  }

  #async(pid: number, tid: number, { name, cat, startNs, endNs, args }: Slice): void {
    const id = `0x${(++this.#asyncs).toString(16)}`;
    this.events.push({ ph: "b", name, cat, id, pid, tid, ts: startNs / 1000, args });
    this.events.push({ ph: "e", name, cat, id, pid, tid, ts: endNs / 1000 });
  }

  #describe(pid: number, tid: number, name: string, args: Record<string, string | number>): void {
    this.events.push({ ph: "M", name, pid, tid, ts: 0, args });
  }
}

/**
 * Slices in the order of their start, each in the first layer that it fits in: within a layer, a
 * slice either begins when the earlier ones have ended or lies inside the innermost open one.
 */
export function nestedLayers<S extends { startNs: number; endNs: number }>(
  slices: readonly S[],
): S[][] {
  const sorted = slices.toSorted((a, b) => a.startNs - b.startNs || b.endNs - a.endNs);
  const layers: { open: number[]; slices: S[] }[] = [{ open: [], slices: [] }];
  for (const slice of sorted) {
    const fitting = layers.find(({ open }) => {
      while (open.length > 0 && (open.at(-1) as number) <= slice.startNs) open.pop();
      return open.length === 0 || slice.endNs <= (open.at(-1) as number);
    });
    const layer = fitting ?? { open: [], slices: [] };
    if (!fitting) layers.push(layer);
    layer.open.push(slice.endNs);
    layer.slices.push(slice);
  }
  return layers.map((layer) => layer.slices);
}

/** By lane, without queued spans: their length is an argument of the task's later slices. */
function slicesByLane({ spans, failures }: Result): Map<number, Slice[]> {
  const queuedMs = new Map<number, number>();
  const lanes = new Map<number, Slice[]>();
  for (let i = 0; i < spans.count; i++) {
    const task = spans.task[i] as number;
    const kind = spanKinds[spans.kind[i] as number] ?? "running";
    const startMs = spans.startMs[i] as number;
    const endMs = spans.endMs[i] as number;
    if (kind === "queued") {
      queuedMs.set(task, (queuedMs.get(task) ?? 0) + endMs - startMs);
      continue;
    }
    const lane = spans.lane[i] as number;
    const args: Slice["args"] = { task };
    const waited = queuedMs.get(task);
    if (waited !== undefined) args.queuedMs = Math.round(waited * 1000) / 1000;
    const failure = failures[task];
    if (failure !== undefined) args.failure = failure;
    const slice = sliceOf(`task ${task} ${kind}`, kind, startMs, endMs, args);
    const others = lanes.get(lane);
    if (others) others.push(slice);
    else lanes.set(lane, [slice]);
  }
  return new Map([...lanes].sort(([a], [b]) => a - b));
}

/** The numbers of tasks queued and in flight (begun, not ended), at each time of a change. */
function countsOf(spans: Spans): { atNs: number; queued: number; inFlight: number }[] {
  const begunNs = new Map<number, number>();
  const endedNs = new Map<number, number>();
  const changes: { atNs: number; queued: number; inFlight: number }[] = [];
  const change = (atNs: number, queued: number, inFlight: number) =>
    changes.push({ atNs, queued, inFlight });
  for (let i = 0; i < spans.count; i++) {
    const startNs = toNs(spans.startMs[i] as number);
    const endNs = toNs(spans.endMs[i] as number);
    const task = spans.task[i] as number;
    if (spans.kind[i] === 0) {
      change(startNs, 1, 0);
      change(endNs, -1, 0);
    } else {
      begunNs.set(task, Math.min(begunNs.get(task) ?? startNs, startNs));
      endedNs.set(task, Math.max(endedNs.get(task) ?? endNs, endNs));
    }
  }
  for (const atNs of begunNs.values()) change(atNs, 0, 1);
  for (const atNs of endedNs.values()) change(atNs, 0, -1);
  changes.sort((a, b) => a.atNs - b.atNs);
  const counts: typeof changes = [];
  let queued = 0;
  let inFlight = 0;
  for (const [i, { atNs, queued: more, inFlight: begun }] of changes.entries()) {
    queued += more;
    inFlight += begun;
    if (changes[i + 1]?.atNs !== atNs) counts.push({ atNs, queued, inFlight });
  }
  return counts;
}

function marksOf({ cold, valid, disturbed, tasks, environment }: Result): string[] {
  const marks: string[] = [];
  if (cold) marks.push("cold");
  if (!valid) marks.push("not valid: hidden tab");
  if (disturbed) marks.push("disturbed");
  if (tasks.failed > 0) marks.push(`${tasks.failed} failed`);
  if (environment.backend === "modelled") marks.push("modelled");
  return marks;
}

function sliceOf(
  name: string,
  cat: string,
  startMs: number,
  endMs: number,
  args: Slice["args"],
): Slice {
  const startNs = toNs(startMs);
  return { name, cat, startNs, endNs: Math.max(startNs, toNs(endMs)), args };
}

/** Whole ns: sums stay exact, so that adjacent slices do not overlap. */
function toNs(ms: number): number {
  return Math.round(ms * 1e6);
}
