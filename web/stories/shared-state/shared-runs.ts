/** What the story has run and explored, and how it does so; shared-state.ts shows it. */
import type { PropertyDeclarations } from "lit";
import { lanesReady } from "../../api/api.ts";
import { sayVerdict } from "../../kit/schedule/verdict-words.ts";
import { sentenceOf } from "../../spec/errors.ts";
import { later } from "../../spec/later.ts";
import { programEntry } from "../../spec/sharing/programs.ts";
import type {
  Execution,
  Exploration,
  ExplorationProgress,
  Price,
  Races,
} from "../../spec/sharing/sharing.ts";
import type { Kept } from "../kept-plays.ts";
import { StoryElement } from "../story-element.ts";
import type { Known } from "./mend-table.ts";
import { keyOf, type Pair, pairs } from "./pairs.ts";
import { fittingValues, parameters, type SharedParameters, sharingOf } from "./parameters.ts";
import { fixWords, sayRaces, type Verdict } from "./words.ts";

export type On = "threads" | "loop";

/** What is drawn of many runs, during them or after. */
export interface Raced extends Pair {
  on: On;
  /** How often each thread did it in a run. */
  times: number;
  races: Races;
}

/** A pair with locks: what is known of its schedules, and what came of real threads, if there are any. */
export interface DeadlockPlayed {
  pair: Pair;
  exploration: Exploration;
  races?: Races;
}

/** What is recorded: one play of each figure. */
export interface SharedPlays {
  raced: Raced;
  looped: Raced;
  /** Of the pair that was raced. */
  found: Exploration;
  /** By pair. */
  explored: Record<string, Verdict>;
  /** Of that program, by pair. */
  tried: Record<string, Pick<Races, "runs" | "broken" | "deadlocks">>;
  prices: readonly Price[];
  /** Of the clock that the prices were measured by. */
  clockStepMs: number;
  deadlock: DeadlockPlayed;
}

export abstract class SharedRuns extends StoryElement<SharedParameters, SharedPlays> {
  static override properties: PropertyDeclarations = {
    shared: { state: true },
    raced: { state: true },
    looped: { state: true },
    tried: { state: true },
    found: { state: true },
    searching: { state: true },
    execution: { state: true },
    explored: { state: true },
    prices: { state: true },
    pricing: { state: true },
    priced: { state: true },
    deadlock: { state: true },
    last: { state: true },
  };
  /** This page has threads that share memory. */
  declare shared: boolean;
  /** The last runs in the first figure: on threads, where they share memory. */
  declare raced: Raced | undefined;
  /** On one event loop. */
  declare looped: Raced | undefined;
  /** Real runs with these numbers, by pair. */
  declare tried: ReadonlyMap<string, Races>;
  /** Of the pair chosen. */
  declare found: Exploration | undefined;
  declare searching: ExplorationProgress | undefined;
  /** The schedule that is stepped: the one found, or the link's. */
  declare execution: Execution | undefined;
  /** By pair. */
  declare explored: ReadonlyMap<string, Exploration>;
  declare prices: readonly Price[];
  /** How many of how many prices have been measured; undefined unless they are. */
  declare pricing: { done: number; total: number } | undefined;
  /** Whose curve is shown. */
  declare priced: string;
  declare deadlock: DeadlockPlayed | undefined;
  /** The last play. */
  declare last: string;

  constructor() {
    super(parameters, () => later("What was recorded", import("./recorded.json")));
    this.shared = true;
    this.last = "race";
    this.tried = new Map();
    this.explored = new Map();
    this.prices = [];
    this.priced = fixWords.mutex;
  }

  protected override ready(): void {
    this.shared = window.lanes.capabilities().sharedMemory;
  }

  protected override play(name: string, doing: (signal: AbortSignal) => Promise<string>) {
    if (!this.playing) this.last = name;
    return super.play(name, doing);
  }

  protected override fitting(values: typeof this.values) {
    return fittingValues(values);
  }

  protected override forget(changed: keyof SharedParameters | "all"): void {
    if (changed === "schedule") return;
    this.cancel();
    this.raced = undefined;
    this.looped = undefined;
    const isPair = changed === "program" || changed === "fix";
    if (!isPair) this.tried = new Map();
    if (changed === "all" || changed === "threads") this.deadlock = undefined;
    if (["all", "threads", "times"].includes(changed)) this.explored = new Map();
    if (["often", "awaits", "runs", "seed"].includes(changed)) return;
    this.found = undefined;
    this.execution = undefined;
    if (changed === "all") void this.#stepLink();
    else if (this.values.schedule) this.values = { ...this.values, schedule: "" };
  }

  /** What stands in each figure until the reader's own does. */
  protected get recordedRace(): Raced | undefined {
    if (this.raced) return undefined;
    return this.#keptWith("program", "fix", "threads", "often", "runs")?.raced;
  }

  protected get recordedLoop(): Raced | undefined {
    if (this.looped) return undefined;
    return this.#keptWith("program", "fix", "threads", "awaits", "runs", "seed")?.looped;
  }

  protected get recordedFound(): Exploration | undefined {
    if (this.found || this.values.schedule) return undefined;
    return this.#keptWith("program", "fix", "threads", "times")?.found;
  }

  /** Of the pairs of which nothing is known here. */
  protected get recordedVerdicts(): Known {
    const missing = <V>(kept: Record<string, V> = {}, own: ReadonlyMap<string, unknown>) =>
      new Map(Object.entries(kept).filter(([pair]) => !own.has(pair)));
    return {
      explored: missing(this.#keptWith("threads", "times")?.explored, this.explored),
      raced: missing(this.#keptWith("threads", "often", "runs")?.tried, this.tried),
    };
  }

  protected get recordedDeadlock(): DeadlockPlayed | undefined {
    if (this.deadlock) return undefined;
    return this.#keptWith("threads", "times", "often", "runs")?.deadlock;
  }

  /** What was recorded, if these numbers are what they were then: no figure depends on all of them. */
  #keptWith(...keys: (keyof SharedParameters)[]): SharedPlays | undefined {
    const kept: Kept<SharedPlays> | undefined = this.kept;
    return keys.every((key) => kept?.values[key] === this.values[key]) ? kept?.plays : undefined;
  }

  protected get pair(): Pair {
    return sharingOf(this.values);
  }

  /** Where this page races first. */
  protected get on(): On {
    return this.shared ? "threads" : "loop";
  }

  protected readonly race = (): void => this.#raceInto("race", "raced", this.on);

  protected readonly raceOnLoop = (): void => this.#raceInto("loop", "looped", "loop");

  /** Races the pair chosen, and shows what comes of it as it comes. */
  #raceInto(name: string, shown: "raced" | "looped", on: On): void {
    void this.play(name, async (signal) => {
      try {
        const raced = await this.#raceOn(on, this.pair, signal, (until) => {
          this[shown] = until;
        });
        return sayRaces(sharingOf(this.values), raced);
      } catch (error) {
        this[shown] = undefined;
        throw error;
      }
    });
  }

  protected readonly raceEvery = (): void => {
    const { program } = this.pair;
    void this.play("every", async (signal) => {
      for (const { fix } of programEntry(program)?.fixes ?? []) {
        await this.#raceOn(this.on, { program, fix }, signal, () => {});
      }
      return "Every fix was raced.";
    });
  };

  protected readonly explore = (): void => {
    void this.play("explore", async (signal) => {
      const found = await this.#exploreOne(this.pair, signal);
      this.#step(found);
      return sayVerdict(found);
    });
  };

  protected readonly exploreAll = (): void => {
    void this.play("all", async (signal) => {
      for (const pair of pairs) {
        if (!this.explored.has(keyOf(pair))) await this.#exploreOne(pair, signal);
      }
      return "Every fix was explored.";
    });
  };

  /** Shows what is known of a pair, or finds it out. */
  protected readonly choose = (pair: Pair): void => {
    if (this.playing) return;
    this.change({ ...pair });
    const known = this.explored.get(keyOf(pair));
    if (known) this.#step(known);
    else this.explore();
    this.renderRoot.querySelector("#verdict")?.scrollIntoView({ block: "start" });
  };

  protected readonly measure = (): void => {
    void this.play("prices", async (signal) => {
      this.prices = [];
      try {
        await window.lanes.prices(
          {},
          {
            signal,
            onPrice: (price, done, total) => {
              if (signal.aborted) return;
              this.prices = [...this.prices, price];
              this.pricing = { done, total };
            },
          },
        );
        return "The prices were measured.";
      } catch (error) {
        this.prices = [];
        throw error;
      } finally {
        this.pricing = undefined;
      }
    });
  };

  protected lock(pair: Pair): void {
    void this.play(keyOf(pair), async (signal) => {
      const exploration = await this.#exploreOne(pair, signal);
      this.deadlock = { pair, exploration };
      if (this.shared) {
        await this.#raceOn("threads", pair, signal, ({ races }) => {
          this.deadlock = { pair, exploration, races };
        });
      }
      return sayVerdict(exploration);
    });
  }

  async #raceOn(
    on: On,
    pair: Pair,
    signal: AbortSignal,
    show: (raced: Raced) => void,
  ): Promise<Raced> {
    const { threads, often, awaits, runs, seed } = this.values;
    const times = on === "threads" ? often : awaits;
    const told = (races: Races): Raced => ({ ...pair, on, times, races });
    const races = await window.lanes.race(
      { ...pair, on, threads, times, runs, seed },
      {
        signal,
        onProgress: (until) => {
          if (!signal.aborted) show(told(until));
        },
      },
    );
    show(told(races));
    if (on === this.on) this.tried = new Map(this.tried).set(keyOf(pair), races);
    return told(races);
  }

  async #exploreOne(pair: Pair, signal: AbortSignal): Promise<Exploration> {
    const { threads, times } = this.values;
    try {
      const found = await window.lanes.explore(
        { ...pair, threads, times },
        {
          signal,
          onProgress: (progress) => {
            if (!signal.aborted) this.searching = progress;
          },
        },
      );
      this.explored = new Map(this.explored).set(keyOf(pair), found);
      return found;
    } finally {
      this.searching = undefined;
    }
  }

  /** Steps what was found, and has the link say so. */
  #step(found: Exploration): void {
    this.found = found;
    this.execution = found.shortest;
    this.set("schedule", found.shortest?.schedule ?? "");
  }

  /** The link's schedule, which may be cut off or belong to something else. */
  async #stepLink(): Promise<void> {
    const { schedule } = this.values;
    if (!schedule) return;
    try {
      await lanesReady();
      const execution = await window.lanes.replay({ ...sharingOf(this.values), schedule });
      if (this.values.schedule === schedule) this.execution = execution;
    } catch (error) {
      if (this.values.schedule !== schedule) return;
      this.changes = [...this.changes, sentenceOf(error)];
      this.values = { ...this.values, schedule: "" };
    }
  }
}
