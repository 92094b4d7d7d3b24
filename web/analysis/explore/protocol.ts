/** What the page and the two workers of shared state say to each other. */
import type {
  Execution,
  Exploration,
  ExplorationProgress,
  Fix,
  Price,
  RaceSpec,
  Races,
  Sharing,
} from "../../spec/sharing/sharing.ts";

/** What an exploration finds out, without what the page knows itself. */
export type Found = Omit<Exploration, "sharing" | "notes" | "invariant" | "wallMs" | "requested">;

export interface ExploreContract {
  asks: {
    explore(request: { sharing: Sharing; id: number }): Found;
    /** Rejects ("bad-spec") with a sentence if the schedule is impossible or cut off. */
    replay(request: { sharing: Sharing; schedule: string }): Execution;
    race(request: { spec: RaceSpec; id: number }): Races;
  };
  tells: object;
  news: {
    explored: { id: number; progress: Omit<ExplorationProgress, "elapsedMs"> };
    raced: { id: number; races: Races };
  };
}

export interface ThreadsContract {
  asks: {
    /** Starts the threads, and hands out the word of shared memory that stops them. */
    prepare(request: { threads: number }): Uint32Array;
    race(request: { spec: RaceSpec }): Races;
    price(request: { fix: Fix; threads: number; padded: boolean; durationMs: number }): Price;
  };
  tells: object;
  news: { raced: Races };
}

/** How often a worker reports. */
export const newsIntervalMs = 100;
