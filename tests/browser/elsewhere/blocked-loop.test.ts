/** The blocked loop: the fleet is lost and saved as a reader does it, by the story's buttons. */
import { describe, expect, test } from "vitest";
import { needs, type Tab } from "../driver/browsers.ts";
import { places, spread, useLanes } from "../driver/open-lanes.ts";
import { labels, look, openStory, play, playService } from "../driver/plays.ts";
import { press, until, visibleText } from "../driver/reader.ts";

/** The names of this origin's workers that are alive. */
function alive(tab: Tab): Promise<string[]> {
  return tab.evaluate(async () => {
    const { held = [] } = await navigator.locks.query();
    return held.map(({ name = "" }) => name).sort();
  });
}

describe.each(places)("$engine", ({ engine, place, isolated }) => {
  describe(`the blocked loop, ${place}`, needs(engine), () => {
    const lanes = useLanes(engine, isolated);
    const { tab } = lanes;

    test("on the loop healthy instances are lost, and every request is accounted for", async () => {
      // A resize is as long as five health checks, which leaves room for a machine that measured its
      // pace while it was busy; what is lost with an instance is not sent again.
      await openStory(
        lanes,
        "blocked-loop/#seconds=7&resize=1000&interval=200&timeout=200&unhealthy=2&retries=0",
      );
      const loop = await play(tab, "loop");
      const pool = await play(tab, "pool");
      for (const [way, { report, marks }] of Object.entries({ loop, pool })) {
        const { offered, answered, failed, refused, cancelled, lost, health } = report;
        expect(answered + failed + refused, way).toBe(offered);
        expect(cancelled, way).toBe(0);
        expect(health.missed, way).toBeLessThanOrEqual(health.sent);
        expect(marks.length > 0, way).toBe(lost > 0);
      }
      // On a busy machine a pool loses some, too. The benchmark `stories` measures that it loses
      // none on an idle one, and how much better it is.
      expect(loop.report.lost).toBeGreaterThan(0);
      expect(loop.report.failed + loop.report.refused).toBeGreaterThan(0);
    });

    test("every way unfolds the code that ran in its instances", async () => {
      await openStory(lanes, "blocked-loop/");
      const folds = () =>
        tab.evaluate(() => {
          const root = document.querySelector("blocked-loop")?.shadowRoot;
          return [...(root?.querySelectorAll("lanes-code-fold") ?? [])].map((fold) => {
            const button = fold.shadowRoot?.querySelector<HTMLElement>("button");
            if (button?.ariaExpanded === "false") button.click();
            const code = fold.shadowRoot?.querySelector("lanes-code")?.shadowRoot;
            return code?.querySelector("#panel")?.textContent ?? "";
          });
        });
      const begins = ["onTheLoop", "onThePool", "inSlices", "onTheService"];
      await until(async () => {
        const shown = await folds();
        return begins.every((name, i) => shown[i]?.includes(`function ${name}(`));
      }, "the code of the four ways");
      for (const code of await folds()) expect(code).toContain("resize_rows(resize_, y_, end)");
      expect(await visibleText(tab)).toContain("What ran");
    });

    test("a play can be cancelled, and none of its workers lives on", async () => {
      await openStory(lanes, "blocked-loop/#resize=100&seconds=20");
      const before = await alive(tab);
      await until(() => press(tab, labels.pool), labels.pool);
      await until(async () => (await look(tab, "pool")).seenMs > 0, "the load");
      expect((await alive(tab)).length).toBeGreaterThan(before.length);
      await press(tab, "^\\s*Cancel");
      await until(async () => (await visibleText(tab)).includes("Cancelled."), "the end");
      expect(await alive(tab)).toEqual(before);
      expect(await look(tab, "pool")).toMatchObject({ failure: "", marks: [] });
    });

    test("what is played while nobody looks is not shown as a result", async () => {
      await openStory(lanes, "blocked-loop/#resize=100&seconds=20");
      await until(() => press(tab, labels.slices), labels.slices);
      await until(async () => (await look(tab, "slices")).seenMs > 0, "the load");
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

    // Long plays of books that add up, whatever the engine.
    const long: [string, () => Promise<void>][] = [
      [
        "all four ways give the same requests the same pictures",
        async () => {
          // Such long timeouts take no instance out, however busy the machine is.
          await openStory(
            lanes,
            "blocked-loop/#resize=20&load=30&queue=100&seconds=2&interval=5000&timeout=5000&unhealthy=10&patience=20000",
          );
          const loop = await play(tab, "loop");
          expect(loop.report.offered).toBeGreaterThan(1);
          expect(loop.report.answered).toBe(loop.report.offered);
          expect(loop.report.digests.length).toBe(loop.report.offered);
          for (const way of ["slices", "pool", "service"] as const) {
            const { report, pace } = await play(tab, way);
            // Calibrated only once, so the requests are the same.
            expect(pace, way).toEqual(loop.pace);
            expect(report.answered, way).toBe(loop.report.offered);
            expect(new Map(report.digests), way).toEqual(new Map(loop.report.digests));
          }
        },
      ],
      [
        "a full queue refuses with 503, and every job that was accepted becomes a picture",
        async () => {
          // Such long timeouts take no instance out, however busy the machine is.
          await openStory(
            lanes,
            "blocked-loop/#resize=200&queue=1&seconds=4&load=300&interval=5000&timeout=5000&unhealthy=10&patience=20000",
          );
          for (const load of [150, 300]) {
            const report = await playService(tab, load);
            const { offered, answered, failed, refused, full, mostWaiting, pictures, lost } =
              report;
            expect([failed, lost], `${load} %`).toEqual([0, 0]);
            expect(refused, `${load} %`).toBe(full);
            expect(answered + full, `${load} %`).toBe(offered);
            expect(pictures.made, `${load} %`).toBe(answered);
            expect(mostWaiting, `${load} %`).toBeLessThanOrEqual(1);
            // Three times what was measured: also a machine that was busy then has to refuse some.
            if (load === 300) expect(full).toBeGreaterThan(0);
          }
        },
      ],
      [
        "the largest fleet that a link can ask for starts, and its books add up",
        async () => {
          await openStory(
            lanes,
            "blocked-loop/#instances=9&pool=9&resize=20&load=300&patience=20000&unhealthy=10&interval=5000&timeout=5000&seconds=2",
          );
          const { report, pace } = await play(tab, "pool");
          expect(report.offered).toBeGreaterThan(pace.perS);
          expect(report.answered + report.failed + report.refused).toBe(report.offered);
          expect(report.answered).toBeGreaterThan(0);
        },
      ],
    ];

    test.each(spread(long, engine))("%s", (_, act) => act());

    test("leaves no error on the console", () => {
      expect(tab.errors()).toEqual([]);
    });
  });
});
