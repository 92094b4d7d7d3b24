/**
 * Shared state in browsers: explored and carried out as under Node; on one event loop everywhere; on
 * real threads where they share memory, and a sentence where they do not.
 */
import type { MainModule } from "@generated/wasm/lanes-sharing";
import { beforeAll, describe, expect, test } from "vitest";
import { programs } from "../../../web/spec/sharing/programs.ts";
import type { PriceSpec, RaceSpec, Sharing } from "../../../web/spec/sharing/sharing.ts";
import { known, lineOf, shapes } from "../../wasm/explorations.ts";
import { loadModule } from "../../wasm/module.ts";
import { type Engine, engines, needs, type Tab } from "../driver/browsers.ts";
import { onThreads } from "../driver/driven.ts";
import { isolationsOf, useLanes } from "../driver/open-lanes.ts";

/** Races, and says how they ended if not as they should. */
function race(tab: Tab, spec: Partial<RaceSpec>) {
  return tab.evaluate((wanted: Partial<RaceSpec>) => window.lanes.race(wanted), spec);
}

/** The code and sentence of what `ask`, a method of `window.lanes`, rejects with. */
function refusal(tab: Tab, ask: "explore" | "replay" | "race" | "prices", what: unknown) {
  return tab.evaluate(
    async ({ method, asked }) => {
      try {
        await window.lanes[method](asked as object);
        return "it did not reject";
      } catch (error) {
        const { code, message } = error as { code?: string; message: string };
        return `${code}: ${message}`;
      }
    },
    { method: ask, asked: what },
  );
}

/** Aborts after its first sign of life, and says how it ended; rejects where it was not cancelled. */
function cancelled(tab: Tab, ask: "explore" | "race" | "prices", what: unknown) {
  return tab.evaluate(
    async ({ method, asked }) => {
      const abort = new AbortController();
      const cancel = () => abort.abort();
      const options = { signal: abort.signal, onProgress: cancel, onPrice: cancel };
      try {
        await window.lanes[method](asked as object, options);
        return "ran to its end";
      } catch (error) {
        const { code } = error as { code?: string };
        if (code !== "cancelled") throw error;
        return code;
      }
    },
    { method: ask, asked: what },
  );
}

/** Two seconds of it under the explorer, on the fastest machine. */
const long: Partial<Sharing> = { program: "counter", fix: "cas", threads: 4, times: 3 };

describe.each(engines)("%s", (engine: Engine) => {
  describe.each(isolationsOf(engine))("%s", needs(engine), (_name, isolated) => {
    const { tab } = useLanes(engine, isolated);
    const threads = isolated && engine !== "webkit";

    let node: MainModule;
    beforeAll(async () => {
      node = await loadModule<MainModule>("lanes-sharing");
    });

    test("explores as under Node, and counts as many schedules", async () => {
      const said = await tab.evaluate(async (all: readonly Sharing[]) => {
        const found = [];
        for (const one of all) {
          const { shortest, ...rest } = await window.lanes.explore(one);
          found.push({ ...rest, schedule: shortest?.schedule });
        }
        return found;
      }, shapes);
      expect(said.map((one) => lineOf(one.sharing, one))).toEqual(known);
      for (const { notes, wallMs } of said) {
        expect(notes).toEqual([]);
        expect(wallMs).toBeGreaterThanOrEqual(0);
      }
    });

    test("carries out what it found, step by step as under Node", async () => {
      for (const { name: program } of programs) {
        const sharing: Sharing = { program, fix: "none", threads: 3, times: 2 };
        const { shortest, schedule } = await tab.evaluate(async (wanted: Sharing) => {
          const found = (await window.lanes.explore(wanted)).shortest;
          const again = found?.schedule ?? "";
          return {
            shortest: found,
            schedule: await window.lanes.replay({ ...wanted, schedule: again }),
          };
        }, sharing);
        const { fewest, ...execution } = shortest ?? {};
        expect(fewest).toBe(true);
        expect(schedule).toEqual(execution);
        const there = node.replay({ ...sharing }, schedule.schedule);
        expect(schedule.steps).toEqual(there.steps);
        expect(schedule.ending).toBe(there.ending);
        expect(schedule.switches).toBe(there.switches);
        expect(schedule.ending === "deadlock").toBe(schedule.outcome === null);
        expect(schedule.waiting.length > 0).toBe(schedule.ending === "deadlock");
      }
    });

    test("a schedule that was asked for is carried out, or told to be impossible or cut", async () => {
      const requested = await tab.evaluate(async () => {
        const { requested: given, verdict } = await window.lanes.explore({ schedule: "AABB" });
        return { verdict, ending: given?.ending, outcome: given?.outcome };
      });
      expect(requested).toEqual({ verdict: "found", ending: "right", outcome: 2 });
      const impossible = "bad-spec: Step 3 of the schedule is impossible: A has ended.";
      expect(await refusal(tab, "replay", { schedule: "AAAB" })).toBe(impossible);
      expect(await refusal(tab, "explore", { schedule: "AAAB" })).toBe(impossible);
      expect(await refusal(tab, "replay", { schedule: "ABA" })).toBe(
        "bad-spec: The schedule is cut off: after its 3 steps threads can still go on.",
      );
      expect(await refusal(tab, "replay", {})).toContain("bad-spec: “schedule” is missing");
    });

    test("what is out of range is clamped and told; what means nothing is refused", async () => {
      const clamped = await tab.evaluate(() =>
        window.lanes.explore({ program: "counter", threads: 99, times: 0.2 }),
      );
      expect(clamped.sharing).toEqual({ program: "counter", fix: "none", threads: 4, times: 1 });
      expect(clamped.notes).toEqual([
        "“threads” is a whole number from 2 to 4: 99 became 4.",
        "“times” is a whole number from 1 to 3: 0.2 became 1.",
      ]);
      expect(await refusal(tab, "explore", { program: "hash" })).toContain(
        "bad-spec: There is no program named “hash”.",
      );
      expect(await refusal(tab, "race", { fix: "ordered", on: "loop" })).toContain(
        "bad-spec: The fix “ordered” does not fit counter. These do: none, atomic,",
      );
    });

    test("a cancelled exploration ends at once, and the next one is right", async () => {
      for (const preemptions of [undefined, 20]) {
        expect(await cancelled(tab, "explore", { ...long, preemptions })).toBe("cancelled");
        const next = await tab.evaluate(() => window.lanes.explore({}));
        expect(next).toMatchObject({ verdict: "found", interleavings: 6, failing: 4 });
      }
    });

    test("one event loop loses half, always, and nothing once mended", async () => {
      const lost = await race(tab, { on: "loop", times: 10, runs: 20 });
      expect(lost).toMatchObject({ runs: 20, broken: 20, deadlocks: 0, notes: [] });
      expect(lost.outcomes).toEqual([{ outcome: 10, runs: 20, broken: 20 }]);
      const mended = await race(tab, { on: "loop", fix: "mutex", times: 10, runs: 20, seed: 1 });
      expect(mended.outcomes).toEqual([{ outcome: 20, runs: 20, broken: 0 }]);
      const stuck = await race(tab, { on: "loop", program: "philosophers", threads: 3 });
      expect(stuck.firstDeadlock.map(({ thread, holder }) => [thread, holder])).toEqual([
        [0, 1],
        [1, 2],
        [2, 0],
      ]);
    });

    test("cancelled on the loop, the next race is right", async () => {
      const endless = { on: "loop", times: 1000, runs: 100_000 };
      expect(await cancelled(tab, "race", endless)).toBe("cancelled");
      expect(await race(tab, { on: "loop", runs: 3 })).toMatchObject({ runs: 3, broken: 3 });
    });

    test("has threads where it should", async () => {
      const { sharedMemory } = await tab.evaluate(() => window.lanes.capabilities());
      expect(sharedMemory).toBe(threads);
    });

    if (!threads) {
      test("that threads share no memory is told in a sentence", async () => {
        for (const ask of ["race", "prices"] as const) {
          expect(await refusal(tab, ask, {})).toBe(
            "unavailable: Real threads need shared memory, which this page does not get in this browser: one event loop and the explorer work all the same.",
          );
        }
      });
      return;
    }

    describe("on real threads", () => {
      test(
        "a counter loses updates in at least one of 1,000 runs",
        onThreads(engine, async () => {
          let lost = 0;
          // On a busy machine threads may hardly meet in rounds of one length.
          for (const times of [200, 1000, 5000, 20_000]) {
            const raced = await race(tab, { times, runs: 250 });
            expect(raced.runs).toBe(250);
            expect(raced.outcomes.reduce((sum, bar) => sum + bar.runs, 0)).toBe(250);
            for (const { outcome, runs, broken } of raced.outcomes) {
              expect(outcome).toBeLessThanOrEqual(2 * times);
              expect(broken).toBe(outcome < 2 * times ? runs : 0);
            }
            lost += raced.broken;
          }
          expect(lost).toBeGreaterThan(0);
        }),
      );

      test(
        "with any fix none of 100,000 increments is lost",
        onThreads(engine, async () => {
          const fixes = programs.find(({ name }) => name === "counter")?.fixes ?? [];
          for (const { fix } of fixes.filter((one) => one.fix !== "none")) {
            const { outcomes, deadlocks } = await race(tab, { fix, times: 5_000, runs: 10 });
            expect(outcomes, fix).toEqual([{ outcome: 10_000, runs: 10, broken: 0 }]);
            expect(deadlocks, fix).toBe(0);
          }
        }),
      );

      test(
        "a deadlock is found, told who waits for whom, ended, and the next run works",
        onThreads(engine, async () => {
          const stuck = await race(tab, { program: "locks", times: 100_000, runs: 50 });
          expect(stuck.deadlocks).toBeGreaterThan(0);
          expect(stuck.firstDeadlock).toEqual([
            { thread: 0, object: "right lock", holder: 1, line: 0 },
            { thread: 1, object: "left lock", holder: 0, line: 0 },
          ]);
          const ended = stuck.outcomes.reduce((sum, { runs }) => sum + runs, 0);
          expect(ended + stuck.deadlocks).toBe(50);
          const next = await race(tab, { program: "locks", fix: "ordered", times: 1000, runs: 5 });
          expect(next).toMatchObject({ runs: 5, broken: 0, deadlocks: 0 });
        }),
      );

      test(
        "fixes are priced, alone and together",
        onThreads(engine, async () => {
          const wanted: Partial<PriceSpec> = { threads: [2, 1], durationMs: 20 };
          const { spec, prices, told } = await tab.evaluate(async (asked: Partial<PriceSpec>) => {
            const heard: number[][] = [];
            const onPrice = (_: unknown, done: number, total: number) => heard.push([done, total]);
            return { ...(await window.lanes.prices(asked, { onPrice })), told: heard };
          }, wanted);
          expect(spec.threads).toEqual([1, 2]);
          expect(told).toEqual(prices.map((_, i) => [i + 1, prices.length]));
          const rows = prices.map(({ fix, padded, threads }) => `${fix} ${padded} ${threads}`);
          expect(rows).toContain("sharded true 2");
          expect(new Set(rows).size).toBe((spec.fixes.length + 1) * 2);
          for (const { operationsPerS, waitMs, fairness, threads } of prices) {
            expect(operationsPerS).toBeGreaterThan(0);
            expect(waitMs.p50).toBeLessThanOrEqual(waitMs.p99);
            expect(waitMs.p99).toBeLessThanOrEqual(waitMs.longest);
            expect(fairness).toBeGreaterThanOrEqual(0.999 / threads);
            expect(fairness).toBeLessThanOrEqual(1.001);
          }
        }),
      );

      test(
        "cancelled, threads are free for the next race",
        onThreads(engine, async () => {
          const endless = { fix: "mutex", threads: 3, times: 1000, runs: 100_000 };
          expect(await cancelled(tab, "race", endless)).toBe("cancelled");
          const many = { durationMs: 2000, threads: [1, 2, 3], fixes: ["atomic"] };
          expect(await cancelled(tab, "prices", many)).toBe("cancelled");
          const next = await race(tab, { fix: "atomic", threads: 4, times: 10, runs: 3 });
          expect(next.outcomes).toEqual([{ outcome: 40, runs: 3, broken: 0 }]);
        }),
      );
    });
  });
});
