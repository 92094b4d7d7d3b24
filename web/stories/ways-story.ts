/** A story in which the same tasks are run in several ways, each by a button, and its memory seen. */
import type { PropertyDeclarations } from "lit";
import { runOne } from "../kit/run-controller.ts";
import type { InstanceMemory, Progress, Result, RunOptions, Spec } from "../spec/types.ts";
import type { Parameters } from "./parameters.ts";
import { StoryElement } from "./story-element.ts";

/** One way, during its run or after it. */
export interface WayPlayed {
  elapsedMs: number;
  /** Tasks. */
  ended: number;
  result?: Result;
  /** Of each instance; empty where it is not known. */
  memory: readonly InstanceMemory[];
}

/** `Plays`: what is recorded of each way. */
export abstract class WaysStory<
  P extends Parameters,
  Key extends string,
  Plays extends Partial<Record<Key, object>> = never,
> extends StoryElement<P, Plays> {
  static override properties: PropertyDeclarations = {
    plays: { state: true },
    threads: { state: true },
  };
  declare plays: Partial<Record<Key, WayPlayed>>;
  /** This page has threads that share memory. */
  declare threads: boolean;

  constructor(parameters: P, loadKept?: () => Promise<{ default: unknown }>) {
    super(parameters, loadKept);
    this.plays = {};
    this.threads = true;
  }

  protected override ready(): void {
    this.threads = window.lanes.capabilities().sharedMemory;
  }

  /** One of these ways is shown as it was recorded. */
  protected showsRecorded(keys: readonly Key[]): boolean {
    return keys.some((key) => !this.plays[key] && this.recorded?.[key]);
  }

  protected override forget(): void {
    this.cancel();
    this.plays = {};
  }

  /** Runs one way; `say`: what is announced of its result. */
  protected playWay(
    key: Key,
    spec: Partial<Spec>,
    say: (result: Result) => string,
    options: RunOptions = {},
  ): Promise<boolean> {
    return this.play(key, async (signal) => {
      let memory: readonly InstanceMemory[] = [];
      try {
        const result = await runOne(spec, {
          ...options,
          signal,
          onMemory: (instances) => {
            memory = instances;
          },
          onProgress: ({ ended, elapsedMs }: Progress) => {
            if (!signal.aborted) this.#show(key, { elapsedMs, ended, memory });
          },
        });
        const { wallMs, tasks } = result;
        this.#show(key, { elapsedMs: wallMs, ended: tasks.count, result, memory });
        return say(result);
      } catch (error) {
        this.#show(key, undefined);
        throw error;
      }
    });
  }

  #show(key: Key, played: WayPlayed | undefined): void {
    const { [key]: _before, ...others } = this.plays;
    const plays = others as typeof this.plays;
    if (played) plays[key] = played;
    this.plays = plays;
  }
}
