/** What to try next: a set-up that shows something that these results cannot. */

import { mostCpuTasks } from "../../spec/boundary.ts";
import { defaultSpec } from "../../spec/link/grammar.ts";
import { normaliseSpec } from "../../spec/link/normalise-spec.ts";
import { allAtOnce, inSlices, inTurn, limited, onThreads } from "../../spec/strategies.ts";
import { type Spec, type Strategy, strategies } from "../../spec/types.ts";
import {
  asksDatabase,
  asksService,
  catalogue,
  sizeOfCost,
  type WorkEntry,
  workEntry,
} from "../../spec/works.ts";
import { lostToThePool, mostlyHandsOver, uneven } from "./bound.ts";
import { type Case, longestLatencyMs, timesAsFast } from "./case.ts";
import { froze } from "./loop.ts";
import type { Measured } from "./measures.ts";
import type { Rule, Said } from "./rule.ts";
import { trustRules } from "./trust.ts";
import { capitalised, count, listOf, plural } from "./words.ts";

/** Target for the time of a suggested task: far more than its hand-over costs. */
const solidTaskMs = 50;
/** The minimum time of a suggested run. */
const solidRunMs = 200;
/** More workers than this are not suggested. */
const mostWorkers = 16;

export const nextRules: readonly Rule[] = [
  {
    id: "longer",
    say(about) {
      if (!isSaid("too-short", about)) return undefined;
      const { entry, spec } = about;
      const wallMs = Math.max(0.01, ...about.runs.map(({ result }) => result.wallMs));
      const change: Partial<Spec> = entry.size
        ? { size: scaled(spec.size, solidRunMs / wallMs, entry) }
        : { latency: 200 };
      return suggest(about, change, "long enough to be measured.");
    },
  },
  {
    id: "limit-to-the-pool",
    say(about) {
      const { entry, spec, runs } = about;
      if (!asksDatabase(entry) || !runs.some((run) => lostToThePool(run) > 0)) return undefined;
      if (about.of(limited) || spec.pool >= spec.tasks) return undefined;
      const how: Strategy[] = [allAtOnce, limited];
      return suggest(
        about,
        { how, limit: spec.pool },
        "no more in flight than the pool has connections.",
      );
    },
  },
  {
    id: "more-patience",
    say(about) {
      const { spec, runs } = about;
      const losing = runs.find((run) => lostToThePool(run) > 0);
      if (!losing) return undefined;
      const rounds = Math.ceil(spec.tasks / spec.pool);
      return suggest(
        about,
        { timeout: Math.ceil(1.5 * rounds * longestLatencyMs(spec)) + 100, queue: spec.tasks },
        "every query may wait for its turn, so none should be lost, and the slowest takes longer.",
      );
    },
  },
  {
    id: "no-failures",
    say(about) {
      if (!about.runs.some(({ result }) => result.tasks.failed > 0)) return undefined;
      if (!asksService(about.entry) || about.modelled) return undefined;
      return suggest(about, { backend: "modelled" }, "that needs no server, only a model of one.");
    },
  },
  {
    id: "without-the-browsers-limit",
    say(about) {
      if (!about.runs.some(({ heldUp }) => heldUp > 0)) return undefined;
      if (!asksService(about.entry) || about.modelled) return undefined;
      return suggest(
        about,
        { backend: "modelled" },
        "a model answers inside the browser, where no limit on connections is in the way.",
      );
    },
  },
  {
    id: "larger-tasks",
    say(about) {
      const { entry, spec } = about;
      const run = about.of(onThreads);
      if (entry.bound !== "cpu" || !run || !mostlyHandsOver(run)) return undefined;
      const tasks = Math.min(spec.tasks, 4 * run.result.spec.workers);
      const larger = spec.size > 0 && run.taskMs > 0 ? solidTaskMs / run.taskMs : 1000;
      return suggest(
        about,
        { tasks, size: scaled(spec.size, larger, entry) },
        "each thread gets something that is worth handing over.",
      );
    },
  },
  {
    id: "again-warm",
    say(about) {
      if (!isSaid("cold", about)) return undefined;
      return { text: "Next, run the same again: this time the browser has its code compiled." };
    },
  },
  {
    id: "as-many-workers-as-cores",
    say(about) {
      const { entry, reportedCores } = about;
      const run = about.of(onThreads);
      if (entry.bound !== "cpu" || !run || reportedCores < 2) return undefined;
      if (run.lanes <= reportedCores || tasksAreFew(run)) return undefined;
      return suggest(about, { workers: reportedCores }, "a core for each thread.");
    },
  },
  {
    id: "let-waits-overlap",
    say(about) {
      const { entry, runs, spec } = about;
      if (entry.bound !== "io" || spec.tasks < 2) return undefined;
      if (runs.some(({ result }) => result.how !== inTurn && result.how !== onThreads)) {
        return undefined;
      }
      const why = "the waits may overlap, on one thread.";
      return suggest(about, { how: withStrategy(about, allAtOnce) }, why);
    },
  },
  {
    id: "raise-the-limit",
    say(about) {
      const { entry, spec } = about;
      const run = about.of(limited);
      if (!asksService(entry) || !run || run.result.maxInFlight !== run.result.spec.limit) {
        return undefined;
      }
      const most = asksDatabase(entry) ? Math.min(spec.tasks, spec.pool) : spec.tasks;
      const limit = Math.min(most, 2 * run.result.spec.limit);
      if (limit <= run.result.spec.limit) return undefined;
      return suggest(about, { limit }, "see what a higher limit gives, and what it costs.");
    },
  },
  {
    id: "set-a-limit",
    say(about) {
      const { entry, spec, of, runs } = about;
      if (entry.bound !== "io" || !of(allAtOnce) || spec.tasks < 4) return undefined;
      if (runs.some(({ result }) => result.how === limited)) return undefined;
      const limit =
        asksDatabase(entry) && spec.pool < spec.tasks ? spec.pool : Math.ceil(spec.tasks / 2);
      const how = withStrategy(about, limited);
      return suggest(about, { how, limit }, "see what a limit costs, or saves.");
    },
  },
  {
    id: "overrun-a-pool",
    say(about) {
      const database = catalogue.find(asksDatabase);
      if (about.entry.asks !== "server" || !database) return undefined;
      const spec: Spec = {
        ...settled(about.spec),
        ...numbersOfDefault(about, database.name),
        how: [allAtOnce, limited],
        tasks: 200,
      };
      return suggestWhole(about, spec, "a database serves only so many at a time.");
    },
  },
  {
    id: "on-threads",
    say(about) {
      const { entry, reportedCores, runs } = about;
      if (entry.bound !== "cpu" || reportedCores < 2 || about.spec.tasks < 2) return undefined;
      if (runs.length === 0 || runs.some(({ result }) => result.how === onThreads)) {
        return undefined;
      }
      return suggest(
        about,
        { how: withStrategy(about, onThreads), workers: Math.min(reportedCores, 8) },
        "more than one thread for the same tasks.",
      );
    },
  },
  {
    id: "more-tasks",
    say(about) {
      const { entry, spec } = about;
      const run = about.of(onThreads);
      if (entry.bound !== "cpu" || !run) return undefined;
      const { workers } = run.result.spec;
      if (!tasksAreFew(run) && (run.lanes < 2 || run.idleAtEnd < uneven)) return undefined;
      const tasks = Math.min(
        mostCpuTasks,
        Math.max(2, Math.ceil(spec.tasks / workers) + 1) * workers,
      );
      if (tasks <= spec.tasks) return undefined;
      return suggest(about, { tasks }, "tasks that can be shared out more evenly.");
    },
  },
  {
    id: "more-workers",
    say(about) {
      const { entry, reportedCores, of, spec } = about;
      const [run, sequential] = [of(onThreads), of(inTurn)];
      if (entry.bound !== "cpu" || !run || run.lanes >= Math.min(reportedCores, mostWorkers)) {
        return undefined;
      }
      if (run.result.spec.workers >= reportedCores || spec.tasks <= run.result.spec.workers) {
        return undefined;
      }
      if (sequential && (timesAsFast(run, sequential) ?? 1) < 1) return undefined;
      const workers = Math.min(reportedCores, mostWorkers);
      return suggest(about, { workers }, "a worker for each core that this browser reports.");
    },
  },
  {
    id: "take-turns",
    say(about) {
      const { entry, runs } = about;
      if (entry.bound !== "cpu" || !runs.some(froze)) return undefined;
      if (runs.some(({ result }) => result.how === inSlices)) return undefined;
      return suggest(
        about,
        { how: withStrategy(about, inSlices) },
        "sliced is the same work on the same thread, with turns for everything else in between.",
      );
    },
  },
  {
    id: "the-other-kind",
    say(about) {
      if (about.runs.length === 0) return undefined;
      const waits = about.entry.bound === "cpu";
      const other = catalogue.find((entry) => (waits ? asksService(entry) : entry.bound === "cpu"));
      if (!other) return undefined;
      const spec: Spec = { ...settled(about.spec), ...numbersOfDefault(about, other.name) };
      spec.how = waits ? [inTurn, allAtOnce] : [inTurn, allAtOnce, onThreads];
      const why = waits
        ? "work that waits instead of computing."
        : "work that computes instead of waiting.";
      return suggestWhole(about, spec, why);
    },
  },
];

function isSaid(id: string, about: Case): boolean {
  return trustRules.find((rule) => rule.id === id)?.say(about) !== undefined;
}

function tasksAreFew({ result }: Measured): boolean {
  return result.tasks.count < result.spec.workers;
}

/** The size of a task that costs `times` as much, rounded to a round number. */
function scaled(size: number, factor: number, entry: WorkEntry): number {
  const rounded = Number(Math.max(size, sizeOfCost(size, factor, entry)).toPrecision(2));
  return Math.min(entry.size?.max ?? rounded, Math.max(size, rounded));
}

/** What was run, and this as well, in the board's order. */
function withStrategy({ runs }: Case, more: Strategy): Strategy[] {
  const ran = runs.map(({ result }) => result.how);
  return strategies.filter((how) => how === more || ran.includes(how));
}

/** Drops autostart and an author's results from a link. */
function settled(spec: Spec): Spec {
  return { ...spec, autorun: false, ref: "" };
}

function numbersOfDefault({ reportedCores }: Case, work: string): Partial<Spec> {
  const { tasks, size, latency, jitter, pool, queue, timeout, limit, workers } = defaultSpec(work, {
    embed: false,
    reportedCores,
  });
  return { work, tasks, size, latency, jitter, pool, queue, timeout, limit, workers };
}

function suggest(about: Case, change: Partial<Spec>, why: string): Said | undefined {
  const how = about.runs.map(({ result }) => result.how);
  const spec = { ...settled(about.spec), ...(how.length > 0 && { how }), ...change };
  return suggestWhole(about, spec, why);
}

/**
 * Undefined if it would change nothing. The text is made from the spec as the link will be parsed.
 */
function suggestWhole(about: Case, wanted: Spec, why: string): Said | undefined {
  const context = { embed: false, reportedCores: about.reportedCores };
  const spec = normaliseSpec(wanted, context);
  const words = wordsOf(spec, about);
  return words ? { text: why, link: { words, spec } } : undefined;
}

/** "Sequential and parallel with 4 workers": strategies set up but without a result. */
export function wordsOf(spec: Spec, { spec: was, runs }: Case): string {
  const ran = runs.map(({ result }) => result.how);
  const parts: string[] = [];
  const other = spec.work !== was.work;
  const entry = workEntry(spec.work);
  const hows = capitalised(listOf(spec.how));
  const lead = other ? `${entry?.title ?? spec.work}, ${listOf(spec.how)}` : hows;
  if (other || spec.tasks !== was.tasks) parts.push(plural(spec.tasks, "task"));
  if (entry?.size && (other || spec.size !== was.size)) {
    parts.push(`${count(spec.size)} ${entry.size.unit} each`);
  }
  const newly = (how: Strategy) => other || !ran.includes(how);
  const its = (how: Strategy) => runs.find(({ result }) => result.how === how)?.result.spec ?? was;
  const uses = (how: Strategy) => spec.how.includes(how);
  if (uses(onThreads) && (newly(onThreads) || spec.workers !== its(onThreads).workers)) {
    parts.push(plural(spec.workers, "worker"));
  }
  if (uses(limited) && (newly(limited) || spec.limit !== its(limited).limit)) {
    parts.push(`at most ${count(spec.limit)} in flight`);
  }
  if (asksService(entry) && (other || spec.latency !== was.latency)) {
    parts.push(`a latency of ${count(spec.latency)} ms`);
  }
  if (asksDatabase(entry) && (other || spec.timeout !== was.timeout || spec.queue !== was.queue)) {
    parts.push(`a timeout of ${count(spec.timeout)} ms`);
  }
  if (spec.backend !== was.backend) parts.push(`a service that is ${spec.backend}`);
  const changed = parts.length > 0 || other || spec.how.join() !== ran.join();
  if (!changed) return "";
  return parts.length > 0 ? `${lead}, with ${listOf(parts)}` : lead;
}
