/** The code of the strategies as the build finds it between markers (plugins/code). */

/** A text, and what the highlighter takes it for; "" for plain text and space. */
export type Token = readonly [text: string, kind: TokenKind];
export const tokenKinds = [
  "",
  "comment",
  "keyword",
  "string",
  "number",
  "type",
  "function",
] as const;
export type TokenKind = (typeof tokenKinds)[number];

/** Which tasks stand at a line: not started, started but not ended; or the strategy, for them all. */
export const stands = ["queued", "in flight", "all"] as const;
export type Stand = (typeof stands)[number];

export interface CodeLine {
  tokens: readonly Token[];
  at?: Stand;
}

/** What stands between two markers. */
export interface CodePart {
  how: string;
  /** Only for such work; otherwise for any. */
  bound?: "cpu" | "io";
  /** Only on this tier; otherwise on any. */
  tier?: "threads" | "workers";
  /** The file in the repository, and the lines in it, from 1. */
  path: string;
  from: number;
  to: number;
  lines: readonly CodeLine[];
}

export const languages = ["C++", "JavaScript", "Python", "Go"] as const;
export type Language = (typeof languages)[number];

export interface ShownCode {
  /** Of the repository's files, ends with "/"; "" if unknown. */
  repository: string;
  parts: Readonly<Record<Language, readonly CodePart[]>>;
}

/** Code that is no strategy's, but does as one does. */
export interface Ran {
  name: string;
  /** The names that its parts are marked with, in the order of reading. */
  parts: readonly string[];
  /** One sentence about it. */
  says: string;
}

/** What is wanted of the code. */
export interface Wanted {
  how: string;
  bound: "cpu" | "io";
  tier: "threads" | "workers";
}

/** The parts of one file that belong to what is wanted. */
export interface CodeFile {
  path: string;
  /** Where the first of the parts begins, and the last one ends. */
  from: number;
  to: number;
  parts: readonly CodePart[];
}

/** In the order of reading: the strategy's own file is first. */
export function filesFor(parts: readonly CodePart[], wanted: Wanted): CodeFile[] {
  const files = new Map<string, CodePart[]>();
  for (const part of parts) {
    if (part.how !== wanted.how) continue;
    if (part.bound && part.bound !== wanted.bound) continue;
    if (part.tier && part.tier !== wanted.tier) continue;
    files.set(part.path, [...(files.get(part.path) ?? []), part]);
  }
  const isOwn = (path: string) => Number(path.includes(`/${wanted.how}.`));
  return [...files]
    .sort(([a], [b]) => isOwn(b) - isOwn(a) || a.localeCompare(b))
    .map(([path, its]) => ({
      path,
      from: Math.min(...its.map(({ from }) => from)),
      to: Math.max(...its.map(({ to }) => to)),
      parts: its.toSorted((a, b) => a.from - b.from),
    }));
}
