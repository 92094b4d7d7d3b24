/**
 * What the strategies did and could not do. Two are compared only where both were run on the same
 * set-up and every task of both was ok.
 */
import type { Strategy } from "../engine/types.ts";
import { mostlyHandsOver } from "./bound.ts";
import { type Case, noise, timesAsFast, tookAsLong } from "./case.ts";
import type { Measured } from "./measures.ts";
import type { Rule } from "./rule.ts";
import {
  capitalised,
  count,
  ms,
  nameOf,
  names,
  percent,
  plural,
  theLoop,
  threads,
  times,
} from "./words.ts";

const onOneThread: readonly Strategy[] = ["concurrent", "bounded", "sliced"];

/** This much faster is worth saying. */
const worthSaying = 1 + noise;

export const strategyRules: readonly Rule[] = [
  {
    id: "cold-looks-slower",
    say(about) {
      const first = about.of("sequential");
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
      const [sequential, parallel] = [of("sequential"), of("parallel")];
      if (entry.bound !== "cpu" || !sequential || !parallel) return undefined;
      const same = sameOnOneThread(about, sequential);
      const faster = timesAsFast(parallel, sequential) ?? 0;
      if (same.length === 0 || faster < worthSaying) return undefined;
      return {
        text: `${names(same)} changed nothing (${same.map(took).join(", ")}, sequential ${took(sequential)}), because all tasks need the same one thread; parallel had ${threads(parallel)} and was ${times(faster)} as fast as sequential.${costOfTurns(about, sequential)}`,
      };
    },
  },
  {
    id: "one-thread-is-one-thread",
    say(about) {
      const sequential = about.of("sequential");
      if (about.entry.bound !== "cpu" || !sequential) return undefined;
      const same = sameOnOneThread(about, sequential);
      if (same.length === 0) return undefined;
      return {
        text: `${names(same)} changed nothing in the wall time (${same.map(took).join(", ")}, sequential ${took(sequential)}): each task needs the same one thread, however the tasks are started.${costOfTurns(about, sequential)}`,
      };
    },
  },
  {
    id: "slicing-costs",
    say(about) {
      const { entry, of } = about;
      const sliced = of("sliced");
      const other = of("sequential") ?? of("concurrent");
      if (entry.bound !== "cpu" || !sliced || !other || other.result.cold) return undefined;
      const slower = timesAsFast(other, sliced) ?? 0;
      if (slower < worthSaying) return undefined;
      return {
        text: `Sliced took ${times(slower)} as long as ${nameOf(other)} (${took(sliced)}, ${took(other)}): it is the same work on the same thread, interrupted every few ms so that ${theLoop(about.spec)} can do something else.${against(about, other)}`,
      };
    },
  },
  {
    id: "one-thread-noise",
    say(about) {
      const sequential = about.of("sequential");
      if (about.entry.bound !== "cpu" || !sequential) return undefined;
      const other = others(about).find((run) => !tookAsLongOnOneThread(run, sequential));
      if (!other) return undefined;
      return {
        text: `Sequential took ${took(sequential)} and ${nameOf(other)} ${took(other)}, although both do the same work on one thread: the difference is not the strategy’s, something else was using this machine.${against(about, sequential)}`,
      };
    },
  },
  {
    id: "parallel-faster",
    say({ entry, of }) {
      const [sequential, parallel] = [of("sequential"), of("parallel")];
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
      const [sequential, parallel] = [of("sequential"), of("parallel")];
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
      const parallel = about.of("parallel");
      const [other] = others(about);
      const faster = parallel && other && timesAsFast(parallel, other);
      if (about.entry.bound !== "cpu" || about.of("sequential") || !other || !faster) {
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
  {
    id: "limit-saved-tasks",
    say(about) {
      const lost = about.runs.find(
        ({ result }) => result.how !== "bounded" && result.tasks.failed > 0,
      );
      const bounded = about.of("bounded");
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
      const sequential = of("sequential");
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
      const sequential = about.of("sequential");
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
      const [concurrent, bounded] = [of("concurrent"), of("bounded")];
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
      const [concurrent, bounded] = [of("concurrent"), of("bounded")];
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
      const parallel = about.of("parallel");
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
  {
    id: "sequential-alone",
    say(about) {
      const run = only(about, "sequential");
      const { tasks } = run?.result ?? {};
      if (!run || !tasks || tasks.count < 2) return undefined;
      return {
        text: `Sequential kept one task in flight and ${plural(tasks.count - 1, "other")} in line, the last of which ended after ${ms(run.result.latencyMs.max)}.`,
      };
    },
  },
  {
    id: "started-at-once-alone",
    say(about) {
      const run = only(about, "concurrent") ?? only(about, "bounded");
      if (about.entry.bound !== "cpu" || !run || run.result.tasks.count < 2) return undefined;
      if (run.result.maxInFlight > 1) return undefined;
      return {
        text: `${capitalised(nameOf(run))} never had more than one task going: none of them ever waits, so on one thread a task that has begun runs to its end before another can begin.`,
      };
    },
  },
  {
    id: "sliced-alone",
    say(about) {
      const run = only(about, "sliced");
      if (about.entry.bound !== "cpu" || !run || run.result.maxInFlight < 2) return undefined;
      return {
        text: `Sliced had up to ${count(run.result.maxInFlight)} tasks begun and took turns between them on one thread: that makes room for others, not time.`,
      };
    },
  },
  {
    id: "parallel-alone",
    say(about) {
      const run = only(about, "parallel");
      if (about.entry.bound !== "cpu" || !run || run.lanes < 2) return undefined;
      return {
        text: `Parallel got ${ms(run.runningMs)} of computing, added up over ${threads(run)}, into ${took(run)} of wall time.`,
      };
    },
  },
  {
    id: "waits-together-alone",
    say(about) {
      const [run] = about.runs;
      if (about.entry.bound !== "io" || !run || about.runs.length > 1) return undefined;
      if (!onOneThread.includes(nameOf(run)) || run.result.maxInFlight < 2) return undefined;
      return {
        text: `${capitalised(nameOf(run))} had up to ${count(run.result.maxInFlight)} tasks in flight at once, on one thread: waiting does not use it up.`,
      };
    },
  },
  {
    id: "parallel-waits-alone",
    say(about) {
      const run = only(about, "parallel");
      if (about.entry.bound !== "io" || !run || run.waiting < 0.5) return undefined;
      return {
        text: `Parallel kept ${threads(run)}, each of which computed for ${percent(run.busy)} of the time on average and otherwise waited: waiting needs no thread of its own.`,
      };
    },
  },
  {
    id: "side-by-side",
    say({ whole, fastest }) {
      const slowest = whole.toSorted((a, b) => b.result.wallMs - a.result.wallMs)[0];
      if (!fastest || !slowest || whole.length < 2) return undefined;
      return {
        text: `Of what was run, ${nameOf(fastest)} took least (${took(fastest)}) and ${nameOf(slowest)} most (${took(slowest)}).`,
      };
    },
  },
  {
    id: "alone",
    say({ runs, whole }) {
      const [run] = whole;
      if (!run || runs.length > 1) return undefined;
      const { tasks, maxInFlight } = run.result;
      return {
        text: `${capitalised(nameOf(run))} had at most ${count(maxInFlight)} of ${plural(tasks.count, "task")} in flight at a time, and nothing else was run that it could be compared with.`,
      };
    },
  },
];

/** The other strategies that have one thread, in their usual order. */
function others({ of }: Case): Measured[] {
  return onOneThread.map(of).filter((run) => run !== undefined);
}

/** On one thread short runs differ by what the machine does meanwhile. */
function tookAsLongOnOneThread(one: Measured, other: Measured): boolean {
  return tookAsLong(one, other) || Math.abs(one.result.wallMs - other.result.wallMs) < 10;
}

/** Those that took as long as `sequential`; none where one but sliced, which pays for turns, did not. */
function sameOnOneThread(about: Case, sequential: Measured): Measured[] {
  const same = others(about).filter((run) => tookAsLongOnOneThread(run, sequential));
  const rest = others(about).filter((run) => !same.includes(run));
  return rest.every((run) => run === slowSliced(about, sequential)) ? same : [];
}

function slowSliced({ of }: Case, other: Measured): Measured | undefined {
  const sliced = of("sliced");
  if (!sliced || (timesAsFast(other, sliced) ?? 0) < worthSaying) return undefined;
  return sliced;
}

function costOfTurns(about: Case, other: Measured): string {
  const sliced = slowSliced(about, other);
  if (!sliced || tookAsLongOnOneThread(sliced, other)) return "";
  return ` Sliced took ${times(timesAsFast(other, sliced) ?? 1)} as long, as it stops for others every few ms.`;
}

/** The only run there is to speak of, if that is its strategy. */
function only({ runs, of }: Case, how: Strategy): Measured | undefined {
  return runs.length === 1 ? of(how) : undefined;
}

function slowerThanSequential({ entry, of }: Case) {
  const [sequential, parallel] = [of("sequential"), of("parallel")];
  if (entry.bound !== "cpu" || !sequential || !parallel) return undefined;
  const slower = timesAsFast(sequential, parallel) ?? 0;
  return slower > worthSaying ? { sequential, parallel } : undefined;
}

/** The same tasks took much more computing on threads: those did not have the cores to themselves. */
function starved(parallel: Measured, sequential: Measured): boolean {
  return parallel.runningMs > 1.3 * sequential.runningMs;
}

/** What parallel made of it, against a run that can be compared with. */
function against(about: Case, other: Measured): string {
  const parallel = about.of("parallel");
  const factor = parallel && timesAsFast(parallel, other);
  if (!parallel || !factor || factor < worthSaying) return "";
  return ` Parallel had ${threads(parallel)} and was ${times(factor)} as fast as ${nameOf(other)}.`;
}

function took({ result }: Measured): string {
  return ms(result.wallMs);
}
