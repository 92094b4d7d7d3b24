/** What a rule of the verdict is. */
import type { Spec } from "../../spec/types.ts";
import type { Case } from "./case.ts";

/** A verdict says at most one thing of each, in this order. */
export const subjects = ["trust", "bound", "strategy", "loop", "next"] as const;
export type Subject = (typeof subjects)[number];

export interface Said {
  /** Sentences; beside a link what it is good for, to be read after its words and a colon. */
  text: string;
  /** A set-up to try: the words say what it changes, `spec` is the whole of it. */
  link?: { words: string; spec: Spec };
  /** Nothing else can be concluded. */
  final?: true;
}

export interface Rule {
  /** For tests, and for whoever reads the code. */
  id: string;
  /** What the rule says of these results; undefined when it is not about them. */
  say(about: Case): Said | undefined;
}
