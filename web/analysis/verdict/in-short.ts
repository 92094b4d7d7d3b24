/**
 * The verdict in one sentence, for where there is room for one, and what came of a reader's guess.
 * Neither claims anything that the verdict (verdict.ts) does not: what it does not count is not
 * counted, and where it names no reason for a difference, its own sentence stands instead.
 */
import { inTurn } from "../../spec/strategies.ts";
import type { Result, Strategy } from "../../spec/types.ts";
import { type Case, caseOf, timesAsFast, tookAsLong } from "./case.ts";
import { froze, stayedFree } from "./loop.ts";
import type { Measured } from "./measures.ts";
import { onOneThread, took, tookAsLongOnOneThread, worthSaying } from "./pairs.ts";
import type { Finding } from "./rule.ts";
import { capitalised, count, listOf, modelled, ms, nameOf, shortName } from "./words.ts";

/** Findings after which one number beside another would say what is not known to be so. */
const unclear = new Set([
  "cold-looks-slower",
  "one-thread-noise",
  "parallel-slower",
  "parallel-slower-cold",
  "parallel-slower-crowded",
  "parallel-slower-starved",
  "parallel-slower-tiny",
]);

/** "" without results. `findings`: the verdict on them. */
export function inShort(results: readonly Result[], findings: readonly Finding[]): string {
  const about = caseOf(results);
  if (!about) return "";
  const trust = findings.find(({ subject }) => subject === "trust");
  if (trust?.final) return trust.text;
  const strategy = findings.find(({ subject }) => subject === "strategy");
  const said = strategy && unclear.has(strategy.id) ? [strategy.text] : sentences(about);
  return [...said, ...(trust ? [trust.text] : [])].join(" ");
}

/** What came of the guess that `guess` would be the fastest; "" until it can be said. */
export function guessInShort(
  results: readonly Result[],
  findings: readonly Finding[],
  guess: Strategy,
): string {
  const about = caseOf(results);
  if (!about) return "";
  const run = about.of(guess);
  const { fastest, whole } = about;
  const final = findings.some((finding) => finding.final);
  if (final || !run || !fastest || whole.length < 2) {
    return `You said ${guess}: these results cannot tell.`;
  }
  const strategy = findings.find(({ subject }) => subject === "strategy");
  if (strategy && unclear.has(strategy.id)) return `You said ${guess}. ${strategy.text}`;
  const first = whole.filter((one) => one === fastest || tookAsLong(one, fastest));
  if (!first.includes(run)) {
    return `You said ${guess}: it took ${took(run)}, and ${nameOf(fastest)} ${took(fastest)}.`;
  }
  if (first.length === 1) return `You said ${guess}, and you were right: ${took(run)}.`;
  return first.length === whole.length
    ? `You said ${guess}: none of them was faster than the others.`
    : `You said ${guess}: it was one of the fastest, ${listOf(first.map(nameOf))} took as long.`;
}

function sentences(about: Case): string[] {
  const { runs, of } = about;
  const baseline = of(inTurn);
  const told = runs.length > 1 && baseline ? runs.filter((run) => run !== baseline) : runs;
  return told.map((run) => {
    const [name, ...parts] = [shortName(run), speed(about, run, baseline), loop(run)];
    return `${capitalised(name ?? "")}: ${parts.filter(Boolean).join(", ")}.`;
  });
}

/** Against one task after another, if that was run. */
function speed(about: Case, run: Measured, baseline: Measured | undefined): string {
  const { count: all, ok } = run.result.tasks;
  if (ok < all) return `${count(all - ok)} of ${count(all)} tasks failed`;
  const factor = baseline && run !== baseline ? timesAsFast(run, baseline) : undefined;
  if (!baseline || factor === undefined) return `${took(run)}${modelled(about)}`;
  const oneThread = onOneThread.includes(nameOf(run));
  const computes = about.entry.bound === "cpu";
  if (computes && oneThread && tookAsLongOnOneThread(run, baseline)) return "no faster";
  if (factor <= 1 / worthSaying) return `${times(1 / factor)} as long${modelled(about)}`;
  if (factor < worthSaying) return "no faster";
  // On one thread it cannot have been the strategy.
  if (computes && oneThread) return took(run);
  return `${times(factor)} as fast${modelled(about)}`;
}

function loop(run: Measured): string {
  const { longestFreezeMs } = run.result.eventLoop;
  if (froze(run)) return `and the loop did not answer for ${ms(longestFreezeMs)}`;
  return stayedFree(run) ? "the loop free" : "";
}

function times(factor: number): string {
  return `${factor < 9.95 ? factor.toFixed(1) : count(Math.round(factor))}×`;
}
