/**
 * Records the stories' own plays in Chromium, for their figures to show until the reader plays:
 * writes each recorded.json below web/stories. What a round shows counts as a whole, and only if no
 * run of it was disturbed or invalid and the fix mended what the mistake broke. LANES_RECORD: only
 * these, by folder, comma separated.
 */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { openStory } from "../../browser/driver/plays.ts";
import { environment, openPage, progress, roundsOr } from "../kit/page.ts";
import { atMost, type Claim, type Report, type Row } from "../kit/report.ts";
import { type Handed, rounds } from "./story-rounds.ts";

/** Rounds of a story before giving up: what was recorded before is kept. */
const mostRounds = roundsOr(5);
const stories = resolve(import.meta.dirname, "../../../web/stories");

export async function bench(): Promise<Report> {
  const lanes = await openPage();
  const { tab } = lanes;
  const rows: Row[] = [];
  const claims: Claim[] = [];
  const notes: string[] = [];
  try {
    const at = await tab.evaluate(() => {
      const { engine, reportedCores } = window.lanes.capabilities();
      return { engine, cores: reportedCores, version: window.lanes.version };
    });
    for (const [story, play] of Object.entries(rounds)) {
      const name = story || "words";
      if (!wanted(name)) continue;
      let tried = 0;
      let not = "not tried";
      while (not && ++tried <= mostRounds) {
        progress(`${name}, round ${tried}`);
        await openStory(lanes, story && `${story}/`);
        const round = await play(tab);
        not = notWhole(round.results) || round.not;
        if (not) {
          progress(not);
          continue;
        }
        const on = new Date().toISOString().slice(0, 10);
        const kept = { on, ...at, values: round.values, plays: round.plays };
        const file = resolve(stories, story, "recorded.json");
        writeFileSync(file, `${JSON.stringify(kept, toTenths)}\n`);
      }
      rows.push({ name, figures: { rounds: Math.min(tried, mostRounds) } });
      claims.push(atMost(`${name}: rounds until one was whole`, tried, mostRounds));
      if (not) notes.push(`${name}: what was recorded before is kept, because ${not}.`);
    }
    return {
      bench: "record-stories: plays for the stories' figures",
      environment: await environment(tab),
      rows,
      claims,
      notes,
    };
  } finally {
    await lanes.close();
  }
}

function wanted(name: string): boolean {
  const only = process.env.LANES_RECORD;
  return !only || only.split(",").includes(name);
}

/** Of a millisecond; below one, to two digits. Numbers of other kinds are whole, or told in fewer. */
function toTenths(_key: string, value: unknown): unknown {
  if (typeof value !== "number") return value;
  return Math.abs(value) < 1 ? Number(value.toPrecision(2)) : Math.round(value * 10) / 10;
}

function notWhole(results: readonly Handed[]): string {
  const bad = results.find(({ valid, disturbed }) => !valid || disturbed !== "");
  return bad ? `a run was ${bad.valid ? `disturbed by ${bad.disturbed}` : "invalid"}` : "";
}
