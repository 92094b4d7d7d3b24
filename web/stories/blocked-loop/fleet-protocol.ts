/**
 * Messages of a fleet. The page starts all workers and connects them with message ports; after that
 * the balancer, instances and pool workers talk to each other without the page.
 */
import type { BalancerEvent, Rules } from "./balancer.ts";

/** Where an instance does its resizes. */
export const ways = ["loop", "slices", "pool"] as const;
export type Way = (typeof ways)[number];

/** What all resizes of a play have in common: request i resizes the picture of seed + i. */
export interface Pictures {
  widthPx: number;
  seed: number;
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

/** Serve the balancer, with a pool of workers; a pool worker's `line` leads to its instance. */
export interface Service {
  way: Way;
  pictures: Pictures;
  line: MessagePort;
  pool: MessagePort[];
}

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
  /** When a thread computed, on the shared clock; no digest if the resize was dropped. */
  | { type: "ended"; ticket: number; request: number; digest: string; work: Work };

export interface Work {
  /** The worker in the instance's pool; -1 for its event loop. */
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
}

/** Events since the last news. */
export interface News {
  nowMs: number;
  events: FleetEvent[];
}

/** An event in the fleet. */
export type FleetEvent =
  | BalancerEvent
  | {
      type: "work";
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
