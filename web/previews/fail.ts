import { sentenceOf } from "../spec/errors.ts";
/** Exits a build program with status 1 and one line that says why. */
export function fail(what: string, error: unknown): never {
  const reason = sentenceOf(error);
  console.error(`${what}: ${reason}.`);
  process.exit(1);
}
