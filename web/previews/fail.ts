import { sentenceOf } from "../spec/errors.ts";
/** Ends a program of the build with one line that says why. */
export function fail(what: string, error: unknown): never {
  const reason = sentenceOf(error);
  console.error(`${what}: ${reason}.`);
  process.exit(1);
}
