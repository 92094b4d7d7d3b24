/**
 * What the strategies did and could not do. Two are compared only if both ran on the same set-up
 * and every task of both was ok.
 */
import { allAtOnce, inSlices, inTurn, limited, onThreads } from "../../spec/strategies.ts";
import { only, onOneThread, took } from "./pairs.ts";
import type { Rule } from "./rule.ts";
import { cpuRules } from "./strategy-cpu.ts";
import { ioRules } from "./strategy-io.ts";
import { capitalised, count, ms, nameOf, percent, plural, threads } from "./words.ts";

/** Of one run by itself, and of any that are left. */
const aloneRules: readonly Rule[] = [
  {
    id: "sequential-alone",
    say(about) {
      const run = only(about, inTurn);
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
      const run = only(about, allAtOnce) ?? only(about, limited);
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
      const run = only(about, inSlices);
      if (about.entry.bound !== "cpu" || !run || run.result.maxInFlight < 2) return undefined;
      return {
        text: `Sliced had up to ${count(run.result.maxInFlight)} tasks in progress and took turns between them on one thread: that makes room for others, not time.`,
      };
    },
  },
  {
    id: "parallel-alone",
    say(about) {
      const run = only(about, onThreads);
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
      const run = only(about, onThreads);
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

export const strategyRules: readonly Rule[] = [...cpuRules, ...ioRules, ...aloneRules];
