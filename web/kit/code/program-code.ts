/** The code of programs with shared state, and where in it their threads stand. */
import { programEntry } from "../../spec/sharing/programs.ts";
import type { Execution, Sharing } from "../../spec/sharing/sharing.ts";
import type { Token } from "./shown-code.ts";

/** The module `lanes:program-code`, which the build makes (plugins/program-code.ts). */
export interface ProgramCode {
  /** Address of the repository's files, ends with "/"; "" if unknown. */
  repository: string;
  parts: readonly ProgramPart[];
}

/** What one thread does. */
export interface ProgramPart {
  /** The file in the repository, "" for the reader's own; and the lines in it, from 1. */
  path: string;
  from: number;
  to: number;
  /** `line`: in the file. Some are missing: calls that are no steps. */
  lines: readonly { tokens: readonly Token[]; line: number }[];
}

/** What thread `thread` of a program does; undefined if there is no such thread. */
export function codeOfThread(
  code: ProgramCode,
  { program, fix, threads }: Pick<Sharing, "program" | "fix" | "threads">,
  thread: number,
): ProgramPart | undefined {
  const entry = programEntry(program);
  // The owner of `queue` is a thread more.
  const all = threads + Number(fix === "queue");
  const first = entry?.fixes
    .find((fitting) => fitting.fix === fix)
    ?.firstLines.find((lines) => lines.length === all)?.[thread];
  if (!entry || first === undefined) return undefined;
  return code.parts.find(
    ({ path, from, to }) => path === entry.path && from <= first && first <= to,
  );
}

/** Where a function begins that returns a thread, and where one ends that stands at the margin. */
const begins = /^\S.*\bThread\b.*\(/;
const ends = /^\}/;

/** The function of the reader's own source in which a thread takes its steps, in `lines`. */
export function partOfOwn(source: string, lines: readonly number[]): ProgramPart {
  const all = source.trimEnd().split("\n");
  const first = Math.min(...lines, all.length);
  const last = Math.max(...lines, 1);
  const head = all.slice(0, first).findLastIndex((text) => begins.test(text));
  const tail = all.findIndex((text, i) => i >= last - 1 && ends.test(text));
  const from = lines.length > 0 && head >= 0 ? head + 1 : 1;
  const to = lines.length > 0 && tail >= 0 ? tail + 1 : all.length;
  return {
    path: "",
    from,
    to,
    lines: all.slice(from - 1, to).map((text, i) => ({ tokens: [[text, ""]], line: from + i })),
  };
}

/**
 * For each thread the line of its next step, after `done` steps of the execution: where it waits
 * for ever if it takes none, null if it has ended.
 */
export function nextLines({ steps, waiting, threads }: Execution, done: number): (number | null)[] {
  return Array.from({ length: threads }, (_, thread) => {
    const next = steps.slice(done).find((step) => step.thread === thread);
    const stuck = waiting.find((wait) => wait.thread === thread);
    return (next ?? stuck)?.line ?? null;
  });
}
