/**
 * Ten plays of a story in a row leave nothing behind: no worker, no timer, and no memory. In
 * Chromium, which can report memory; on real threads, which only isolated pages have, in Firefox as
 * well. The state after the second play is the baseline.
 */
import { describe, expect, test } from "vitest";
import { needs, type Tab } from "../driver/browsers.ts";
import { onThreads } from "../driver/driven.ts";
import { useLanes } from "../driver/open-lanes.ts";
import { goAnew, press, until } from "../driver/reader.ts";

interface Left {
  workers: number;
  timers: number;
}

/** Short ones: what is left behind does not depend on the length. */
const plays: { page: string; element: string; buttons: string[] }[] = [
  {
    page: "stampede/#tasks=100&latency=5&timeout=50&bystander=20&patience=20",
    element: "stampede-story",
    buttons: ["Send them all at once"],
  },
  {
    page: "waiting-in-line/#calls=5&latency=10&loaded=10&seconds=1&timeout=200",
    element: "waiting-in-line",
    buttons: ["Call them all together", "Put it under load"],
  },
  {
    page: "blocked-loop/#resize=50&seconds=2&load=50",
    element: "blocked-loop",
    // The pages that have every kind of worker.
    buttons: ["Resize in a pool", "Queue them at"],
  },
  {
    page: "one-lock/#size=50000&tasks=2&workers=2",
    element: "one-lock",
    buttons: ["On one thread", "threads, one lock", "2 processes"],
  },
  {
    page: "open-connections/#connections=500&threads=4&latency=50",
    element: "open-connections",
    buttons: ["One request", "500 on one thread", "4 on a"],
  },
  {
    page: "shared-state/#runs=20&often=500",
    element: "shared-state",
    buttons: ["Race on one", "Explore every schedule", "Race it on one event loop", "Philosophers"],
  },
];

/** Threads live in a worker of the page's, and end with it: in another one, or in one more, they show. */
const onRealThreads: (typeof plays)[number] = {
  page: "shared-state/#runs=20&often=500",
  element: "shared-state",
  buttons: ["Race 2 threads", "Two locks"],
};

/** Starts counting the page's workers and timers. */
function count(tab: Tab): Promise<void> {
  return tab.evaluate(() => {
    const counted = { workers: 0, timers: new Set<unknown>() };
    Object.assign(window, { counted });
    window.Worker = class extends Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        counted.workers++;
      }
      override terminate(): void {
        counted.workers--;
        super.terminate();
      }
    };
    const { setTimeout, setInterval, clearTimeout, clearInterval } = window;
    const timers = {
      setTimeout(action: () => void, ms?: number) {
        const id = setTimeout(() => {
          counted.timers.delete(id);
          action();
        }, ms);
        counted.timers.add(id);
        return id;
      },
      setInterval(action: () => void, ms?: number) {
        const id = setInterval(action, ms);
        counted.timers.add(id);
        return id;
      },
      clearTimeout(id: number) {
        counted.timers.delete(id);
        clearTimeout(id);
      },
      clearInterval(id: number) {
        counted.timers.delete(id);
        clearInterval(id);
      },
    };
    Object.assign(window, timers);
  });
}

/** The minimum over half a second, so that short-lived periodic timers do not count. */
function left(tab: Tab): Promise<Left> {
  return tab.evaluate(async () => {
    const { counted } = window as unknown as {
      counted: { workers: number; timers: Set<unknown> };
    };
    const seen: Left[] = [];
    for (let i = 0; i < 20; i++) {
      await new Promise<void>((next) => requestAnimationFrame(() => next()));
      seen.push({ workers: counted.workers, timers: counted.timers.size });
    }
    return {
      workers: Math.min(...seen.map(({ workers }) => workers)),
      timers: Math.min(...seen.map(({ timers }) => timers)),
    };
  });
}

async function play(tab: Tab, { element, buttons }: (typeof plays)[number]): Promise<void> {
  for (const button of buttons) {
    await until(() => press(tab, button), button);
    const state = () =>
      tab.evaluate((name: string) => {
        const { playing, failure } = document.querySelector(name) as unknown as {
          playing: string;
          failure: string;
        };
        return { playing, failure };
      }, element);
    await until(async () => (await state()).playing === "", `the end of “${button}”`);
    expect((await state()).failure).toBe("");
  }
}

// Counts depend only on the page and are the same in every engine; heap size differs by engine.
describe("after ten plays", needs("chromium"), () => {
  const lanes = useLanes("chromium", false);

  test.each(plays)("of $element no worker, timer or memory is left", async (story) => {
    const { tab, server } = lanes;
    await goAnew(tab, `${server.url}stories/${story.page}`);
    await count(tab);
    for (let round = 0; round < 2; round++) await play(tab, story);
    const before = await left(tab);
    const heapBefore = (await tab.heapBytes?.()) ?? Number.NaN;
    for (let round = 2; round < 10; round++) await play(tab, story);
    // Waits for slow clean-up to finish, such as caching of the site.
    await until(async () => {
      const after = await left(tab);
      return after.workers <= before.workers && after.timers <= before.timers;
    }, "workers and timers to be as few as before");
    const heapAfter = (await tab.heapBytes?.()) ?? Number.NaN;
    // Code compiled meanwhile is on the heap, too.
    expect(heapAfter - heapBefore).toBeLessThan(0.05 * heapBefore + 200_000);
  });
});

describe.each(["chromium", "firefox"] as const)("after ten plays on real threads, %s", (engine) => {
  describe("isolated", needs(engine), () => {
    const lanes = useLanes(engine, true);

    test(
      "no worker or timer is left",
      onThreads(engine, async () => {
        const { tab, server } = lanes;
        await goAnew(tab, `${server.url}stories/${onRealThreads.page}`);
        await count(tab);
        for (let round = 0; round < 2; round++) await play(tab, onRealThreads);
        const before = await left(tab);
        // What is played is on threads, which one worker keeps for the next race.
        expect(before.workers).toBeGreaterThan(0);
        for (let round = 2; round < 10; round++) await play(tab, onRealThreads);
        await until(async () => {
          const after = await left(tab);
          return after.workers <= before.workers && after.timers <= before.timers;
        }, "workers and timers to be as few as before");
      }),
    );
  });
});
