/** The stories, played as a reader plays them, and what they then have to say. */
import type { BlockedLoop } from "../../web/stories/blocked-loop/blocked-loop.ts";
import type { Way } from "../../web/stories/blocked-loop/fleet-protocol.ts";
import type { StampedeStory } from "../../web/stories/stampede/stampede.ts";
import type { WaitingInLine } from "../../web/stories/waiting-in-line/waiting-in-line.ts";
import type { Tab } from "./browsers.ts";
import { goToLanes, press, until } from "./reader.ts";
import type { Server } from "./server.ts";

interface Served {
  readonly tab: Tab;
  readonly server: Server;
}

/** Opens a page of the series, ready to be played. */
export async function openStory(lanes: Served, path: string): Promise<void> {
  // The page measures its pace when it is idle. A worker whose script was on its way through the service
  // worker when the page was left is an error on Firefox's console.
  await lanes.tab.evaluate(async () => {
    if (document.querySelector("lanes-app")) await window.lanes.estimate({});
  });
  await lanes.tab.goto("about:blank");
  await goToLanes(lanes.tab, `${lanes.server.url}stories/${path}`);
}

export async function pressed(tab: Tab, label: string): Promise<void> {
  await until(() => press(tab, label), label);
}

/** What the story has to say of both sides, without the long columns. */
export function stampede(tab: Tab) {
  return tab.evaluate(() => {
    const story = document.querySelector("stampede-story") as StampedeStory;
    const of = (side: "all" | "few") => {
      const measured = story.plays[side]?.measured;
      return measured && { ...measured, bystander: { ...measured.bystander, requests: [] } };
    };
    const whole = story.curve.filter(({ refused, timedOut }) => refused + timedOut === 0);
    return {
      all: of("all"),
      few: of("few"),
      bestMs: Math.min(...whole.map(({ wallMs }) => wallMs)),
      failure: story.failure,
      hash: location.hash,
    };
  });
}

export function waiting(tab: Tab) {
  return tab.evaluate(() => {
    const story = document.querySelector("waiting-in-line") as WaitingInLine;
    return {
      lineMs: story.ways.line?.result?.wallMs,
      togetherMs: story.ways.together?.result?.wallMs,
      ok: [story.ways.line?.result?.tasks.ok, story.ways.together?.result?.tasks.ok],
      line: story.sides.line?.report,
      together: story.sides.together?.report,
      failure: story.failure,
    };
  });
}

export const labels: Record<Way, string> = {
  loop: "Resize on the loop",
  slices: "Resize in slices",
  pool: "Resize in a pool",
};

/** How far the blocked loop has been played that way. */
export function look(tab: Tab, way: Way) {
  return tab.evaluate((which: Way) => {
    const story = document.querySelector("blocked-loop") as BlockedLoop;
    const report = story.plays[which]?.report;
    const { events = [], nowMs = 0 } = story.plays[which]?.seen ?? {};
    return {
      playing: story.playing,
      failure: story.failure,
      pace: story.pace,
      seenMs: nowMs,
      report: report && { ...report, digests: [...report.digests] },
      marks: events.filter(({ type }) => type === "mark"),
    };
  }, way);
}

/** Presses the way's button and waits for its end. */
export async function play(tab: Tab, way: Way) {
  await until(() => press(tab, labels[way]), labels[way]);
  await until(async () => !(await look(tab, way)).playing, `the end, ${way}`);
  const { failure, report, pace, marks } = await look(tab, way);
  if (failure || !report || !pace) throw new Error(failure || "The play has left no report.");
  return { report, pace, marks };
}
