/**
 * The verdict on the results of one set-up: pure rules over measured numbers. Each subject's rules
 * are tried in order, and the first that applies provides the finding.
 */
import type { Result, Strategy } from "../../spec/types.ts";
import { boundRules } from "./bound.ts";
import { caseOf } from "./case.ts";
import { guessInShort, inShort } from "./in-short.ts";
import { loopRules } from "./loop.ts";
import { nextRules } from "./next.ts";
import { type Finding, type Rule, type Subject, subjects } from "./rule.ts";
import { strategyRules } from "./strategy.ts";
import { trustRules } from "./trust.ts";

export const rules: Readonly<Record<Subject, readonly Rule[]>> = {
  trust: trustRules,
  bound: boundRules,
  strategy: strategyRules,
  loop: loopRules,
  next: nextRules,
};

export type { Finding } from "./rule.ts";

/** At most one finding of each subject, in the order of `subjects`; none without results. */
export function verdictOf(results: readonly Result[]): Finding[] {
  const about = caseOf(results);
  if (!about) return [];
  const findings: Finding[] = [];
  const judge = (subject: Subject) => {
    for (const { id, say } of rules[subject]) {
      const said = say(about);
      if (!said) continue;
      findings.push({ subject, id, ...said });
      return;
    }
  };
  judge("trust");
  if (findings[0]?.final) judge("next");
  else for (const subject of subjects.slice(1)) judge(subject);
  // A verdict without numbers has no basis for a suggestion.
  return findings;
}

/** The same in one sentence (in-short.ts); "" without results. */
export function verdictInShort(results: readonly Result[]): string {
  return inShort(results, verdictOf(results));
}

/** What came of the guess that this one would be the fastest; "" without results. */
export function judgeGuess(results: readonly Result[], guess: Strategy): string {
  return guessInShort(results, verdictOf(results), guess);
}
