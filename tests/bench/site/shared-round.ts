/** The story of shared state, every figure of it played once, and whether it shows what it says. */
import { keyOf, pairs } from "../../../web/stories/shared-state/pairs.ts";
import { kindOf } from "../../../web/stories/shared-state/price-figures.ts";
import type { SharedPlays } from "../../../web/stories/shared-state/shared-runs.ts";
import type { SharedState } from "../../../web/stories/shared-state/shared-state.ts";
import type { Verdict } from "../../../web/stories/shared-state/words.ts";
import type { Tab } from "../../browser/driver/browsers.ts";
import { pressed } from "../../browser/driver/plays.ts";
import { until } from "../../browser/driver/reader.ts";

/** One round of the story of shared state (story-rounds.ts). */
export async function races(tab: Tab) {
  for (const [label, what] of [
    ["^\\s*Race 2 threads", "the race"],
    ["Explore every schedule", "the shortest schedule"],
    ["Explore every fix", "all schedules"],
    ["Race every fix of the counter", "the fixes"],
    ["Measure every fix", "the prices"],
    ["^\\s*Race it on one event loop", "the loop’s race"],
    ["^\\s*Two locks\\s*$", "the locks"],
  ] as const) {
    await pressed(tab, label);
    await until(
      () =>
        tab.evaluate(() => (document.querySelector("shared-state") as SharedState).playing === ""),
      what,
    );
  }
  const { values, plays } = await tab.evaluate(() => {
    const story = document.querySelector("shared-state") as SharedState;
    const { raced, looped, found, deadlock, failure } = story;
    if (!raced || !looped || !found || !deadlock) throw new Error(failure || "Not all was played.");
    // The schedule that was found is no number that it was found with.
    const { schedule: _schedule, ...numbers } = story.values;
    const verdicts = [...story.explored].map(([pair, { verdict, shortest }]) => [
      pair,
      {
        verdict,
        ...(shortest && { shortest: { ending: shortest.ending, switches: shortest.switches } }),
      },
    ]);
    const tried = [...story.tried].map(([pair, { runs, broken, deadlocks }]) => [
      pair,
      { runs, broken, deadlocks },
    ]);
    const prices = story.prices.map((price) => ({
      ...price,
      operationsPerS: Math.round(price.operationsPerS),
    }));
    return {
      values: numbers,
      plays: {
        raced,
        looped,
        found,
        explored: Object.fromEntries(verdicts) as Record<string, Verdict>,
        tried: Object.fromEntries(tried) as SharedPlays["tried"],
        prices,
        clockStepMs: Math.max(0.001, window.lanes.capabilities().clockResolutionMs),
        deadlock,
      } satisfies SharedPlays,
    };
  });
  return { values, plays, results: [], not: notShared(plays) };
}

/** Losing for real, with all but the fixes; and the atomic addition cheaper than the mutex. */
function notShared({ raced, looped, explored, tried, prices, deadlock }: SharedPlays): string {
  const lost = { threads: raced.races.broken, loop: looped.races.broken };
  if (raced.on !== "threads" || lost.threads === 0 || lost.loop === 0) {
    return `${lost.threads} runs on threads and ${lost.loop} on the loop lost an update`;
  }
  const wrong = pairs
    .map(keyOf)
    .filter((pair) => explored[pair]?.verdict !== (pair.endsWith(" none") ? "found" : "proved"));
  if (wrong.length > 0) return `${wrong.join(", ")}: not as the story says`;
  for (const [pair, { broken }] of Object.entries(tried)) {
    if (broken > 0 !== (pair === "counter none")) return `${pair}: ${broken} runs went wrong`;
  }
  if (!deadlock.races?.deadlocks) return "no run of the two locks deadlocked";
  const most = Math.max(...prices.map(({ threads }) => threads));
  const of = (kind: string) =>
    prices.find((price) => kindOf(price) === kind && price.threads === most)?.operationsPerS ?? 0;
  return of("atomic") > of("mutex") && of("sharded, padded") > of("sharded, neighbours")
    ? ""
    : `on ${most} threads atomic ${of("atomic")}, mutex ${of("mutex")}, padded ${of("sharded, padded")}, neighbours ${of("sharded, neighbours")}`;
}
