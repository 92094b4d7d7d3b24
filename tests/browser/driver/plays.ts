/** The stories, played as a reader plays them, and what they then have to say. */
import type { BlockedLoop } from "../../../web/stories/blocked-loop/blocked-loop.ts";
import type { Way } from "../../../web/stories/blocked-loop/fleet/fleet-protocol.ts";
import type { OneLock, WayKey } from "../../../web/stories/one-lock/one-lock.ts";
import type {
  OpenConnections,
  WayKey as Waits,
} from "../../../web/stories/open-connections/open-connections.ts";
import type { StampedeStory } from "../../../web/stories/stampede/stampede.ts";
import type { WaitingInLine } from "../../../web/stories/waiting-in-line/waiting-in-line.ts";
import type { Tab } from "./browsers.ts";
import type { OpenLanes } from "./open-lanes.ts";
import { goAnew, press, until } from "./reader.ts";

/** Opens a page of the series, ready to be played. */
export async function openStory(lanes: OpenLanes, path: string): Promise<void> {
  // The page measures its pace when it is idle. A worker whose script was on its way through the service
  // worker when the page was left is an error on Firefox's console.
  await lanes.tab.evaluate(async () => {
    if (document.querySelector("lanes-app")) await window.lanes.estimate({});
  });
  await goAnew(lanes.tab, `${lanes.server.url}stories/${path}`);
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

const locks = {
  one: "On one thread",
  lock: "\\d+ threads, one lock",
  processes: "\\d+ processes",
  free: "\\d+ threads, no lock",
};

/** Plays one way of the story of one lock, and says what came of it. */
export async function playLock(tab: Tab, way: WayKey) {
  await pressed(tab, locks[way]);
  const state = () =>
    tab.evaluate((key: WayKey) => {
      const story = document.querySelector("one-lock") as OneLock;
      const { result, memory = [] } = story.plays[key] ?? {};
      const { spans } = result ?? {};
      return {
        playing: story.playing,
        failure: story.failure,
        threads: story.threads,
        speedup: story.speedup(key),
        memory,
        result: result && {
          wallMs: result.wallMs,
          digests: result.digests,
          maxInFlight: result.maxInFlight,
          notes: result.notes,
          environment: result.environment,
        },
        spans: spans && {
          count: spans.count,
          lane: [...spans.lane],
          task: [...spans.task],
          kind: [...spans.kind],
          startMs: [...spans.startMs],
          endMs: [...spans.endMs],
        },
      };
    }, way);
  await until(async () => (await state()).playing === "", `the end, ${way}`);
  const { failure, result, spans, ...rest } = await state();
  if (failure || !result || !spans) throw new Error(failure || "The play has left no result.");
  return { ...rest, result, spans };
}

/** Plays one way of the story of open connections, by its button's label. */
export async function playConnections(tab: Tab, way: Waits, label: string) {
  await pressed(tab, label);
  const state = () =>
    tab.evaluate((key: Waits) => {
      const story = document.querySelector("open-connections") as OpenConnections;
      const { result, memory = [] } = story.plays[key] ?? {};
      return {
        playing: story.playing,
        failure: story.failure,
        shared: story.threads,
        memory,
        result: result && {
          wallMs: result.wallMs,
          tasks: result.tasks,
          maxInFlight: result.maxInFlight,
          health: result.eventLoop.health,
          environment: result.environment,
        },
      };
    }, way);
  await until(async () => (await state()).playing === "", `the end, ${way}`);
  const { failure, result, ...rest } = await state();
  if (failure || !result) throw new Error(failure || "The play has left no result.");
  return { ...rest, ...result };
}

export const labels: Record<Way, string> = {
  loop: "Resize on the loop",
  slices: "Resize in slices",
  pool: "Resize in a pool",
  service: "Queue them at",
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

/** Presses the button of the separate service at `load` % of capacity, and waits for its end. */
export async function playService(tab: Tab, load: number) {
  const label = `Queue them at ${load} %`;
  await until(() => press(tab, label), label);
  await until(async () => !(await look(tab, "service")).playing, `the end, ${load} %`);
  const { failure, report } = await look(tab, "service");
  if (failure || !report) throw new Error(failure || "The play has left no report.");
  return report;
}

/** Presses the way's button and waits for its end. */
export async function play(tab: Tab, way: Way) {
  await until(() => press(tab, labels[way]), labels[way]);
  await until(async () => !(await look(tab, way)).playing, `the end, ${way}`);
  const { failure, report, pace, marks } = await look(tab, way);
  if (failure || !report || !pace) throw new Error(failure || "The play has left no report.");
  return { report, pace, marks };
}
