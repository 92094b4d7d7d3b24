/**
 * The stories' own plays, one round of each: what its figures show of it, and whether it shows what the
 * story says.
 */
import type { Result, WhatIfPoint } from "../../../web/spec/types.ts";
import type { BlockedLoop } from "../../../web/stories/blocked-loop/blocked-loop.ts";
import type {
  FleetEvent,
  Seen,
  Way,
} from "../../../web/stories/blocked-loop/fleet/fleet-protocol.ts";
import { reportOf as fleetReportOf } from "../../../web/stories/blocked-loop/fleet/report.ts";
import { stretches } from "../../../web/stories/blocked-loop/fleet-rows.ts";
import { rowsOf } from "../../../web/stories/one-lock/turns.ts";
import { levelsOf } from "../../../web/stories/open-connections/in-flight.ts";
import type { StampedeStory } from "../../../web/stories/stampede/stampede.ts";
import type { WaitingInLine } from "../../../web/stories/waiting-in-line/waiting-in-line.ts";
import type { WordFigure } from "../../../web/stories/word-figure.ts";
import type { Tab } from "../../browser/driver/browsers.ts";
import {
  play,
  playConnections,
  playLock,
  playService,
  pressed,
  stampede,
  waiting,
} from "../../browser/driver/plays.ts";
import { until } from "../../browser/driver/reader.ts";
import { spansOf } from "../../browser/driver/results.ts";
import { races } from "./shared-round.ts";

/** Parts of the time axis of a figure of levels (open-connections.ts). */
const bins = 240;

/** What the page hands over of a result: columns as plain arrays, and nothing that is not needed. */
export interface Handed {
  wallMs: number;
  valid: boolean;
  disturbed: string;
  longestFreezeMs: number;
  spans: { count: number } & Record<"lane" | "task" | "kind" | "startMs" | "endMs", number[]>;
}

export interface Round {
  /** The story's numbers. */
  values: Record<string, number | string>;
  plays: unknown;
  results: readonly Handed[];
  /** Why it does not show what the story says; "" if it does. */
  not: string;
}

/** By folder below web/stories; "" is the first page, of the three words. */
export const rounds: Record<string, (tab: Tab) => Promise<Round>> = {
  "": words,
  "waiting-in-line": waits,
  stampede: stampedes,
  "one-lock": locks,
  "open-connections": connections,
  "blocked-loop": fleets,
  "shared-state": races,
};

/** Reads the results that `of`, run in the page, finds; and the story's numbers. */
async function handed(tab: Tab, story: string): Promise<Record<string, Handed>> {
  return tab.evaluate((tag: string) => {
    type Played = { result?: Result };
    const found: Record<string, Played | undefined> =
      tag === "word-figure"
        ? Object.fromEntries(
            [...document.querySelectorAll<WordFigure>(tag)].map((figure) => [
              figure.dataset.word ?? "",
              { result: figure.result } as Played,
            ]),
          )
        : (() => {
            const { ways, plays } = document.querySelector(tag) as unknown as Record<
              "ways" | "plays",
              Record<string, Played>
            >;
            return ways ?? plays;
          })();
    const all: Record<string, Handed> = {};
    for (const [name, played] of Object.entries(found)) {
      const result = played?.result;
      if (!result) continue;
      const { wallMs, valid, disturbed, eventLoop, spans } = result;
      all[name] = {
        wallMs,
        valid,
        disturbed,
        longestFreezeMs: eventLoop.longestFreezeMs,
        spans: {
          count: spans.count,
          lane: [...spans.lane].slice(0, spans.count),
          task: [...spans.task].slice(0, spans.count),
          kind: [...spans.kind].slice(0, spans.count),
          startMs: [...spans.startMs].slice(0, spans.count),
          endMs: [...spans.endMs].slice(0, spans.count),
        },
      };
    }
    return all;
  }, story);
}

function valuesOf(tab: Tab, story: string): Promise<Record<string, number>> {
  return tab.evaluate(
    (tag: string) =>
      (document.querySelector(tag) as unknown as { values: Record<string, number> }).values,
    story,
  );
}

function found(all: Record<string, Handed>, name: string): Handed {
  const result = all[name];
  if (!result) throw new Error(`The play ${name} has left no result.`);
  return result;
}

async function words(tab: Tab): Promise<Round> {
  for (const index of [0, 1, 2]) {
    await tab.evaluate((i: number) => {
      document.querySelectorAll("word-figure")[i]?.shadowRoot?.querySelector("button")?.click();
    }, index);
    await until(
      () =>
        tab.evaluate(
          (i: number) =>
            (document.querySelectorAll("word-figure")[i] as WordFigure).result !== undefined,
          index,
        ),
      `word ${index}`,
    );
  }
  const all = await handed(tab, "word-figure");
  const plays = Object.fromEntries(
    Object.entries(all).map(([word, { wallMs, longestFreezeMs, spans }]) => [
      word,
      { wallMs, spans, eventLoop: { longestFreezeMs } },
    ]),
  );
  return { values: {}, plays, results: Object.values(all), not: "" };
}

async function waits(tab: Tab): Promise<Round> {
  const both = async (index: number) =>
    tab.evaluate((i: number) => {
      const story = document.querySelector("waiting-in-line");
      story?.shadowRoot?.querySelectorAll<HTMLElement>(".both")[i]?.click();
    }, index);
  await both(0);
  await until(async () => (await waiting(tab)).togetherMs !== undefined, "the calls");
  await until(() => idle(tab, "waiting-in-line"), "their end");
  await both(1);
  await until(async () => (await waiting(tab)).together !== undefined, "the loads");
  const { line, together } = await waiting(tab);
  const sides = await tab.evaluate(() => {
    const story = document.querySelector("waiting-in-line") as WaitingInLine;
    const of = (side: "line" | "together") => {
      const { moments = [], over = [] } = story.sides[side] ?? {};
      return { moments, over };
    };
    return { line: of("line"), together: of("together") };
  });
  const all = await handed(tab, "waiting-in-line");
  const kept = (name: string) => {
    const { wallMs, spans } = found(all, name);
    return { wallMs, spans };
  };
  return {
    values: await valuesOf(tab, "waiting-in-line"),
    plays: { ways: { line: kept("line"), together: kept("together") }, sides },
    results: Object.values(all),
    not:
      (line?.timedOut ?? 0) > 0 && together?.timedOut === 0
        ? ""
        : `${line?.timedOut} and ${together?.timedOut} requests got a 504`,
  };
}

async function stampedes(tab: Tab): Promise<Round> {
  await pressed(tab, "Send them all at once");
  await until(async () => (await stampede(tab)).all !== undefined, "the stampede");
  await until(() => idle(tab, "stampede-story"), "its end");
  await pressed(tab, "Send them with the limit");
  await until(async () => (await stampede(tab)).few !== undefined, "the limited run");
  const { plays, curve } = await tab.evaluate(() => {
    const story = document.querySelector("stampede-story") as StampedeStory;
    const of = (side: "all" | "few") => {
      const { moments = [], bystander = [], measured } = story.plays[side] ?? {};
      if (!measured) throw new Error(`The side ${side} was not measured.`);
      const { requests: _requests, ...others } = measured.bystander;
      return {
        moments,
        bystander,
        measured: { ...measured, bystander: { ...others, requests: [] } },
      };
    };
    return { plays: { all: of("all"), few: of("few") }, curve: story.curve };
  });
  const lost = ({ sent, answered }: WhatIfPoint["bystander"] & object) => sent - answered;
  const { all, few } = plays;
  return {
    values: await valuesOf(tab, "stampede-story"),
    plays: { plays, curve },
    results: Object.values(await handed(tab, "stampede-story")),
    not:
      all.measured.failed > 5000 && few.measured.failed === 0 && lost(few.measured.bystander) === 0
        ? ""
        : `${all.measured.failed} and ${few.measured.failed} queries failed`,
  };
}

async function locks(tab: Tab): Promise<Round> {
  const ways = ["one", "lock", "processes", "free"] as const;
  const times: Record<string, number> = {};
  for (const way of ways) times[way] = (await playLock(tab, way)).speedup ?? 0;
  const all = await handed(tab, "one-lock");
  const { lock = 0, processes = 0, free = 0 } = times;
  return {
    values: await valuesOf(tab, "one-lock"),
    plays: Object.fromEntries(
      ways.map((way) => {
        const result = found(all, way);
        return [way, { wallMs: result.wallMs, rows: rowsOf(spansOf(result.spans)) }];
      }),
    ),
    results: Object.values(all),
    not:
      lock <= 1.1 && processes >= 1.5 && free >= 1.5
        ? ""
        : `${lock}, ${processes} and ${free} times as fast`,
  };
}

async function connections(tab: Tab): Promise<Round> {
  await playConnections(tab, "one", "One request");
  await playConnections(tab, "loop", "10,000 on one thread");
  await playConnections(tab, "threads", "64 on a thread each");
  const all = await handed(tab, "open-connections");
  const times = found(all, "loop").wallMs / found(all, "one").wallMs;
  return {
    values: await valuesOf(tab, "open-connections"),
    plays: Object.fromEntries(
      Object.entries(all).map(([way, result]) => {
        const levels = levelsOf(spansOf(result.spans), result.wallMs, bins);
        // A level lasts until the next.
        const changed = levels.filter(({ inFlight }, i) => inFlight !== levels[i - 1]?.inFlight);
        return [way, { wallMs: result.wallMs, levels: changed }];
      }),
    ),
    results: Object.values(all),
    not: times <= 2 ? "" : `ten thousand took ${times} times as long as one`,
  };
}

async function fleets(tab: Tab): Promise<Round> {
  for (const way of ["loop", "pool", "slices"] as const) await play(tab, way);
  const load = (await valuesOf(tab, "blocked-loop")).load ?? 0;
  await playService(tab, load);
  const plays = await tab.evaluate(() => {
    const { plays: all } = document.querySelector("blocked-loop") as BlockedLoop;
    const of = (way: Way) => {
      const { seen, load: at } = all[way] ?? {};
      if (!seen || at === undefined) throw new Error(`The way ${way} was not played.`);
      return { load: at, seen: { nowMs: seen.nowMs, events: [...seen.events] } };
    };
    return { loop: of("loop"), slices: of("slices"), pool: of("pool"), service: of("service") };
  });
  const report = (way: Way) => fleetReportOf(plays[way].seen.events, plays[way].seen.nowMs);
  const lost = (way: Way) => report(way).lost;
  const { answered, offered } = report("pool");
  return {
    values: await valuesOf(tab, "blocked-loop"),
    plays: Object.fromEntries(
      Object.entries(plays).map(([way, { load: at, seen }]) => [
        way,
        { load: at, seen: smaller(seen, way === "slices") },
      ]),
    ),
    results: [],
    not:
      lost("loop") > 0 && lost("pool") === 0 && lost("service") === 0 && answered > 0.9 * offered
        ? ""
        : `${lost("loop")}, ${lost("pool")} and ${lost("service")} instances were lost, and a pool answered ${answered} of ${offered} requests`,
  };
}

/** Without answers, and with turns joined as they are drawn. */
function smaller({ nowMs, events }: Seen, inSlices: boolean): Seen {
  const drawn = (event: FleetEvent): FleetEvent => {
    if (event.type !== "work") return event;
    const turns = stretches(event.startMs, event.endMs, inSlices);
    return {
      ...event,
      startMs: turns.map(([from]) => from),
      endMs: turns.map(([, to]) => to),
      digest: "",
    };
  };
  return { nowMs, events: events.map(drawn) };
}

function idle(tab: Tab, story: string): Promise<boolean> {
  return tab.evaluate(
    (tag: string) => (document.querySelector(tag) as unknown as { playing: string }).playing === "",
    story,
  );
}
