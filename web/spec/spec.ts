/** What goes into a run: a spec is everything that a link can say. */

import type { Strategy } from "./strategies.ts";

/** A unit of work a task can be made of; the names are those of the C++ catalogue. */
export type Work = string;

/** Languages of a run's own code. A `wasm` module is no text: it stays on its reader's device. */
export const languages = ["js", "cpp", "wasm"] as const;

export const loops = ["main", "worker"] as const;
export const tiers = ["auto", "threads", "workers"] as const;
export const backends = ["auto", "network", "modelled"] as const;
export const themes = ["auto", "light", "dark"] as const;
/** code: the strategies' code unfolded. predict: the reader guesses before the first run. */
export const extras = ["code", "predict"] as const;

/** Everything a link can say. Ranges and defaults: link/grammar.ts. Durations are milliseconds. */
export interface Spec {
  /** Schema version of the link. */
  v: 1;
  work: Work;
  /** One or more strategies, run in this order. */
  how: Strategy[];
  tasks: number;
  /** Its unit depends on the work (links, px, records, …). */
  size: number;
  workers: number;
  /** At most this many in flight under `bounded`. */
  limit: number;
  latency: number;
  /** Percent of `latency`. */
  jitter: number;
  /** Downstream model: connections, waiting requests, timeout in ms. */
  pool: number;
  queue: number;
  timeout: number;
  /** Task i uses seed + i. */
  seed: number;
  /** The event loop under test. */
  loop: (typeof loops)[number];
  tier: (typeof tiers)[number];
  backend: (typeof backends)[number];
  theme: (typeof themes)[number];
  autorun: boolean;
  /** The author's own results, compact; empty when there are none. */
  ref: string;
  /**
   * The author's own words, plain text on one line, shown as theirs above the demo: at most 80 and
   * 240 characters (link/author-text.ts); empty when there are none.
   */
  title: string;
  note: string;
  /** What is shown besides, in the order of `extras`. */
  show: (typeof extras)[number][];
  /**
   * For the work that runs the reader's own code (`own`), its language and source; "": an example. A
   * link carries 16 KiB. Other works have none: "js" and "".
   */
  lang: (typeof languages)[number];
  code: string;
  /** The module itself, for `lang: "wasm"`; no link has it. */
  wasm?: Uint8Array;
  /**
   * For `lang: "cpp"`: what was compiled of `code` beforehand, as a link carries it where it is small.
   * It runs in place of that, as its author's word for it, unless the source was compiled here already.
   * Of any other source it counts as absent.
   */
  compiled?: CompiledCode;
}

/** What somebody compiled of a source. */
export interface CompiledCode {
  /** The source. */
  code: string;
  wasm: Uint8Array;
}

/** The code that a run brings. */
export type BroughtCode = Pick<Spec, "lang" | "code" | "wasm" | "compiled">;
