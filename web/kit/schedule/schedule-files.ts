/** A schedule as files: text to read, and a trace for Perfetto and chrome://tracing. */
import { threadName } from "../../spec/sharing/programs.ts";
import type { Execution, Sharing } from "../../spec/sharing/sharing.ts";
import { objectOf, objectsAfter, sayWaiting, switchesOf } from "./stepping.ts";
import { invariantOf, switchCount } from "./verdict-words.ts";

type Shown = Pick<Sharing, "program" | "fix" | "threads" | "times">;

export function fileNameOf({ program, fix, threads, times }: Shown, ending: string): string {
  return `lanes-${program}-${fix}-${threads}x${times}-schedule.${ending}`;
}

/** How it ended, a sentence. */
export function sayEnd(
  { ending, outcome, waiting }: Execution,
  program: Sharing["program"],
  outcomeName: string,
): string {
  const invariant = invariantOf(program);
  if (ending === "deadlock") return `Deadlock: ${sayWaiting(waiting)} None of them can go on.`;
  const came = outcome === null ? "" : `${outcomeName}: ${outcome}. `;
  return ending === "right"
    ? `${came}The invariant holds: “${invariant}”`
    : `${came}The invariant is broken: “${invariant}”`;
}

/** Columns of text. `link`: where the schedule is played. */
export function scheduleText(
  shown: Shown,
  execution: Execution,
  outcomeName: string,
  link: string,
): string {
  const switches = switchesOf(execution);
  const rows = execution.steps.map(({ thread, what, sees, leaves }, i) => [
    `${i + 1}${switches[i] ? " *" : ""}`,
    threadName(thread),
    what,
    sees,
    leaves,
  ]);
  const table = [["step", "thread", "operation", "sees", "leaves"], ...rows];
  const widths = [0, 1, 2, 3].map((at) => Math.max(...table.map((row) => row[at]?.length ?? 0)));
  const { program, fix, threads, times } = shown;
  return [
    `${program}, fix ${fix}, ${threads} threads, ${times} times each`,
    `schedule ${execution.schedule}, ${switchCount(execution.switches)} (*)`,
    "",
    ...table.map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    ),
    "",
    sayEnd(execution, program, outcomeName),
    link,
    "",
  ].join("\n");
}

/** A millisecond a step: a schedule has an order and no times. */
const stepUs = 1000;

interface TraceEvent {
  ph: "M" | "X" | "i" | "C";
  name: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  s?: "t";
  args: Record<string, string | number>;
}

/** Chrome trace JSON: a thread a thread, a slice a step, an instant a switch, a counter a cell. */
export function scheduleTrace(
  shown: Shown,
  execution: Execution,
  link: string,
): { displayTimeUnit: "ms"; traceEvents: TraceEvent[]; otherData: Record<string, string> } {
  const pid = 1;
  const { program, fix } = shown;
  const events: TraceEvent[] = [
    { ph: "M", name: "process_name", pid, tid: 1, ts: 0, args: { name: `${program}, ${fix}` } },
  ];
  for (let thread = 0; thread < execution.threads; thread++) {
    const name = `thread ${threadName(thread)}`;
    events.push({ ph: "M", name: "thread_name", pid, tid: thread + 1, ts: 0, args: { name } });
  }
  const switches = switchesOf(execution);
  for (const [i, { thread, what, sees, leaves, line }] of execution.steps.entries()) {
    const at = { pid, tid: thread + 1, ts: i * stepUs };
    if (switches[i]) events.push({ ...at, ph: "i", name: "switch", s: "t", args: {} });
    const args = { sees, leaves, line };
    events.push({ ...at, ph: "X", name: what, dur: stepUs, args });
    const name = objectOf({ what });
    const held = objectsAfter(execution, i + 1).find((object) => object.name === name)?.holds ?? "";
    if (/^-?\d+$/.test(held)) {
      const ts = (i + 1) * stepUs;
      events.push({ ...at, ts, ph: "C", name, args: { value: Number(held) } });
    }
  }
  return {
    displayTimeUnit: "ms",
    traceEvents: events,
    otherData: {
      schedule: execution.schedule,
      ending: execution.ending,
      link,
      note: "A step is a millisecond long here: a schedule has an order and no times.",
    },
  };
}
