/** The link to a set-up that carries results measured on it. */

import { quote } from "../base/format.ts";
import type { LinkContext } from "../spec/link/grammar.ts";
import { normaliseSpec } from "../spec/link/normalise-spec.ts";
import { referenceTo } from "../spec/link/reference.ts";
import { numbersOf, runKey } from "../spec/link/relevance.ts";
import { writeLink } from "../spec/link/write-link.ts";
import { LanesError, type Result, type Spec } from "../spec/types.ts";
import { catalogue } from "../spec/works.ts";

/**
 * Leaves out results of strategies that the link does not run. Throws a LanesError "bad-spec" for a
 * result of another set-up, because comparing it with the reader's own would mislead, and for what
 * is no list of results.
 */
export function linkWithResults(
  partial: Partial<Spec>,
  results: readonly Result[],
  context: LinkContext,
): string {
  const spec = normaliseSpec(partial, context);
  try {
    return linkOfResults(spec, results, context);
  } catch (error) {
    if (error instanceof LanesError) throw error;
    // Some part of it is missing or of another type.
    throw new LanesError("bad-spec", "The results must be the list that lanes.run gave.");
  }
}

function linkOfResults(spec: Spec, results: readonly Result[], context: LinkContext): string {
  const ofLink = results.filter(({ how }) => spec.how.includes(how));
  for (const result of ofLink) checkAlike(spec, result, context);
  // The complete spec, so that the link states the number of workers: the results depend on it.
  return writeLink({ ...spec, ref: referenceTo(ofLink) }, context);
}

function checkAlike(spec: Spec, { spec: measured, how }: Result, context: LinkContext): void {
  const entry = (context.works ?? catalogue).find(({ name }) => name === spec.work);
  if (runKey(spec, how, entry) === runKey(measured, how, entry)) return;
  const keys = ["work", ...numbersOf(entry, how), "loop", "tier", "backend"] as const;
  const key = keys.find((one) => spec[one] !== measured[one]) ?? "work";
  throw new LanesError(
    "bad-spec",
    `The result of ${how} was measured with “${key}” ${quote(measured[key]).slice(1, -1)}, and the link says ${spec[key]}.`,
  );
}
