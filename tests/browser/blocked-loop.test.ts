/** The blocked loop: the fleet is lost and saved as a reader does it, by the story's buttons. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BlockedLoop } from "../../web/stories/blocked-loop/blocked-loop.ts";
import type { Way } from "../../web/stories/blocked-loop/fleet-protocol.ts";
import { available, type Tab } from "./browsers.ts";
import { goToLanes, type OpenLanes, openLanes, places } from "./open-lanes.ts";
import { press, until, visibleText } from "./reader.ts";

const labels: Record<Way, string> = {
  loop: "Resize on the loop",
  slices: "Resize in slices",
  pool: "Resize in a pool",
};

async function open(lanes: OpenLanes, hash: string): Promise<void> {
  await lanes.tab.goto("about:blank");
  await goToLanes(lanes.tab, `${lanes.server.url}stories/blocked-loop/${hash}`);
}

function look(tab: Tab, way: Way) {
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
async function play(tab: Tab, way: Way) {
  await until(() => press(tab, labels[way]), labels[way]);
  await until(async () => !(await look(tab, way)).playing, `the end, ${way}`);
  const { failure, report, pace, marks } = await look(tab, way);
  expect(failure).toBe("");
  if (!report || !pace) throw new Error("The play has left no report.");
  return { report, pace, marks };
}

/** The names of this origin's workers that are alive. */
function alive(tab: Tab): Promise<string[]> {
  return tab.evaluate(async () => {
    const { held = [] } = await navigator.locks.query();
    return held.map(({ name = "" }) => name).sort();
  });
}

describe.each(places)("$engine", ({ engine, place, isolated }) => {
  describe.skipIf(!available(engine))(`the blocked loop, ${place}`, () => {
    let lanes: OpenLanes;
    let tab: Tab;

    beforeAll(async () => {
      lanes = await openLanes(engine, isolated);
      tab = lanes.tab;
    });
    afterAll(() => lanes?.close());

    test("on the loop instances are lost, in a pool none, under the same load, and every request is accounted for", async () => {
      await open(lanes, "#seconds=7");
      const loop = await play(tab, "loop");
      const pool = await play(tab, "pool");
      const slices = await play(tab, "slices");
      for (const [way, { report, marks }] of Object.entries({ loop, pool, slices })) {
        const { offered, answered, failed, refused, cancelled, lost, health } = report;
        expect(answered + failed + refused, way).toBe(offered);
        expect(cancelled, way).toBe(0);
        expect(health.missed, way).toBeLessThanOrEqual(health.sent);
        expect(marks.length > 0, way).toBe(lost > 0);
      }
      // Measured once, so the same requests.
      expect(pool.pace).toEqual(loop.pace);
      expect(slices.pace).toEqual(loop.pace);
      expect(pool.report.offered).toBe(loop.report.offered);
      expect(slices.report.offered).toBe(loop.report.offered);

      expect(loop.report.lost).toBeGreaterThan(0);
      expect(loop.report.failed + loop.report.refused).toBeGreaterThan(0);
      expect(pool.report.lost).toBe(0);
      expect(pool.report.answered).toBeGreaterThan(loop.report.answered);
      expect(loop.report.health.p99Ms).toBeGreaterThan(2 * pool.report.health.p99Ms);
      expect(loop.report.health.p99Ms).toBeGreaterThan(slices.report.health.p99Ms);

      // Same answer: whatever two ways have resized is the same to the pixel.
      const inPool = new Map(pool.report.digests);
      const both = [...loop.report.digests, ...slices.report.digests].filter(([request]) =>
        inPool.has(request),
      );
      expect(both.length).toBeGreaterThan(0);
      for (const [request, digest] of both) expect(digest).toBe(inPool.get(request));
    });

    test("a play can be cancelled, and none of its workers lives on", async () => {
      await open(lanes, "#resize=100&seconds=20");
      const before = await alive(tab);
      await until(() => press(tab, labels.pool), labels.pool);
      await until(async () => (await look(tab, "pool")).seenMs > 500, "the load");
      expect((await alive(tab)).length).toBeGreaterThan(before.length);
      await press(tab, "^\\s*Cancel");
      await until(async () => (await visibleText(tab)).includes("Cancelled."), "the end");
      expect(await alive(tab)).toEqual(before);
      expect(await look(tab, "pool")).toMatchObject({ failure: "", marks: [] });
    });

    test("what is played while nobody looks is not shown as a result", async () => {
      await open(lanes, "#resize=100&seconds=20");
      await until(() => press(tab, labels.slices), labels.slices);
      await until(async () => (await look(tab, "slices")).seenMs > 500, "the load");
      await tab.evaluate(() => {
        Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
        document.dispatchEvent(new Event("visibilitychange"));
      });
      await until(async () => (await look(tab, "slices")).failure !== "", "the failure");
      const { failure, report, marks } = await look(tab, "slices");
      expect(failure).toContain("hidden");
      expect(report).toBeUndefined();
      expect(marks).toEqual([]);
    });

    test("the largest fleet that a link can ask for starts, and its books add up", async () => {
      await open(lanes, "#instances=9&pool=9&resize=20&load=300&patience=500&seconds=2");
      const { report, pace } = await play(tab, "pool");
      expect(report.offered).toBeGreaterThan(pace.perS);
      expect(report.answered + report.failed + report.refused).toBe(report.offered);
      expect(report.answered).toBeGreaterThan(0);
    });

    test("leaves no error on the console", () => {
      expect(tab.errors()).toEqual([]);
    });
  });
});
