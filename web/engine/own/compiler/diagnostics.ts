/** What Clang says about a source, at its lines. */
import type { Diagnostic } from "../../../spec/diagnostic.ts";

/** The name under which Clang gets the reader's source. */
export const sourceName = "task.cpp";

interface Said {
  file: string;
  line: number;
  /** In bytes. */
  column: number;
  severity: Diagnostic["severity"];
  text: string;
}

const located = /^(?:\.\/)?([^:\s]+):(\d+):(\d+): (?:fatal )?(error|warning|note): (.*)$/;
const undefinedSymbol = /^wasm-ld: error: .*undefined symbol: (.*)$/;
const assertion = /^static assertion failed(?: due to requirement '.*?')?: /;

/** Reads Clang's and wasm-ld's messages about `source`. */
export function diagnosticsOf(messages: string, source: string): Diagnostic[] {
  const lines = source.split("\n");
  const found: Diagnostic[] = [];
  const elsewhere: Diagnostic[] = [];
  for (const [head, ...notes] of groups(messages)) {
    if (head.file === sourceName) {
      for (const said of [head, ...notes]) {
        if (said.file === sourceName) found.push(placed(said, said, lines));
      }
      continue;
    }
    // In a header: what matters to the reader is what in the source asked for it.
    const cause = notes.find(({ file }) => file === sourceName);
    if (cause) found.push(placed(head, cause, lines));
    else if (head.severity === "error") elsewhere.push({ ...taskPlace(lines), ...meant(head) });
  }
  for (const message of messages.split("\n")) {
    const symbol = undefinedSymbol.exec(message)?.[1];
    if (!symbol) continue;
    const name = /[\w~]+(?=\(|$)/.exec(symbol)?.[0] ?? symbol;
    const text = `${symbol} is declared but defined nowhere.`;
    elsewhere.push({ ...placeOf(name, lines), severity: "error", text });
  }
  // What follows from an error of the source needs no mention of its own.
  return found.some(({ severity }) => severity === "error") ? found : [...found, ...elsewhere];
}

/** Each error or warning with its notes. */
function groups(messages: string): [Said, ...Said[]][] {
  const all: [Said, ...Said[]][] = [];
  for (const message of messages.split("\n")) {
    const [, file, line, column, severity, text] = located.exec(message) ?? [];
    if (file === undefined || text === undefined) continue;
    const said: Said = {
      file,
      line: Number(line),
      column: Number(column),
      severity: severity as Said["severity"],
      text,
    };
    const last = all.at(-1);
    if (said.severity === "note" && last) last.push(said);
    else all.push([said]);
  }
  return all;
}

function meant({ severity, text }: Said): Pick<Diagnostic, "severity" | "text"> {
  return { severity, text: text.replace(assertion, "") };
}

function placed(what: Said, where: Said, lines: readonly string[]): Diagnostic {
  const line = Math.min(Math.max(where.line, 1), lines.length);
  return { line, column: column16(lines[line - 1] ?? "", where.column), ...meant(what) };
}

/** Clang counts columns in bytes of UTF-8. */
function column16(line: string, column: number): number {
  let bytes = 1;
  let units = 1;
  for (const character of line) {
    if (bytes >= column) break;
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    units += character.length;
  }
  return units;
}

function taskPlace(lines: readonly string[]) {
  return placeOf("task", lines);
}

/** Where the name first stands in front of a parenthesis, or else the beginning. */
function placeOf(name: string, lines: readonly string[]): { line: number; column: number } {
  const escaped = name.replace(/[^\w]/g, "\\$&");
  const call = new RegExp(`(?<![\\w])${escaped}\\s*\\(`);
  const index = lines.findIndex((line) => call.test(line));
  const column = (lines[index]?.search(call) ?? 0) + 1;
  return index < 0 ? { line: 1, column: 1 } : { line: index + 1, column };
}
