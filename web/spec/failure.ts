/** Converts what a host threw to the error that callers of `window.lanes` see. */
import { LanesError, sentenceOf } from "./errors.ts";

export const outOfMemorySentence =
  "The run needed more memory than the browser gives it: use a smaller size, or fewer tasks or workers.";

/** Errors that JavaScript and C++ (out_of_memory.cpp) throw when an allocation fails. */
export function isOutOfMemory(error: unknown): boolean {
  if (error instanceof RangeError) return true;
  if (typeof error !== "object" || error === null) return false;
  return "code" in error && error.code === "out-of-memory";
}

export function toLanesError(error: unknown): LanesError {
  if (error instanceof LanesError) return error;
  if (isOutOfMemory(error)) return new LanesError("out-of-memory", outOfMemorySentence);
  const reason = sentenceOf(error);
  return new LanesError("worker-died", `The run stopped working (${reason}). Run it again.`);
}
