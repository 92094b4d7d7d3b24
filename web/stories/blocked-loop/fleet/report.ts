/** A play's numbers, and its moments in words. Pure. */
import { percentile } from "../../../base/percentile.ts";
import type { BalancerEvent } from "./balancer.ts";
import type { FleetEvent } from "./fleet-protocol.ts";

export interface FleetReport {
  /** Requests that arrived, by outcome; these add up once all have ended. */
  offered: number;
  answered: number;
  /** Timed out, or cut off with no retries left. */
  failed: number;
  timedOut: number;
  cutOff: number;
  /** All 503s: there was no healthy instance to send them to, or the queue was full. */
  refused: number;
  /** Those of them for which the separate service's queue was full. */
  full: number;
  cancelled: number;
  /** From arrival to answer; 0 where none was answered. */
  p50Ms: number;
  p99Ms: number;
  /** Instances taken out at least once, and the total number of times. */
  lost: number;
  timesLost: number;
  health: {
    sent: number;
    missed: number;
    /** From sent to answered, however late; until now for one without an answer. */
    p50Ms: number;
    p99Ms: number;
  };
  /**
   * Pictures made, and the time from a request's arrival to its picture. Only with the separate
   * service this is not the time to its answer.
   */
  pictures: { made: number; p50Ms: number; maxMs: number };
  /** The longest that the separate service's queue was. */
  mostWaiting: number;
  /** Resizes whose request ended before they did, or that were abandoned. */
  wasted: number;
  /** By request, of those that were answered. */
  digests: ReadonlyMap<number, string>;
}

type Of<Type> = Extract<FleetEvent, { type: Type }>;

export function eventsOf<Type extends FleetEvent["type"]>(
  events: readonly FleetEvent[],
  type: Type,
): Of<Type>[] {
  return events.filter((event): event is Of<Type> => event.type === type);
}

/** `open`: requests still in progress. */
export function reportOf(events: readonly FleetEvent[], nowMs: number, open = 0): FleetReport {
  const over = eventsOf(events, "over");
  const ended = (end: Of<"over">["end"]) => over.filter((request) => request.end === end).length;
  const stays = over
    .filter(({ end }) => end === "answered")
    .map(({ arrivedMs, atMs }) => atMs - arrivedMs);
  const full = ended("full");
  const losses = eventsOf(events, "mark").filter(({ healthy }) => !healthy);
  const checks = checkWaits(events, nowMs);
  const work = eventsOf(events, "work");
  const timedOut = ended("timed out");
  const cutOff = ended("cut off");
  return {
    offered: over.length + open,
    answered: stays.length,
    failed: timedOut + cutOff,
    timedOut,
    cutOff,
    refused: ended("refused") + full,
    full,
    cancelled: ended("cancelled"),
    ...percentiles(stays),
    lost: new Set(losses.map(({ instance }) => instance)).size,
    timesLost: losses.length,
    health: {
      sent: checks.length,
      missed: eventsOf(events, "missed").length,
      ...percentiles(checks),
    },
    pictures: picturesOf(over, work),
    mostWaiting: Math.max(0, ...eventsOf(events, "queue").map(({ waiting }) => waiting)),
    wasted: work.filter(({ wanted }) => !wanted).length,
    digests: new Map(
      work
        .filter(({ wanted, digest }) => wanted && digest)
        .map(({ request, digest }) => [request, digest]),
    ),
  };
}

function picturesOf(over: readonly Of<"over">[], work: readonly Of<"work">[]) {
  const arrivedMs = new Map(over.map(({ request, arrivedMs }) => [request, arrivedMs]));
  const waits = work
    .filter(({ wanted, digest }) => wanted && digest)
    .map(({ request, endMs }) => (endMs.at(-1) ?? 0) - (arrivedMs.get(request) ?? Number.NaN))
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  return { made: waits.length, p50Ms: percentile(waits, 50), maxMs: waits.at(-1) ?? 0 };
}

function percentiles(waits: readonly number[]): { p50Ms: number; p99Ms: number } {
  const sorted = [...waits].sort((a, b) => a - b);
  return { p50Ms: percentile(sorted, 50), p99Ms: percentile(sorted, 99) };
}

function checkWaits(events: readonly FleetEvent[], nowMs: number): number[] {
  const silent = new Map<string, number>();
  const waits: number[] = [];
  for (const event of events) {
    if (event.type === "missed") silent.set(`${event.instance} ${event.sentMs}`, event.sentMs);
    if (event.type !== "check") continue;
    silent.delete(`${event.instance} ${event.sentMs}`);
    waits.push(event.atMs - event.sentMs);
  }
  return [...waits, ...[...silent.values()].map((sentMs) => nowMs - sentMs)];
}

/** Of the requests answered in both, how many have the same digest. */
export function sameAnswers(a: FleetReport, b: FleetReport): { both: number; same: number } {
  let both = 0;
  let same = 0;
  for (const [request, digest] of a.digests) {
    const other = b.digests.get(request);
    if (other === undefined) continue;
    both++;
    if (other === digest) same++;
  }
  return { both, same };
}

export type Mark = Extract<BalancerEvent, { type: "mark" }>;

/** The moments that the timeline marks, numbered from 1. */
export function momentsOf(events: readonly FleetEvent[]): (Mark & { number: number })[] {
  return eventsOf(events, "mark").map((mark, i) => ({ ...mark, number: i + 1 }));
}

/** One sentence. */
export function sayMoment({ instance, atMs, healthy, cut, left }: Mark): string {
  const at = `${(atMs / 1000).toFixed(1)} s`;
  const who = `instance ${instance + 1}`;
  if (healthy) return `${at}: ${who} answers again and is back.`;
  const requests = cut === 1 ? "1 request" : `${cut} requests`;
  const rest =
    left > 0
      ? `its ${requests} and all new ones go to ${left === 1 ? "the last one" : `the other ${left}`}`
      : `its ${requests} fail, and no instance is left`;
  return `${at}: ${who} is marked unhealthy; ${rest}.`;
}
