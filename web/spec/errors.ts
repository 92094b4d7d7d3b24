/** How things fail: what callers of `window.lanes` see, whichever thread it happened on. */

export type ErrorCode = "bad-spec" | "cancelled" | "unavailable" | "out-of-memory" | "worker-died";

/** What a rejected run is: a code to branch on and a sentence the user can act on. */
export class LanesError extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string) {
    super(message);
    this.name = "LanesError";
    this.code = code;
  }
}

/** What to say of anything that was thrown. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
