/** The story of shared state: races, schedules that are stepped, fixes, deadlocks, and its links. */
import { describe, expect, test } from "vitest";
import { switchesOf } from "../../../web/kit/schedule/stepping.ts";
import type { Execution } from "../../../web/spec/sharing/sharing.ts";
import { keyOf, pairs } from "../../../web/stories/shared-state/pairs.ts";
import type { SharedState } from "../../../web/stories/shared-state/shared-state.ts";
import { needs, type Tab } from "../driver/browsers.ts";
import { onThreads } from "../driver/driven.ts";
import { places, useLanes } from "../driver/open-lanes.ts";
import { openStory, pressed } from "../driver/plays.ts";
import { press, says, until } from "../driver/reader.ts";

/** What the story has run and explored. */
function look(tab: Tab) {
  return tab.evaluate(() => {
    const story = document.querySelector("shared-state") as SharedState;
    return {
      playing: story.playing,
      failure: story.failure,
      changes: story.changes,
      shared: story.shared,
      raced: story.raced,
      looped: story.looped,
      verdict: story.found?.verdict,
      execution: story.execution,
      verdicts: [...story.explored].map(([pair, { verdict }]) => `${pair}: ${verdict}`),
      prices: story.prices,
      deadlock: story.deadlock && {
        races: story.deadlock.races,
        verdict: story.deadlock.exploration.verdict,
      },
      hash: location.hash,
    };
  });
}

/** Presses a button and waits until what it started is over. */
async function played(tab: Tab, label: string) {
  await pressed(tab, label);
  await until(async () => (await look(tab)).playing === "", `the end of “${label}”`);
  const state = await look(tab);
  expect(state.failure).toBe("");
  return state;
}

/** The figures that say that they show something recorded. */
function recordedIn(tab: Tab): Promise<string[]> {
  return tab.evaluate(() =>
    [
      ...(document.querySelector("shared-state")?.shadowRoot?.querySelectorAll(".recorded") ?? []),
    ].flatMap((line) =>
      getComputedStyle(line).visibility === "visible" && line.textContent?.startsWith("Recorded on")
        ? (line.closest("section")?.getAttribute("aria-label") ?? "")
        : [],
    ),
  );
}

/** What the reader of the player sees. */
function player(tab: Tab) {
  return tab.evaluate(() => {
    const story = document.querySelector("shared-state");
    const root = story?.shadowRoot?.querySelector("schedule-player")?.shadowRoot;
    const figure = root?.querySelector("schedule-lanes")?.shadowRoot;
    const text = (selector: string) =>
      [...(root?.querySelectorAll(selector) ?? [])].map(({ textContent }) =>
        (textContent ?? "").replace(/\s+/g, " ").trim(),
      );
    return {
      says: text(".step-said").join(),
      held: text(".objects div"),
      marked: text(".here"),
      taken: figure?.querySelectorAll(".taken:not(.key *)").length ?? 0,
      switches: figure?.querySelectorAll(".switch").length ?? 0,
    };
  });
}

describe.each(places)("$engine, $place", ({ engine, isolated }) => {
  describe("the story of shared state", needs(engine), () => {
    const lanes = useLanes(engine, isolated);
    const { tab } = lanes;
    const threaded = (name: string, body: () => Promise<void>) =>
      test(name, onThreads(engine, body));

    threaded("races on threads or says why not, and on one event loop everywhere", async () => {
      await openStory(lanes, "shared-state/#runs=50&often=2000");
      const { raced, shared } = await played(tab, "^\\s*Race (2 threads|on one)");
      expect(raced).toMatchObject({ on: shared ? "threads" : "loop", races: { runs: 50 } });
      const { outcomes = [], broken } = raced?.races ?? {};
      expect(outcomes.reduce((sum, { runs }) => sum + runs, 0)).toBe(50);
      expect(outcomes.reduce((sum, one) => sum + one.broken, 0)).toBe(broken);
      if (!shared) {
        await until(says(tab, "Threads need memory that they share"), "why there are no threads");
      }
      const { looped } = await played(tab, "^\\s*Race it on one event loop");
      expect(looped?.races.broken).toBeGreaterThan(0);
    });

    test("finds the shortest schedule that fails, which is stepped forwards and back", async () => {
      await openStory(lanes, "shared-state/");
      const { verdict, execution, hash } = await played(tab, "Explore every schedule");
      expect({ verdict, hash }).toEqual({ verdict: "found", hash: "#schedule=ABBA" });
      expect(execution).toMatchObject({ switches: 1, ending: "broken", outcome: 1 });
      expect(await player(tab)).toMatchObject({ held: ["total0"], taken: 0, switches: 1 });
      for (let step = 0; step < 3; step++) await pressed(tab, "^\\s*Step\\s*$");
      expect(await player(tab)).toMatchObject({
        says: "3 of 4. B: store 1 to total. That leaves 1.",
        held: ["total1"],
        marked: [expect.stringMatching(/store\(seen \+ 1\).*next$/)],
        taken: 3,
      });
      await tab.evaluate(() => {
        const story = document.querySelector("shared-state");
        const root = story?.shadowRoot?.querySelector("schedule-player")?.shadowRoot;
        for (const key of ["ArrowRight", "ArrowLeft", "ArrowLeft", "End"]) {
          root
            ?.querySelector("button")
            ?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, composed: true }));
        }
      });
      expect((await player(tab)).says).toContain("Total: 1. The invariant is broken:");
      await pressed(tab, "Step back");
      expect(await player(tab)).toMatchObject({ taken: 3 });
      await pressed(tab, "^\\s*Start\\s*$");
      expect(await player(tab)).toMatchObject({ held: ["total0"], taken: 0 });
      await pressed(tab, "Save as text");
      await until(says(tab, "Saved as lanes-counter-none-2x1-schedule.txt"), "the text");
      await pressed(tab, "Save as Chrome trace");
      await until(says(tab, "Saved as lanes-counter-none-2x1-schedule.json"), "the trace");
    });

    test("of all programs only those without a fix fail, and switches are those of the explorer", async () => {
      await openStory(lanes, "shared-state/#threads=3");
      const { verdicts } = await played(tab, "Explore every fix");
      expect(verdicts.sort()).toEqual(
        pairs.map((pair) => `${keyOf(pair)}: ${pair.fix === "none" ? "found" : "proved"}`).sort(),
      );
      const executions = await tab.evaluate(() => {
        const story = document.querySelector("shared-state") as SharedState;
        return [...story.explored.values()].flatMap(({ shortest }) => shortest ?? []);
      });
      expect(executions.length).toBe(6);
      for (const execution of executions as Execution[]) {
        expect(switchesOf(execution).filter(Boolean).length).toBe(execution.switches);
      }
    });

    threaded("finds a deadlock, draws who waits for whom, and lock order mends it", async () => {
      await openStory(lanes, "shared-state/#runs=20&often=500");
      const { deadlock, shared } = await played(tab, "^\\s*Two locks\\s*$");
      expect(deadlock?.verdict).toBe("found");
      expect(deadlock?.races?.runs).toBe(shared ? 20 : undefined);
      const graph = await tab.evaluate(() => {
        const story = document.querySelector("shared-state");
        const svg = story?.shadowRoot
          ?.querySelector("wait-graph")
          ?.shadowRoot?.querySelector("svg");
        return {
          says: svg?.getAttribute("aria-label"),
          arrows: svg?.querySelectorAll(".wait").length,
        };
      });
      expect(graph.says).toMatch(
        /A waits for \w+ lock, held by B\. B waits for \w+ lock, held by A\./,
      );
      expect(graph.arrows).toBe(2);
      const mended = await played(tab, "^\\s*Two locks, lock order");
      expect(mended.deadlock).toMatchObject({ verdict: "proved" });
      expect(mended.deadlock?.races?.deadlocks ?? 0).toBe(0);
    });

    test("its links carry a schedule, and tell one that cannot be", async () => {
      await openStory(lanes, "shared-state/#program=locks&schedule=AB");
      await until(async () => (await look(tab)).execution !== undefined, "the link’s schedule");
      const { execution } = await look(tab);
      expect(execution).toMatchObject({
        ending: "deadlock",
        steps: [{ thread: 0 }, { thread: 1 }],
      });
      await pressed(tab, "^\\s*Step\\s*$");
      await pressed(tab, "^\\s*Step\\s*$");
      expect((await player(tab)).says).toContain("A waits for right lock, held by B.");
      const told = async (link: string) => {
        await openStory(lanes, `shared-state/${link}`);
        await until(async () => (await look(tab)).changes.length > 0, link);
        const { changes, execution: none } = await look(tab);
        expect(none).toBeUndefined();
        return changes.join(" ");
      };
      expect(await told("#schedule=ABB")).toContain("cut off");
      expect(await told("#schedule=AAA")).toContain("Step 3 of the schedule is impossible");
      expect(await told("#program=locks&fix=atomic&threads=9&schedule=AB")).toMatch(
        /“threads” goes from 2 to 4.*“atomic” does not fit locks/,
      );
    });

    test("what is under way is cancelled, and leaves nothing half drawn", async () => {
      await openStory(lanes, "shared-state/#runs=10000&awaits=100");
      await pressed(tab, "^\\s*Race it on one event loop");
      await until(async () => ((await look(tab)).looped?.races.runs ?? 0) > 0, "the first runs");
      await pressed(tab, "^\\s*Cancel");
      await until(async () => (await look(tab)).playing === "", "the end");
      const { looped, failure } = await look(tab);
      expect({ looped, failure }).toEqual({ looped: undefined, failure: "" });
      expect(await press(tab, "Explore every schedule")).toBe(true);
      await until(async () => (await look(tab)).verdict === "found", "what comes next");
    });

    threaded("measures the fixes on real threads, or says why not", async () => {
      await openStory(lanes, "shared-state/");
      if (!(await look(tab)).shared) {
        await until(says(tab, "So nothing can be measured here."), "why not");
        await until(says(tab, "Recorded. On 2 threads the atomic addition did"), "the recorded");
        return;
      }
      const { prices } = await played(tab, "Measure every fix");
      const kinds = new Set(prices.map(({ fix, padded }) => `${fix} ${padded}`));
      expect(kinds.size).toBe(7);
      for (const { operationsPerS } of prices) expect(operationsPerS).toBeGreaterThan(0);
      await until(says(tab, "increments per second, the mutex"), "what they say");
    });

    test("each figure shows what was recorded with its own numbers, until it is played", async () => {
      await openStory(lanes, "shared-state/#times=2&runs=200");
      await until(async () => (await recordedIn(tab)).length > 0, "what was recorded");
      const [schedules, prices] = ["The shortest schedule that fails", "What each fix costs"];
      // Prices are of no number of the story's; everything else is, of another one.
      expect(await recordedIn(tab)).toEqual([prices]);
      await openStory(lanes, "shared-state/");
      await until(async () => (await recordedIn(tab)).length > 1, "what was recorded");
      const all = await recordedIn(tab);
      expect(all).toHaveLength(6);
      await played(tab, "Explore every schedule");
      expect(await recordedIn(tab)).toEqual(all.filter((figure) => figure !== schedules));
      await played(tab, "^\\s*Race it on one event loop");
      expect(await recordedIn(tab)).toHaveLength(4);
      await tab.evaluate(() => {
        const story = document.querySelector("shared-state") as SharedState;
        story.renderRoot.querySelectorAll<HTMLElement>(".mend button")[3]?.click();
      });
      await until(async () => (await look(tab)).verdict === "proved", "a fix explored");
      // The other pairs' verdicts are still those recorded, and the race is of another pair.
      expect(await recordedIn(tab)).toEqual([
        "Programs and their fixes",
        "What each fix costs",
        "Deadlocks",
      ]);
    });

    test("logs no error", () => {
      expect(tab.errors()).toEqual([]);
    });
  });
});
