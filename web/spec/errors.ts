/** Errors as callers of `window.lanes` see them, whichever thread they occurred on. */
import type { Diagnostic } from "./diagnostic.ts";

export const errorCodes = [
  "bad-spec",
  "cancelled",
  "unavailable",
  "out-of-memory",
  "worker-died",
  "does-not-compile",
  "task-threw",
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** What a run rejects with: a code to branch on and a sentence the user can act on. */
export class LanesError extends Error {
  readonly code: ErrorCode;
  /** Of the reader's own code (`does-not-compile`, `task-threw`): what is wrong, and where. */
  readonly diagnostics: readonly Diagnostic[];
  constructor(code: ErrorCode, message: string, diagnostics: readonly Diagnostic[] = []) {
    super(message);
    this.name = "LanesError";
    this.code = code;
    this.diagnostics = diagnostics;
  }
}

/** The message of anything that was thrown. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
