/** Errors as callers of `window.lanes` see them, whichever thread they occurred on. */

export type ErrorCode = "bad-spec" | "cancelled" | "unavailable" | "out-of-memory" | "worker-died";

/** What a run rejects with: a code to branch on and a sentence the user can act on. */
export class LanesError extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string) {
    super(message);
    this.name = "LanesError";
    this.code = code;
  }
}

/** The message of anything that was thrown. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
