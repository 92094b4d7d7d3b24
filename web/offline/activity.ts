/** Whether this page is measuring, so that deferrable work can wait until it is not. */
import { allEnded } from "../spec/cancellation.ts";

let latest: Promise<void> = Promise.resolve();
let begun = false;

/** Returns `work`, which measures. */
export function measuring<T>(work: Promise<T>): Promise<T> {
  begun = true;
  latest = allEnded(latest, work);
  return work;
}

export function hasMeasured(): boolean {
  return begun;
}

/** Resolves when nothing is being measured. */
export async function whenQuiet(): Promise<void> {
  for (let seen: unknown; seen !== latest; ) {
    seen = latest;
    await latest;
  }
}
