/** Whether this page is measuring, so that deferrable work can wait until it is not. */
import { allEnded } from "../spec/cancellation.ts";

let latest: Promise<void> = Promise.resolve();
let begun = false;

/** Returns `work`, which measures something that the reader would lose with the page. */
export function measuring<T>(work: Promise<T>): Promise<T> {
  begun = true;
  return measuringAside(work);
}

/** The same for what the page measures by itself, such as estimates. */
export function measuringAside<T>(work: Promise<T>): Promise<T> {
  latest = allEnded(latest, work);
  return work;
}

/** Whether there is something to lose. */
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
