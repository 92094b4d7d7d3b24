/** The bottleneck of the run: with several, that of the fastest, or of those that lost tasks. */

import { inTurn, limited, onThreads } from "../../spec/strategies.ts";
import { asksDatabase, asksService, bringsCode } from "../../spec/works.ts";
import { type Case, longestLatencyMs, timesAsFast } from "./case.ts";
import type { Measured } from "./measures.ts";
import type { Rule, Said } from "./rule.ts";
import { count, modelled, ms, nameOf, percent, plural, threads } from "./words.ts";

/** What takes at least this fraction of the wall time is the bottleneck. */
const most = 0.7;
/** A shorter task may cost more to hand over than to execute. */
export const tinyTaskMs = 5;
/** Threads that compute for a smaller fraction of their time mostly hand over tasks. */
const hardlyBusy = 0.6;

/** Idle time at the end matters from this fraction of the threads' time on. */
export const uneven = 0.2;

/** The pool's reasons for failing a query, as downstream/answers.cpp words them. */
const refused = /refused because \d+ were waiting already/;
const timedOut = /waited \d+ ms for a connection/;

export const boundRules: readonly Rule[] = [
  {
    id: "queue-refused",
    say(about) {
      const run = worst(about, refused);
      if (!run) return undefined;
      const { result } = run;
      const late = countReasons(run, timedOut);
      const more =
        late > 0 ? `, and ${count(late)} more waited ${timeout(run)} for a connection in vain` : "";
      return {
        text: `Under ${result.how} the queue before ${served(about)} bounded the run: ${of(countReasons(run, refused), result.tasks.count)} ${queries(about)} were turned away because ${count(result.spec.queue)} were waiting already${more}${modelled(about)}.`,
      };
    },
  },
  {
    id: "pool-timed-out",
    say(about) {
      const run = worst(about, timedOut);
      if (!run) return undefined;
      const { result } = run;
      return {
        text: `Under ${result.how} the connection pool bounded the run: up to ${count(result.maxInFlight)} ${queries(about)} wanted one of ${plural(result.spec.pool, "connection")}, and ${of(countReasons(run, timedOut), result.tasks.count)} gave up after waiting ${timeout(run)}${modelled(about)}.`,
      };
    },
  },
  {
    id: "tasks-failed",
    say(about) {
      const [run] = about.runs
        .filter(({ result }) => result.tasks.failed > 0)
        .toSorted((a, b) => b.result.tasks.failed - a.result.tasks.failed);
      if (!run) return undefined;
      const { result } = run;
      const reason = commonest(Object.values(result.failures));
      const so = reason ? ` The commonest reason: ${ended(reason)}` : "";
      return {
        text: `Under ${result.how} ${of(result.tasks.failed, result.tasks.count)} tasks failed, so its wall time is not compared.${so}`,
      };
    },
  },
  {
    id: "connections",
    say({ entry, runs }) {
      const [run] = runs
        .filter((one) => one.onTheWire > 0 && one.onTheWire < one.result.maxInFlight)
        .toSorted((a, b) => b.heldUp - a.heldUp);
      if (!run || !asksService(entry)) return undefined;
      return {
        text: `The browser bounded ${nameOf(run)}: of ${count(run.result.maxInFlight)} requests in flight it had only ${count(run.onTheWire)} on the wire at once, and ${count(run.heldUp)} had to wait for a free connection (over HTTP/1.1 a browser keeps about six to one host).`,
      };
    },
  },
  {
    id: "pool-full",
    say(about) {
      const { entry, fastest } = about;
      // Code of the reader's own asks as often and as long as it likes.
      if (!asksDatabase(entry) || bringsCode(entry) || !fastest) return undefined;
      const { spec, maxInFlight, latencyMs, how } = fastest.result;
      const alone = longestLatencyMs(spec);
      if (maxInFlight <= spec.pool || alone <= 0 || latencyMs.max < 1.5 * alone) return undefined;
      return {
        text: `The connection pool bounded ${how}: up to ${count(maxInFlight)} queries were in flight for ${plural(spec.pool, "connection")}, so the last answer came after ${ms(latencyMs.max)}, although no query holds a connection for more than ${ms(alone)}${modelled(about)}.`,
      };
    },
  },
  {
    id: "waits-in-a-row",
    say({ entry, fastest }) {
      if (entry.bound !== "io" || !fastest || fastest.waiting < most) return undefined;
      const { how, tasks, maxInFlight, wallMs } = fastest.result;
      if (how !== inTurn || tasks.count < 2 || maxInFlight > 1) return undefined;
      return {
        text: `Waiting bounded the run, not computing: for ${percent(fastest.waiting)} of the time the one task in flight only waited, and ${count(tasks.count)} waits in a row add up to ${ms(wallMs)}.`,
      };
    },
  },
  {
    id: "request-cost",
    say(about) {
      const { entry, fastest } = about;
      if (!asksService(entry) || bringsCode(entry) || !fastest) return undefined;
      const { spec, tasks, maxInFlight, wallMs } = fastest.result;
      const atOnce = Math.max(
        1,
        asksDatabase(entry) ? Math.min(maxInFlight, spec.pool) : maxInFlight,
      );
      const servedMs = Math.ceil(tasks.count / atOnce) * longestLatencyMs(spec);
      if (wallMs < 2 * servedMs || wallMs - servedMs < 20) return undefined;
      return {
        text: `The requests themselves bounded the run: the service’s latency explains at most ${ms(servedMs)} of ${ms(wallMs)}, the rest is what ${plural(tasks.count, "request")} cost to send and to answer here${modelled(about)}.`,
      };
    },
  },
  {
    id: "limit",
    say(about) {
      const { entry, fastest } = about;
      if (entry.bound !== "io" || !fastest || fastest.waiting < most) return undefined;
      const { how, spec, tasks, maxInFlight } = fastest.result;
      if (how !== limited || maxInFlight !== spec.limit || spec.limit >= tasks.count) {
        return undefined;
      }
      return {
        text: `The limit bounded the run: never more than ${count(spec.limit)} of ${plural(tasks.count, "task")} were in flight, and for ${percent(fastest.waiting)} of the time those only waited${modelled(about)}.`,
      };
    },
  },
  {
    id: "workers-wait",
    say(about) {
      const { entry, fastest } = about;
      if (entry.bound !== "io" || !fastest || fastest.waiting < most) return undefined;
      const { how, spec, tasks, maxInFlight } = fastest.result;
      if (how !== onThreads || maxInFlight > spec.workers || spec.workers >= tasks.count) {
        return undefined;
      }
      return {
        text: `The number of workers bounded the run: each can wait for one answer, so of ${plural(tasks.count, "task")} no more than ${count(maxInFlight)} were in flight, and for ${percent(fastest.waiting)} of the time nothing was computed${modelled(about)}.`,
      };
    },
  },
  {
    id: "slowest-wait",
    say(about) {
      const { entry, fastest } = about;
      if (entry.bound !== "io" || !fastest || fastest.waiting < most) return undefined;
      const { tasks, maxInFlight, latencyMs, wallMs, how } = fastest.result;
      if (tasks.count < 2 || maxInFlight < tasks.count || latencyMs.max < 0.9 * wallMs) {
        return undefined;
      }
      return {
        text: `Waiting bounded the run, not computing: under ${how} all ${count(tasks.count)} tasks were in flight together, so it took as long as the slowest of them, ${ms(latencyMs.max)}${modelled(about)}.`,
      };
    },
  },
  {
    id: "reading-and-computing",
    say({ entry, fastest }) {
      if (entry.bound !== "io" || !fastest) return undefined;
      const { computing, waiting } = fastest;
      if (computing < 0.25 || waiting < 0.25) return undefined;
      return {
        text: `Both bounded it: under ${nameOf(fastest)} something was computed for ${percent(computing)} of the time, and for ${percent(waiting)} everything in flight only waited.`,
      };
    },
  },
  {
    id: "io-computes",
    say({ entry, fastest }) {
      if (entry.bound !== "io" || !fastest || fastest.computing < most) return undefined;
      return {
        text: `Computing bounded the run, although its tasks also wait: under ${nameOf(fastest)} something was computed for ${percent(fastest.computing)} of the time.`,
      };
    },
  },
  {
    id: "waiting",
    say(about) {
      const { entry, fastest } = about;
      if (entry.bound !== "io" || !fastest || fastest.waiting < most) return undefined;
      return {
        text: `Waiting bounded the run, not computing: under ${nameOf(fastest)}, for ${percent(fastest.waiting)} of the time everything in flight only waited${modelled(about)}.`,
      };
    },
  },
  {
    id: "hand-over",
    say({ entry, of }) {
      const run = of(onThreads);
      if (entry.bound !== "cpu" || !run || !mostlyHandsOver(run)) return undefined;
      return {
        text: `Handing the tasks over bounded parallel: a task computes for ${ms(run.taskMs)} on average, and the ${threads(run)} that took any were computing for only ${percent(run.busy)} of the time.`,
      };
    },
  },
  {
    id: "one-core",
    say(about) {
      if (about.reportedCores !== 1) return undefined;
      return crowded(
        about,
        (run) =>
          `The one core that this browser reports bounded parallel: its ${threads(run)} have to take turns on it.`,
      );
    },
  },
  {
    id: "cores",
    say(about) {
      if (about.reportedCores < 2) return undefined;
      return crowded(
        about,
        (run) =>
          `The cores bounded parallel: ${threads(run)} shared the ${count(about.reportedCores)} that this browser reports.`,
      );
    },
  },
  {
    id: "fewer-tasks-than-workers",
    say({ entry, of }) {
      const run = of(onThreads);
      if (entry.bound !== "cpu" || !run) return undefined;
      const { tasks, spec } = run.result;
      if (tasks.count >= spec.workers) return undefined;
      return {
        text: `The number of tasks bounded parallel: a task runs on one thread, so ${plural(tasks.count, "task")} could keep no more than ${count(tasks.count)} of ${plural(spec.workers, "worker")} busy.`,
      };
    },
  },
  {
    id: "last-tasks",
    say({ entry, of }) {
      const run = of(onThreads);
      if (entry.bound !== "cpu" || !run || run.lanes < 2 || run.idleAtEnd < uneven)
        return undefined;
      return {
        text: `The last tasks bounded parallel: threads that had run out of tasks stood idle while others finished, ${percent(run.idleAtEnd)} of the time that the ${threads(run)} had.`,
      };
    },
  },
  {
    id: "computing-on-threads",
    say({ entry, of, fastest }) {
      const run = of(onThreads);
      if (entry.bound !== "cpu" || !run || run !== fastest || run.lanes < 2 || run.busy < most) {
        return undefined;
      }
      return {
        text: `Computing bounded the run: under parallel ${threads(run)} were computing for ${percent(run.busy)} of the time that they had.`,
      };
    },
  },
  {
    id: "computing",
    say({ entry, fastest }) {
      if (entry.bound !== "cpu" || !fastest || fastest.computing < most) return undefined;
      return {
        text: `Computing bounded the run: under ${nameOf(fastest)} something was being computed for ${percent(fastest.computing)} of the time.`,
      };
    },
  },
  {
    id: "neither",
    say({ fastest }) {
      if (!fastest) return undefined;
      const { computing, waiting, result } = fastest;
      const rest = Math.max(0, 1 - computing - waiting);
      return {
        text: `No one thing bounded the run: of the ${ms(result.wallMs)} under ${result.how}, ${percent(computing)} went into computing, ${percent(waiting)} into waiting, and ${percent(rest)} into neither (starting tasks, and giving others a turn).`,
      };
    },
  },
];

/** Threads spend most of their time on something other than these very short tasks. */
export function mostlyHandsOver(run: Measured): boolean {
  return run.lanes > 0 && run.taskMs < tinyTaskMs && run.busy + run.idleAtEnd < hardlyBusy;
}

/** Parallel on more threads than cores, unless its speedup suggests that there are more cores. */
function crowded(about: Case, sentence: (run: Measured) => string): Said | undefined {
  const run = about.of(onThreads);
  const sequential = about.of(inTurn);
  if (about.entry.bound !== "cpu" || !run || run.lanes <= about.reportedCores) return undefined;
  const faster = sequential && timesAsFast(run, sequential);
  if (faster !== undefined && faster > 1.15 * about.reportedCores) return undefined;
  return { text: sentence(run) };
}

/** The run with the most failures for that reason. */
function worst(about: Case, reason: RegExp): Measured | undefined {
  const failing = about.runs.filter((run) => countReasons(run, reason) > 0);
  return failing.toSorted((a, b) => countReasons(b, reason) - countReasons(a, reason))[0];
}

export function lostToThePool(run: Measured): number {
  return countReasons(run, refused) + countReasons(run, timedOut);
}

function countReasons({ result }: Measured, reason: RegExp): number {
  return Object.values(result.failures).filter((text) => reason.test(text)).length;
}

function commonest(texts: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0];
}

function ended(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}

function of(part: number, whole: number): string {
  return part === whole ? `all ${count(whole)}` : `${count(part)} of ${count(whole)}`;
}

function timeout({ result }: Measured): string {
  return ms(result.spec.timeout);
}

function served({ entry }: Case): string {
  return bringsCode(entry) ? "the service" : "the database";
}

/** What fails there: of code of the reader's own, whole tasks. */
function queries({ entry }: Case): string {
  return bringsCode(entry) ? "tasks" : "queries";
}
