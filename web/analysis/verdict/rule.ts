/** What a rule of the verdict is. */
import type { Spec } from "../../spec/types.ts";
import type { Case } from "./case.ts";

/** A verdict has at most one finding on each, in this order. */
export const subjects = ["trust", "bound", "strategy", "loop", "next"] as const;
export type Subject = (typeof subjects)[number];

export interface Said {
  /** Sentences; next to a link, what the link is good for, read after its text and a colon. */
  text: string;
  /** A set-up to try: the text names the change, `spec` is the complete spec. */
  link?: { words: string; spec: Spec };
  /** Nothing else can be concluded from these results. */
  final?: true;
}

export interface Finding extends Said {
  subject: Subject;
  /** Of the rule. */
  id: string;
}

export interface Rule {
  /** For tests and readers of the code. */
  id: string;
  /** The finding on these results; undefined if the rule does not apply. */
  say(about: Case): Said | undefined;
}
