/**
 * Messages of a fleet. The page starts all workers and connects them with message ports; after that
 * the balancer, instances and pool workers talk to each other without the page.
 */
import type { BalancerEvent, Rules } from "./balancer.ts";

/** Where resizes are done: in each instance, or for all of them by a separate service. */
export const ways = ["loop", "slices", "pool", "service"] as const;
export type Way = (typeof ways)[number];

/**
 * What all requests of a play have in common: request i resizes `each` pictures in a row, those of
 * seed + i · each and after.
 */
export interface Pictures {
  widthPx: number;
  seed: number;
  each: number;
}

export interface InstanceContract {
  asks: {
    /** Load and warm up what is needed; `computes`: resizes run on this thread. */
    load(computes: boolean): void;
    /** Do `times` resizes in a row. */
    measure(order: { pictures: Pictures; times: number }): Measured;
  };
  tells: { serve: Service };
  news: object;
}

/**
 * Serve the balancer, with a pool of workers; a pool worker's `line` leads to its instance, or to
 * the separate service, and of an instance in front of that service `pool` is the way there.
 */
export interface Service {
  way: Way;
  pictures: Pictures;
  line: MessagePort;
  pool: MessagePort[];
}

export interface QueueContract {
  asks: object;
  tells: { serve: QueueService };
  news: object;
}

/** Accept jobs from `instances` for `workers`, and tell the balancer's thread on `news`. */
export interface QueueService {
  /** Most jobs that may wait. */
  places: number;
  instances: MessagePort[];
  workers: MessagePort[];
  news: MessagePort;
}

/** From the separate service; times on the shared clock. */
export type QueueMessage =
  | { type: "queue"; atEpochMs: number; waiting: number; working: number }
  | Extract<Answer, { type: "ended" }>;

/** Resizes in a row: when the first began and when each ended, on the shared clock. */
export interface Measured {
  startEpochMs: number;
  endEpochMs: number[];
}

/** From the sender of requests: the balancer, or an instance with a pool. */
export type Ask =
  | { type: "check"; id: number }
  | { type: "resize"; ticket: number; request: number }
  | { type: "drop"; ticket: number };

export type Answer =
  | { type: "check"; id: number }
  /** Of the separate service: the job is in its queue (202), or no place was free (503). */
  | { type: "accepted" | "full"; ticket: number }
  /** When a thread computed, on the shared clock; no digest if the resize was dropped. */
  | { type: "ended"; ticket: number; request: number; digest: string; work: Work };

export interface Work {
  /** The worker in the instance's pool, or in the separate service; -1 for an event loop. */
  worker: number;
  startEpochMs: number[];
  endEpochMs: number[];
}

export interface BalancerContract {
  /** Replies when every request has ended. */
  asks: { balance(load: BalancedLoad): void };
  tells: object;
  /** About ten times a second, and once more when every request has ended. */
  news: { seen: News };
}

export interface BalancedLoad {
  rules: Rules;
  /** When requests arrive, ms since the start. */
  dueMs: number[];
  lines: MessagePort[];
  /** From the separate service, where there is one (`QueueMessage`). */
  jobs: MessagePort | undefined;
}

/** Events since the last news. */
export interface News {
  nowMs: number;
  events: FleetEvent[];
}

/** An event in the fleet. */
export type FleetEvent =
  | BalancerEvent
  /** The separate service's jobs: in its queue, and in its workers. */
  | { type: "queue"; atMs: number; waiting: number; working: number }
  | {
      type: "work";
      /** -1: the separate service. */
      instance: number;
      worker: number;
      request: number;
      startMs: number[];
      endMs: number[];
      /** The result was still wanted when it ended. */
      wanted: boolean;
      digest: string;
    };

/** All events of a play so far, in order of arrival. */
export interface Seen {
  nowMs: number;
  events: readonly FleetEvent[];
}
