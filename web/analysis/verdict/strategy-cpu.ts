/** What the strategies did and could not do for work that computes. */
import { allAtOnce, inSlices, inTurn, limited, onThreads } from "../../spec/strategies.ts";
import { mostlyHandsOver } from "./bound.ts";
import { timesAsFast, tookAsLong } from "./case.ts";
import type { Measured } from "./measures.ts";
import {
  against,
  costOfTurns,
  others,
  sameOnOneThread,
  slowerThanSequential,
  slowSliced,
  starved,
  took,
  tookAsLongOnOneThread,
  turnsCost,
  worthSaying,
} from "./pairs.ts";
import type { Rule } from "./rule.ts";
import { ms, nameOf, names, percent, theLoop, threads, times } from "./words.ts";

/** Of runs that took as long as sequential: said where it has just been seen. */
function notParallel(same: readonly Measured[]): string {
  const async = same.some(({ result }) => [allAtOnce, limited].includes(result.how));
  return async ? " Async is concurrent, not parallel: one task runs at a time." : "";
}

export const cpuRules: readonly Rule[] = [
  {
    id: "cold-looks-slower",
    say(about) {
      const first = about.of(inTurn);
      if (about.entry.bound !== "cpu" || !first?.result.cold) return undefined;
      const faster = others(about).find(
        (run) => !run.result.cold && (timesAsFast(run, first) ?? 0) > worthSaying,
      );
      if (!faster) return undefined;
      return {
        text: `That ${nameOf(faster)} took ${took(faster)} and sequential ${took(first)} says nothing about the two: both do everything on one thread, and only sequential ran cold.${against(about, faster)}`,
      };
    },
  },
  {
    id: "parallel-slower-tiny",
    say(about) {
      const pair = slowerThanSequential(about);
      if (!pair || !mostlyHandsOver(pair.parallel)) return undefined;
      return {
        text: `Parallel took ${took(pair.parallel)} and sequential only ${took(pair.sequential)}: tasks this small cost more to hand to a thread than to do.`,
      };
    },
  },
  {
    id: "parallel-slower-cold",
    say(about) {
      const pair = slowerThanSequential(about);
      if (!pair?.parallel.result.cold || pair.sequential.result.cold) return undefined;
      return {
        text: `Parallel took ${took(pair.parallel)} and sequential ${took(pair.sequential)}, but parallel ran cold and sequential did not: only a second run can tell.`,
      };
    },
  },
  {
    id: "parallel-slower-crowded",
    say(about) {
      const pair = slowerThanSequential(about);
      if (!pair || pair.parallel.lanes <= about.reportedCores) return undefined;
      return {
        text: `Parallel took ${took(pair.parallel)} and sequential ${took(pair.sequential)}: more threads than cores add nothing but the cost of taking turns.`,
      };
    },
  },
  {
    id: "parallel-slower-starved",
    say(about) {
      const pair = slowerThanSequential(about);
      if (!pair || !starved(pair.parallel, pair.sequential)) return undefined;
      const { parallel, sequential } = pair;
      return {
        text: `Parallel took ${took(parallel)} and sequential only ${took(sequential)}: on ${threads(parallel)} the same tasks computed for ${ms(parallel.runningMs)} in all, on one for ${ms(sequential.runningMs)}, as happens where threads must share cores or memory with something else.`,
      };
    },
  },
  {
    id: "parallel-slower",
    say(about) {
      const pair = slowerThanSequential(about);
      if (!pair) return undefined;
      return {
        text: `Parallel took ${took(pair.parallel)} and sequential only ${took(pair.sequential)}, and these numbers do not show why: something else may be using the cores.`,
      };
    },
  },
  {
    id: "only-threads-helped",
    say(about) {
      const { entry, of } = about;
      const [sequential, parallel] = [of(inTurn), of(onThreads)];
      if (entry.bound !== "cpu" || !sequential || !parallel) return undefined;
      const same = sameOnOneThread(about, sequential);
      const faster = timesAsFast(parallel, sequential) ?? 0;
      if (same.length === 0 || faster < worthSaying) return undefined;
      return {
        text: `${names(same)} changed nothing (${same.map(took).join(", ")}, sequential ${took(sequential)}), because all tasks need the same one thread; parallel had ${threads(parallel)} and was ${times(faster)} as fast as sequential.${notParallel(same)}${costOfTurns(about, sequential)}`,
      };
    },
  },
  {
    id: "one-thread-is-one-thread",
    say(about) {
      const sequential = about.of(inTurn);
      if (about.entry.bound !== "cpu" || !sequential) return undefined;
      const same = sameOnOneThread(about, sequential);
      if (same.length === 0) return undefined;
      return {
        text: `${names(same)} changed nothing in the wall time (${same.map(took).join(", ")}, sequential ${took(sequential)}): each task needs the same one thread, however the tasks are started.${notParallel(same)}${costOfTurns(about, sequential)}`,
      };
    },
  },
  {
    id: "slicing-costs",
    say(about) {
      const { entry, of } = about;
      const sliced = of(inSlices);
      const other = of(inTurn) ?? of(allAtOnce);
      if (entry.bound !== "cpu" || !sliced || !other || other.result.cold) return undefined;
      const slower = timesAsFast(other, sliced) ?? 0;
      if (slower < turnsCost) return undefined;
      return {
        text: `Sliced took ${times(slower)} as long as ${nameOf(other)} (${took(sliced)}, ${took(other)}): it is the same work on the same thread, interrupted every few ms so that ${theLoop(about.spec)} can do something else.${against(about, other)}`,
      };
    },
  },
  {
    id: "one-thread-noise",
    say(about) {
      const sequential = about.of(inTurn);
      if (about.entry.bound !== "cpu" || !sequential) return undefined;
      const other = others(about).find(
        (run) => run !== slowSliced(about, sequential) && !tookAsLongOnOneThread(run, sequential),
      );
      if (!other) return undefined;
      return {
        text: `Sequential took ${took(sequential)} and ${nameOf(other)} ${took(other)}, although both do the same work on one thread: the difference is not the strategy’s, something else was using this machine.${against(about, sequential)}`,
      };
    },
  },
  {
    id: "parallel-faster",
    say({ entry, of }) {
      const [sequential, parallel] = [of(inTurn), of(onThreads)];
      const faster = sequential && parallel && timesAsFast(parallel, sequential);
      if (entry.bound !== "cpu" || !parallel || !faster || faster < worthSaying) return undefined;
      const part =
        parallel.lanes > 1
          ? `, ${percent(faster / parallel.lanes)} of what ${threads(parallel)} could do at best`
          : "";
      return { text: `Parallel was ${times(faster)} as fast as sequential${part}.` };
    },
  },
  {
    id: "parallel-gained-nothing",
    say({ entry, of }) {
      const [sequential, parallel] = [of(inTurn), of(onThreads)];
      if (entry.bound !== "cpu" || !parallel || !sequential) return undefined;
      if (!tookAsLong(parallel, sequential)) return undefined;
      return {
        text: `Parallel gained no time (${took(parallel)}, sequential ${took(sequential)}): it only moved the work to ${threads(parallel)} of its own${starved(parallel, sequential) ? `, on which the same tasks computed for ${ms(parallel.runningMs)} in all instead of ${ms(sequential.runningMs)}` : ""}.`,
      };
    },
  },
  {
    id: "threads-against-one",
    say(about) {
      const parallel = about.of(onThreads);
      const [other] = others(about);
      const faster = parallel && other && timesAsFast(parallel, other);
      if (about.entry.bound !== "cpu" || about.of(inTurn) || !other || !faster) {
        return undefined;
      }
      const what =
        faster >= worthSaying
          ? `${times(faster)} as fast as`
          : faster > 1 / worthSaying
            ? "no faster than"
            : "slower than";
      return {
        text: `Parallel, on ${threads(parallel)}, was ${what} ${nameOf(other)} on one (${took(parallel)}, ${took(other)}).`,
      };
    },
  },
];
