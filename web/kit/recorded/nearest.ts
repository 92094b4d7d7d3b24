/** The recorded set-up that is nearest to another. Pure. */
import { numbersOf } from "../../spec/link/relevance.ts";
import type { Spec } from "../../spec/types.ts";
import { workEntry } from "../../spec/works.ts";
import type { RecordedCase } from "./recorded.ts";

/** In units of which a number that is ten times another is about two away. */
const away = { bound: 1000, work: 100, strategyMissing: 10, strategyMore: 1 };

/** Of those without another client of the service. */
export function nearest(
  spec: Spec,
  cases: Readonly<Record<string, RecordedCase>>,
): RecordedCase | undefined {
  let best: { far: number; found: RecordedCase } | undefined;
  for (const found of Object.values(cases)) {
    const [first] = found.results;
    if (!first || first.bystander) continue;
    const far = distance(spec, { ...first.spec, how: found.results.map(({ how }) => how) });
    if (!best || far < best.far) best = { far, found };
  }
  return best?.found;
}

/** 0 where both describe the same runs. */
export function distance(asked: Spec, recorded: Spec): number {
  const [mine, its] = [workEntry(asked.work), workEntry(recorded.work)];
  let far = mine === its ? 0 : mine?.bound === its?.bound ? away.work : away.bound;
  for (const how of asked.how) if (!recorded.how.includes(how)) far += away.strategyMissing;
  for (const how of recorded.how) if (!asked.how.includes(how)) far += away.strategyMore;
  const keys = new Set(recorded.how.flatMap((how) => numbersOf(its, how)));
  // Another work's size has another unit, and which tasks there are is no matter of size.
  if (mine !== its) keys.delete("size");
  keys.delete("seed");
  for (const key of keys) far += Math.abs(Math.log((asked[key] + 1) / (recorded[key] + 1)));
  return far;
}
