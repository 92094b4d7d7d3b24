/** `console` for somebody else's code: bounded lines that go to the page. */
import { mostPrinted, mostPrintedLength } from "../code.ts";

/** Prints a line; more than `mostPrinted` are dropped, and the last one says so. */
export type Print = (line: string) => void;

export function printer(tell: (line: string) => void): Print {
  let left = mostPrinted;
  return (line) => {
    if (left === 0) return;
    left--;
    tell(left === 0 ? "… and more, which is not shown." : line.slice(0, mostPrintedLength));
  };
}

/** Its methods that print, on this worker's global. */
export function takeOverConsole(print: Print): void {
  const say = (...values: unknown[]) => print(values.map(textOf).join(" "));
  const own: Record<string, unknown> = {};
  for (const name of ["log", "info", "warn", "error", "debug", "trace", "table", "dir"]) {
    own[name] = say;
  }
  for (const name of ["time", "timeEnd", "group", "groupEnd", "count", "assert", "clear"]) {
    own[name] = () => undefined;
  }
  Object.defineProperty(globalThis, "console", { value: own, configurable: true, writable: true });
}

/** What a value looks like on one line. Never throws. */
export function textOf(value: unknown): string {
  try {
    if (typeof value === "string") return value;
    if (typeof value === "object" && value !== null && !(value instanceof Error)) {
      return JSON.stringify(value) ?? String(value);
    }
    return String(value);
  } catch {
    return "(something that has no text)";
  }
}
