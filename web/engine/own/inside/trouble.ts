/** What went wrong in somebody else's code, as an error of a run: never trusts what was thrown. */
import type { Diagnostic } from "../../../spec/diagnostic.ts";
import { type ErrorCode, LanesError } from "../../../spec/errors.ts";

/** The name that the code's own lines have in stacks. */
export const sourceName = "task.js";

/** In a stack, whose frames Chromium and Firefox name so, and WebKitGTK by an address that ends so. */
const inSource = /task\.js:(\d+):(\d+)/;

const mostText = 300;

/** The text of anything that was thrown. Never throws. */
export function reasonOf(thrown: unknown): string {
  try {
    const text =
      thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : `${String(thrown)} (thrown)`;
    return text.slice(0, mostText);
  } catch {
    return "something that has no text";
  }
}

export interface Place {
  line: number;
  column: number;
}

/** Where in the code that was, as far as the engine says; zeros where it does not. */
export function placeOf(thrown: unknown): Place {
  try {
    if (!(thrown instanceof Error)) return { line: 0, column: 0 };
    const { stack = "" } = thrown;
    const at = inSource.exec(String(stack).slice(0, 200_000));
    if (at) return { line: Number(at[1]), column: Number(at[2]) };
    // Firefox and WebKit say where a module does not parse.
    const { lineNumber, columnNumber, line, column } = thrown as Error & Record<string, unknown>;
    return { line: whole(lineNumber ?? line), column: whole(columnNumber ?? column) };
  } catch {
    return { line: 0, column: 0 };
  }
}

function whole(value: unknown): number {
  return typeof value === "number" && value > 0 && value < 1e9 ? Math.floor(value) : 0;
}

/** An error of that code, which says where it was. */
export function trouble(code: ErrorCode, doing: string, text: string, place: Place): LanesError {
  const where = place.line > 0 ? ` in line ${place.line}` : "";
  const diagnostic: Diagnostic = { ...place, severity: "error", text };
  return new LanesError(code, `${doing}${where}: ${text}`, [diagnostic]);
}

/** A task threw `thrown`. */
export function threw(thrown: unknown): LanesError {
  const text = reasonOf(thrown);
  const code = /out of memory|allocation failed/i.test(text) ? "out-of-memory" : "task-threw";
  return trouble(code, "Your code threw an exception", text, placeOf(thrown));
}

/** A task gave back nothing that has a text. */
export function noAnswer(what: string): LanesError {
  return trouble("task-threw", "Your code has no answer", what, { line: 0, column: 0 });
}
