/** A moment of a finished run in words. */
import { formatCount, listOf, plural } from "../../base/format.ts";
import { strategyEntry } from "../../spec/strategies.ts";
import type { Strategy } from "../../spec/types.ts";
import type { Moment } from "../../timeline/scene/moments.ts";

/** What stands in line: its kind, how many of it, and their name. */
export interface InLine {
  kind: "task" | "answer" | "timer" | "check";
  count: number;
  name: string;
}

export function inLineAt({ queued, paused, answers, timers, checks }: Moment): InLine[] {
  const line: InLine[] = [
    { kind: "task", count: queued + paused, name: "task" },
    { kind: "answer", count: answers, name: "answer" },
    { kind: "timer", count: timers, name: "timer" },
    { kind: "check", count: checks, name: "health check" },
  ];
  return line.filter(({ count }) => count > 0);
}

/** "task 1 runs; in line: 2 tasks, 1 timer and 7 health checks". */
export function describeMoment(how: Strategy, moment: Moment): string {
  const { running, waiting, blocked, ended, over } = moment;
  if (over) return "over";
  const now: string[] = [];
  if (running.length > 0) {
    const named = running.slice(0, 4).map((task) => formatCount(task));
    const more = running.length - named.length;
    const which = listOf(more > 0 ? [...named, `${formatCount(more)} more`] : named);
    now.push(
      `${running.length > 1 ? "tasks" : "task"} ${which} ${running.length > 1 ? "run" : "runs"}`,
    );
  }
  if (waiting > 0)
    now.push(`${plural(waiting, "task")} ${waiting > 1 ? "wait" : "waits"} for an answer`);
  if (blocked > 0) now.push(`${plural(blocked, "thread")} blocked`);
  const line = inLineAt(moment);
  const parts = [listOf(now) || "nothing runs"];
  if (line.length > 0) {
    // On threads a task in line waits for a worker, all else for the loop.
    const forWorker = strategyEntry(how).threads && line.every(({ kind }) => kind === "task");
    const who = listOf(line.map(({ count, name }) => plural(count, name)));
    parts.push(`${forWorker ? "in line for a worker" : "in line"}: ${who}`);
  }
  if (ended > 0) parts.push(`${formatCount(ended)} done`);
  return parts.join("; ");
}
