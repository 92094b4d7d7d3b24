/**
 * Who says what to whom. The page starts all workers and gives each its lines (message ports); from
 * then on balancer, instances and pool workers talk to each other without the page.
 */
import type { BalancerEvent, Rules } from "./balancer.ts";

/** Where an instance does its resizes. */
export const ways = ["loop", "slices", "pool"] as const;
export type Way = (typeof ways)[number];

/** What every resize of a play has in common: request i resizes the picture of seed + i. */
export interface Pictures {
  widthPx: number;
  seed: number;
}

export interface InstanceContract {
  asks: {
    /** Load and warm what is needed; `computes`: resizes are done on this thread. */
    load(computes: boolean): void;
    /** So many resizes, one after another. */
    measure(order: { pictures: Pictures; times: number }): Measured;
  };
  tells: { serve: Service };
  news: object;
}

/** Serve the balancer, with a pool of workers; a pool's worker has the instance at its line. */
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

/** From whoever has the requests: the balancer, or an instance that has a pool. */
export type Ask =
  | { type: "check"; id: number }
  | { type: "resize"; ticket: number; request: number }
  | { type: "drop"; ticket: number };

export type Answer =
  | { type: "check"; id: number }
  /** The stretches in which a thread computed, on the shared clock; no digest where it was dropped. */
  | { type: "ended"; ticket: number; request: number; digest: string; work: Work };

export interface Work {
  /** The worker of the instance's pool; -1 is its event loop. */
  worker: number;
  startEpochMs: number[];
  endEpochMs: number[];
}

export interface BalancerContract {
  /** Replies when every request is over. */
  asks: { balance(load: BalancedLoad): void };
  tells: object;
  /** About ten times a second, and once more when every request is over. */
  news: { seen: News };
}

export interface BalancedLoad {
  rules: Rules;
  /** When requests arrive, ms since the start. */
  dueMs: number[];
  lines: MessagePort[];
}

/** What happened since the last news. */
export interface News {
  nowMs: number;
  events: FleetEvent[];
}

/** Something that happened in the fleet. */
export type FleetEvent =
  | BalancerEvent
  | {
      type: "work";
      instance: number;
      worker: number;
      request: number;
      startMs: number[];
      endMs: number[];
      /** Somebody still waited for it when it ended. */
      wanted: boolean;
      digest: string;
    };

/** What was seen of a play so far, in the order it became known. */
export interface Seen {
  nowMs: number;
  events: readonly FleetEvent[];
}
