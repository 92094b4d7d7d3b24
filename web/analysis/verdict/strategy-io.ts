/** What the strategies did and could not do for work that waits. */
import { allAtOnce, inTurn, limited, onThreads } from "../../spec/strategies.ts";
import { timesAsFast } from "./case.ts";
import type { Measured } from "./measures.ts";
import { others, took, worthSaying } from "./pairs.ts";
import type { Rule } from "./rule.ts";
import { count, nameOf, plural, threads, times } from "./words.ts";

export const ioRules: readonly Rule[] = [
  {
    id: "limit-saved-tasks",
    say(about) {
      const lost = about.runs.find(
        ({ result }) => result.how !== limited && result.tasks.failed > 0,
      );
      const bounded = about.of(limited);
      if (about.entry.bound !== "io" || !lost || !bounded) return undefined;
      return {
        text: `With at most ${count(bounded.result.maxInFlight)} in flight bounded lost none of its ${plural(bounded.result.tasks.count, "task")}; ${nameOf(lost)}, with up to ${count(lost.result.maxInFlight)}, lost ${count(lost.result.tasks.failed)}.`,
      };
    },
  },
  {
    id: "waits-overlap",
    say(about) {
      const { entry, of } = about;
      const sequential = of(inTurn);
      const [best] = others(about).toSorted((a, b) => a.result.wallMs - b.result.wallMs);
      const faster = sequential && best && timesAsFast(best, sequential);
      if (entry.bound !== "io" || !best || !faster || faster < worthSaying) return undefined;
      return {
        text: `Sequential waited for one answer at a time; ${nameOf(best)} had up to ${count(best.result.maxInFlight)} tasks in flight at once and was ${times(faster)} as fast, still on one thread.`,
      };
    },
  },
  {
    id: "overlap-gained-nothing",
    say(about) {
      const sequential = about.of(inTurn);
      const [best] = others(about).toSorted((a, b) => a.result.wallMs - b.result.wallMs);
      const faster = sequential && best && timesAsFast(best, sequential);
      if (about.entry.bound !== "io" || !best || !faster || faster >= worthSaying) return undefined;
      return {
        text: `Starting more than one at a time gained nothing here (${nameOf(best)} ${took(best)}, sequential ${took(sequential as Measured)}): what takes the time does not overlap.`,
      };
    },
  },
  {
    id: "limit-costs",
    say({ entry, of }) {
      const [concurrent, bounded] = [of(allAtOnce), of(limited)];
      const slower = concurrent && bounded && timesAsFast(concurrent, bounded);
      if (entry.bound !== "io" || !bounded || !slower || slower < worthSaying) return undefined;
      return {
        text: `Keeping to at most ${count(bounded.result.maxInFlight)} in flight made bounded take ${times(slower)} as long as concurrent: that is the price of going easy on what is downstream.`,
      };
    },
  },
  {
    id: "limit-costs-nothing",
    say({ entry, of }) {
      const [concurrent, bounded] = [of(allAtOnce), of(limited)];
      if (entry.bound !== "io" || !bounded || !concurrent) return undefined;
      if (bounded.result.maxInFlight >= concurrent.result.maxInFlight) return undefined;
      return {
        text: `Bounded took no longer than concurrent (${took(bounded)}, ${took(concurrent)}), with at most ${count(bounded.result.maxInFlight)} in flight instead of ${count(concurrent.result.maxInFlight)}.`,
      };
    },
  },
  {
    id: "threads-only-wait",
    say(about) {
      const parallel = about.of(onThreads);
      const [other] = others(about);
      const ratio = parallel && other && timesAsFast(parallel, other);
      if (about.entry.bound !== "io" || !parallel || !ratio || parallel.waiting < 0.5) {
        return undefined;
      }
      const than =
        ratio > worthSaying
          ? `it was ${times(ratio)} as fast as ${nameOf(other as Measured)}`
          : ratio < 1 / worthSaying
            ? `it took ${times(1 / ratio)} as long as ${nameOf(other as Measured)}, which waits on one`
            : `it took as long as ${nameOf(other as Measured)}, which waits on one`;
      return {
        text: `Parallel kept ${threads(parallel)} mostly waiting, and ${than}.`,
      };
    },
  },
];
