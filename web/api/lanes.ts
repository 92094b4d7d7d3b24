/** `window.lanes` as scripts see it. Its words are in spec/types.ts. */
import type { EmbedOptions } from "../share/embed-code.ts";
import type { Estimate } from "../spec/estimate.ts";
import type {
  Execution,
  Exploration,
  ExploreOptions,
  PriceOptions,
  PriceSpec,
  Prices,
  RaceOptions,
  RaceResult,
  RaceSpec,
  Sharing,
} from "../spec/sharing/sharing.ts";
import type {
  Bystander,
  Capabilities,
  ExportFormat,
  ExportOptions,
  Result,
  RunOptions,
  SimpleTest,
  Spec,
  WhatIfPoint,
} from "../spec/types.ts";

/** `window.lanes`. */
export interface Lanes {
  readonly version: string;
  /** Modules loaded, ready to run. Await it anew where `link` says that it has to be. */
  readonly ready: Promise<void>;
  capabilities(): Capabilities;
  /** One Result a strategy, in the order of `spec.how`. Rejects with a LanesError. */
  run(spec: Partial<Spec>, options?: RunOptions): Promise<Result[]>;
  /**
   * What each strategy of `spec` will take on this device, ms: see `Estimate`. Where the pace of its
   * work is not known yet, one task of it is computed in a worker, doubled until it takes 50 ms, for at
   * most 200 ms, and for a moment on the page's own thread, in slices, before the next run. What waits for a service takes what the spec says.
   * Rejects as `run` does.
   */
  estimate(spec: Partial<Spec>): Promise<Estimate[]>;
  /**
   * The simple test: "if a faster network speeds it up it is I/O-bound, if a faster CPU does it is
   * CPU-bound". Runs the work of `spec` under its first strategy that is not `parallel`
   * (`sequential` if there is none), at most some seconds a run: as it is, with the waiting halved,
   * with the computing halved. Progress counts these runs as steps. Rejects as `run` does.
   */
  simpleTest(spec: Partial<Spec>, options?: RunOptions): Promise<SimpleTest>;
  /**
   * Points of the model's curve for `http` or `query`, one for each of `limits`, played through in
   * model time: nothing is run, and it is the same on every machine. Rejects with a LanesError.
   */
  whatIf(
    spec: Partial<Spec>,
    limits: readonly number[],
    options?: { bystander?: Bystander },
  ): Promise<WhatIfPoint[]>;
  /**
   * Every schedule of a small program whose threads share state, up to equivalence, in a worker:
   * whether one fails, and the one that does with the fewest switches. `counter` without a fix by
   * default. The same on every machine. Rejects with a LanesError, "bad-spec" also for a
   * `schedule` that is impossible or cut off; cancelled it rejects at once.
   * `own` brings its C++ in `code`, which is compiled here and carried out in a sandbox, for at most
   * a minute: "does-not-compile" and "task-threw" come with diagnostics, as from `run`.
   */
  explore(program: Partial<Sharing>, options?: ExploreOptions): Promise<Exploration>;
  /** Carries out `program.schedule` step by step. Rejects as `explore` does. */
  replay(program: Partial<Sharing>): Promise<Execution>;
  /**
   * Runs such a program for real, many times. On threads it rejects ("unavailable") where they
   * cannot share memory. A deadlock is found, told, and ended. Queued behind other runs.
   */
  race(spec: Partial<RaceSpec>, options?: RaceOptions): Promise<RaceResult>;
  /** What the fixes of `counter` cost on real threads. Rejects and is queued as `race` is. */
  prices(spec?: Partial<PriceSpec>, options?: PriceOptions): Promise<Prices>;
  /** The generated picture that a `resize` task with this seed starts from, `width` px wide. */
  generatedPicture(seed: number, width: number): Promise<ImageData>;
  /**
   * The shortest link that means the spec, from its `#` on; "" where the defaults say it all. With
   * results of this spec the link carries them to its readers (`ref`): wall time, longest freeze,
   * missed checks and failed tasks of each strategy, the engine and its cores. Below 2,000
   * characters, with code at most 8,000. Throws a LanesError: "bad-spec", or "unavailable" where
   * what packs code is still being loaded: `ready` waits for it then.
   */
  link(spec: Partial<Spec>, results?: readonly Result[]): string;
  /** Results as a file of that format; at least one. Rejects with a LanesError "bad-spec". */
  exportAs(
    results: readonly Result[],
    format: ExportFormat,
    options?: ExportOptions,
  ): Promise<Blob>;
  /**
   * What to paste to have this demo in another page: an `<iframe>`, a `<lanes-demo>`, or a plain
   * link. Its loop is a worker's unless the spec says `main`. Throws a LanesError "bad-spec".
   */
  embedCode(spec: Partial<Spec>, options?: EmbedOptions): string;
}

declare global {
  interface Window {
    lanes: Lanes;
  }
}
