/**
 * When the browser actually sent each request of a run. Browsers queue requests while all their
 * connections to that host are busy (six over HTTP/1.1). No strategy can change that, so it is
 * reported separately from waiting for the server. Source: Resource Timing,
 * https://www.w3.org/TR/resource-timing/ (`requestStart`: just before the request is sent).
 */
import { type AnswersInLine, type Spans, spanKinds } from "../../spec/types.ts";
import { inLineMs } from "../service/model-client.ts";

/** By task index, in ms since the run began; NaN where the browser said nothing. */
export interface RequestTimings {
  sentMs: Float64Array;
  answeredMs: Float64Array;
}

/** Makes room for the timings of `requests` requests; the default keeps 250. */
export function keepRequestTimings(requests: number): void {
  performance.clearResourceTimings();
  performance.setResourceTimingBufferSize(requests + 250);
}

export function clearRequestTimings(): void {
  performance.clearResourceTimings();
}

/** The timings of run `runId` on this thread; `startMs` on its `performance.now()`. */
export function requestTimings(runId: string, tasks: number, startMs: number): RequestTimings {
  const sentMs = new Float64Array(tasks).fill(Number.NaN);
  const answeredMs = new Float64Array(tasks).fill(Number.NaN);
  const entries = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
  for (const entry of entries) {
    if (!entry.name.includes(`run=${runId}&`) || entry.requestStart === 0) continue;
    const task = Number(new URL(entry.name).searchParams.get("task"));
    if (!(task < tasks)) continue;
    sentMs[task] = entry.requestStart - startMs;
    answeredMs[task] = entry.responseEnd - startMs;
  }
  return { sentMs, answeredMs };
}

/** Most requests that were on the wire at one moment; 0 when nothing is known. */
export function maxOnTheWire({ sentMs, answeredMs }: RequestTimings): number {
  const sent = sentMs.filter((ms) => !Number.isNaN(ms)).sort();
  const answered = answeredMs.filter((ms) => !Number.isNaN(ms)).sort();
  let most = 0;
  let gone = 0;
  for (let on = 0; on < sent.length; on++) {
    while ((answered[gone] as number) <= (sent[on] as number)) gone++;
    most = Math.max(most, on + 1 - gone);
  }
  return most;
}

const waiting = spanKinds.indexOf("waiting");
const blocked = spanKinds.indexOf("blocked");

/** Answers that the browser had for some time before the loop took them. */
export function answersInLine(spans: Spans, { answeredMs }: RequestTimings): AnswersInLine[] {
  const inLine: AnswersInLine[] = [];
  for (let i = 0; i < spans.count; i++) {
    const arrivedMs = answeredMs[spans.task[i] as number] as number;
    const handledMs = spans.endMs[i] as number;
    if (spans.kind[i] === waiting && handledMs - arrivedMs >= inLineMs) {
      inLine.push({ arrivedMs, handledMs, count: 1 });
    }
  }
  return inLine;
}

/** A request sent within this time was not held up: a new connection takes a moment to open. */
const heldUpMs = 5;

/**
 * True for a request that was made at `from` but `sent` only after another had been answered.
 * `answered` is in ascending order.
 */
function wasHeldUp(from: number, sent: number, answered: Float64Array): boolean {
  if (!(sent - from > heldUpMs)) return false;
  const freed = answered.find((ms) => ms > from);
  return freed !== undefined && freed <= sent;
}

export interface WireReport {
  spans: Spans;
  /** Most requests on the wire at one moment. */
  connections: number;
  /** Tasks whose request was held up for a connection. */
  heldUp: number;
}

/** `spans` with every wait split in two: blocked until the request was sent, waiting after that. */
export function splitByWire(spans: Spans, timings: RequestTimings): WireReport {
  const lane: number[] = [];
  const task: number[] = [];
  const kind: number[] = [];
  const startMs: number[] = [];
  const endMs: number[] = [];
  const answered = timings.answeredMs.filter((ms) => !Number.isNaN(ms)).sort();
  let heldUp = 0;
  const add = (i: number, as: number, from: number, to: number) => {
    lane.push(spans.lane[i] as number);
    task.push(spans.task[i] as number);
    kind.push(as);
    startMs.push(from);
    endMs.push(to);
  };
  for (let i = 0; i < spans.count; i++) {
    const from = spans.startMs[i] as number;
    const to = spans.endMs[i] as number;
    const sent = timings.sentMs[spans.task[i] as number] as number;
    if (spans.kind[i] === waiting && sent < to && wasHeldUp(from, sent, answered)) {
      heldUp++;
      add(i, blocked, from, sent);
      add(i, waiting, sent, to);
    } else {
      add(i, spans.kind[i] as number, from, to);
    }
  }
  const order = startMs.map((_, i) => i).sort((a, b) => (startMs[a] ?? 0) - (startMs[b] ?? 0));
  const pick = (column: number[]) => order.map((i) => column[i] as number);
  return {
    spans: {
      count: order.length,
      lane: Uint16Array.from(pick(lane)),
      task: Uint32Array.from(pick(task)),
      kind: Uint8Array.from(pick(kind)),
      startMs: Float64Array.from(pick(startMs)),
      endMs: Float64Array.from(pick(endMs)),
    },
    connections: maxOnTheWire(timings),
    heldUp,
  };
}
