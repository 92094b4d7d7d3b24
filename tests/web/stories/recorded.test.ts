/** What is recorded of the stories shows what they say, and can be drawn. */
import { describe, expect, it } from "vitest";
import { spanKinds } from "../../../web/spec/types.ts";
import type { RecordedFleets } from "../../../web/stories/blocked-loop/blocked-loop.ts";
import { reportOf as fleetReportOf } from "../../../web/stories/blocked-loop/fleet/report.ts";
import fleets from "../../../web/stories/blocked-loop/recorded.json" with { type: "json" };
import type { Kept } from "../../../web/stories/kept-plays.ts";
import type { RecordedWays as Locks } from "../../../web/stories/one-lock/one-lock.ts";
import locks from "../../../web/stories/one-lock/recorded.json" with { type: "json" };
import type { RecordedWays as Waits } from "../../../web/stories/open-connections/open-connections.ts";
import connections from "../../../web/stories/open-connections/recorded.json" with { type: "json" };
import words from "../../../web/stories/recorded.json" with { type: "json" };
import { keyOf, pairs } from "../../../web/stories/shared-state/pairs.ts";
import { kindOf } from "../../../web/stories/shared-state/price-figures.ts";
import sharing from "../../../web/stories/shared-state/recorded.json" with { type: "json" };
import type { SharedPlays } from "../../../web/stories/shared-state/shared-runs.ts";
import stampedes from "../../../web/stories/stampede/recorded.json" with { type: "json" };
import type { RecordedStampede } from "../../../web/stories/stampede/stampede.ts";
import loads from "../../../web/stories/waiting-in-line/recorded.json" with { type: "json" };
import { reportOf } from "../../../web/stories/waiting-in-line/server.ts";
import type { RecordedWaits } from "../../../web/stories/waiting-in-line/waiting-in-line.ts";
import type { RecordedWords } from "../../../web/stories/word-figure.ts";
import { rowsOfWord } from "../../../web/stories/word-rows.ts";

const plays = <Plays>({ plays: kept }: { plays: unknown }) => kept as Kept<Plays>["plays"];

describe("what is recorded of the stories", () => {
  it.each(Object.entries({ fleets, locks, connections, words, stampedes, loads, sharing }))(
    "%s: says when, where and by which version, and names no machine",
    (_, kept) => {
      expect(kept.on).toMatch(/^20\d\d-\d\d-\d\d$/);
      expect(kept.engine).toMatch(/^Chrome \d+$/);
      expect(kept.cores).toBeGreaterThan(0);
      expect(kept.version).toMatch(/^\d+\.\d+\.\d+$/);
      expect(Object.keys(kept).toSorted()).toEqual(
        ["cores", "engine", "on", "plays", "values", "version"].toSorted(),
      );
    },
  );

  it("words: turns of one thread, threads at once, waits that overlap", () => {
    const { concurrency, parallelism, async } = plays<RecordedWords>(words);
    if (!concurrency || !parallelism || !async) throw new Error("a word is missing");
    expect(rowsOfWord(concurrency.spans, false).threads.flat().length).toBeGreaterThan(3);
    expect(rowsOfWord(parallelism.spans, true).threads).toHaveLength(3);
    const { waits } = rowsOfWord(async.spans, false);
    expect(waits).toHaveLength(4);
    expect(Math.max(...waits.map(({ startMs }) => startMs))).toBeLessThan(
      Math.min(...waits.map(({ endMs }) => endMs)),
    );
  });

  it("waiting in line: ten times as fast together, and no 504", () => {
    const { ways, sides } = plays<RecordedWaits>(loads);
    expect(ways.line.wallMs / ways.together.wallMs).toBeGreaterThan(10);
    for (const { spans } of Object.values(ways)) {
      const waiting = Array.from(spans.kind).filter(
        (kind) => kind === spanKinds.indexOf("waiting"),
      );
      expect(waiting).toHaveLength(loads.values.calls);
    }
    const [line, together] = [sides.line, sides.together].map(({ over, moments }) =>
      reportOf(over, moments, loads.values.seconds),
    );
    expect(line?.arrived).toBe(together?.arrived);
    expect(line?.timedOut).toBeGreaterThan(0);
    expect(together?.timedOut).toBe(0);
  });

  it("stampede: most fail at once, and none with the limit, nor of the bystander’s", () => {
    const { plays: sides, curve } = plays<RecordedStampede>(stampedes);
    const { all, few } = sides;
    expect(all.measured.answered + all.measured.failed).toBe(stampedes.values.tasks);
    expect(all.measured.failed).toBeGreaterThan(5000);
    expect(few.measured).toMatchObject({ answered: stampedes.values.tasks, failed: 0 });
    expect(few.measured.bystander.answered).toBe(few.measured.bystander.sent);
    for (const limit of [stampedes.values.limit, stampedes.values.tasks]) {
      expect(curve.map((point) => point.limit)).toContain(limit);
    }
  });

  it("one lock: the lock makes no thread faster, processes and free threads are", () => {
    const { one, lock, processes, free } = plays<Locks>(locks);
    expect(one.wallMs / lock.wallMs).toBeLessThanOrEqual(1.1);
    expect(one.wallMs / processes.wallMs).toBeGreaterThanOrEqual(1.5);
    expect(one.wallMs / free.wallMs).toBeGreaterThanOrEqual(1.5);
    expect([one, lock, processes, free].map(({ rows }) => rows.length)).toEqual([1, 4, 4, 4]);
  });

  it("open connections: ten thousand take at most twice as long as one", () => {
    const { one, loop, threads } = plays<Waits>(connections);
    expect(loop.wallMs / one.wallMs).toBeLessThanOrEqual(2);
    const most = (way: typeof one) => Math.max(...way.levels.map(({ inFlight }) => inFlight));
    expect([most(one), most(loop), most(threads)]).toEqual([1, 10_000, 64]);
  });

  it("blocked loop: instances are lost on the loop, and none in a pool or in front of a service", () => {
    const ways = plays<RecordedFleets>(fleets);
    const report = (way: keyof RecordedFleets) =>
      fleetReportOf(ways[way].seen.events, ways[way].seen.nowMs);
    const { offered } = report("loop");
    for (const way of ["loop", "slices", "pool", "service"] as const) {
      const { answered, failed, refused, cancelled } = report(way);
      expect([answered + failed + refused, cancelled], way).toEqual([offered, 0]);
      expect(ways[way].load).toBe(fleets.values.load);
    }
    expect(report("loop").lost).toBeGreaterThan(0);
    expect([report("pool").lost, report("service").lost]).toEqual([0, 0]);
    expect(report("pool").answered).toBeGreaterThan(0.9 * offered);
  });

  it("shared state: without a fix updates are lost, with each of them none, and a lock costs more", () => {
    const { raced, looped, explored, tried, prices, deadlock } = plays<SharedPlays>(sharing);
    for (const { races } of [raced, looped]) {
      const runs = races.outcomes.reduce((sum, one) => sum + one.runs, 0);
      expect([races.runs, runs]).toEqual([sharing.values.runs, sharing.values.runs]);
      expect(races.broken).toBeGreaterThan(0);
    }
    expect([raced.on, looped.on]).toEqual(["threads", "loop"]);
    for (const pair of pairs) {
      const isBroken = pair.fix === "none";
      expect(explored[keyOf(pair)]?.verdict, keyOf(pair)).toBe(isBroken ? "found" : "proved");
      if (pair.program !== "counter") continue;
      expect((tried[keyOf(pair)]?.broken ?? Number.NaN) > 0, keyOf(pair)).toBe(isBroken);
    }
    expect(deadlock.races?.deadlocks).toBeGreaterThan(0);
    const most = Math.max(...prices.map(({ threads }) => threads));
    const of = (kind: string) =>
      prices.find((price) => kindOf(price) === kind && price.threads === most)?.operationsPerS;
    expect(of("atomic")).toBeGreaterThan(of("mutex") ?? Number.NaN);
    expect(of("sharded, padded")).toBeGreaterThan(of("sharded, neighbours") ?? Number.NaN);
  });
});
