/** The explorer and the event loop's races as Wasm, through the module's JavaScript boundary. */
import type { MainModule } from "@generated/wasm/lanes-sharing";
import { beforeAll, describe, expect, test } from "vitest";
import type { Sharing } from "../../web/spec/sharing/sharing.ts";
import story from "../../web/stories/shared-state/recorded.json" with { type: "json" };
import { known, lineOf, nameOf, shapes } from "./explorations.ts";
import { loadModule } from "./module.ts";

let lanes: MainModule;
beforeAll(async () => {
  lanes = await loadModule<MainModule>("lanes-sharing");
});

const of = (program: string, fix = "none", threads = 2, times = 1) => ({
  program,
  fix,
  threads,
  times,
});

/** Explored with `steps` at once, and what its outcome was. */
function explored(request: ReturnType<typeof of>, { preemptions = -1, steps = 1e9 } = {}) {
  const run = new lanes.ExplorationRun(request, preemptions);
  try {
    while (!run.advance(steps));
    return run.outcome();
  } finally {
    run.delete();
  }
}

async function raced(request: ReturnType<typeof of>, runs: number, seed: number) {
  const races = new lanes.LoopRaces(request);
  await new Promise<void>((ended) => races.start(runs, seed, ended));
  const outcome = races.outcome();
  setTimeout(() => races.delete());
  return outcome;
}

describe("the explorer", () => {
  test.each(shapes.map((shape, i) => ({ name: nameOf(shape), shape, line: known[i] })))(
    "says of $name what it says natively",
    ({ shape, line }: { shape: Sharing; line: string | undefined }) => {
      const { schedule, ...outcome } = explored({ ...shape });
      const said = { ...outcome, schedule: String(schedule) };
      expect(lineOf(shape, said as Parameters<typeof lineOf>[1])).toBe(line);
    },
  );

  // FACTS: counted by hand, or from the literature.
  test.each([
    [of("counter"), [6, 4, 0]],
    [of("counter", "none", 2, 2), [70, 64, 0]],
    [of("counter", "none", 3, 1), [90, 84, 0]],
    [of("counter", "none", 4, 3), [2_308_743_493_056, 2_308_743_493_056 - 369_600, 0]],
    [of("withdraw"), [6, 4, 0]],
    [of("locks"), [6, 2, 2]],
    [of("philosophers", "none", 3), [168, 6, 6]],
  ])("counts the schedules of %o", (request, [interleavings, failing, deadlocks]) => {
    expect(explored(request)).toMatchObject({ interleavings, failing, deadlocks });
  });

  test("finds what the story of shared state has recorded, line by line", () => {
    const { found, explored: verdicts } = story.plays;
    const { schedule: _schedule, ...shortest } = found.shortest;
    const now = explored(of("counter"));
    expect(now).toMatchObject({
      verdict: found.verdict,
      interleavings: found.interleavings,
      failing: found.failing,
      explored: found.explored,
    });
    const { problem: _problem, ...replayed } = lanes.replay(of("counter"), found.shortest.schedule);
    const { fewest: _fewest, ...recorded } = shortest;
    expect(replayed).toMatchObject(recorded);
    for (const [pair, { verdict }] of Object.entries(verdicts)) {
      const [program = "", fix] = pair.split(" ");
      expect(explored(of(program, fix)).verdict, pair).toBe(verdict);
    }
  });

  test("says the same however it is advanced", () => {
    const request = of("cache", "cas", 3, 1);
    const atOnce = explored(request);
    expect(explored(request, { steps: 1 })).toEqual(atOnce);
    expect(explored(request, { steps: 777 })).toEqual(atOnce);
  });

  test("claims no more than it knows within a bound of switches", () => {
    const none = explored(of("counter"), { preemptions: 0 });
    expect(none).toMatchObject({ verdict: "bounded", bound: "preemptions", switchesCleared: 0 });
    expect(explored(of("counter"), { preemptions: 1 }).verdict).toBe("found");
  });

  test("refuses what the catalogue does not have", () => {
    expect(() => new lanes.ExplorationRun(of("hash"), -1)).toThrow("no program named hash");
    expect(() => new lanes.ExplorationRun(of("counter", "luck"), -1)).toThrow("no fix named luck");
  });
});

describe("a replay", () => {
  test("tells each step, and the end", () => {
    const replay = lanes.replay(of("counter"), "ABAB");
    expect(replay).toMatchObject({ problem: "", switches: 2, threads: 2, ending: "broken" });
    expect(replay.outcome).toBe(1);
    expect(
      replay.steps.map(({ thread, what, sees, leaves }) => [thread, what, sees, leaves]),
    ).toEqual([
      [0, "load total", "0", "0"],
      [1, "load total", "0", "0"],
      [0, "store 1 to total", "", "1"],
      [1, "store 1 to total", "", "1"],
    ]);
    const [load, , store] = replay.steps.map(({ line }) => line);
    expect(store).toBe((load ?? 0) + 1);
  });

  test("tells who waits for whom after a deadlock", () => {
    const { ending, waiting, steps } = lanes.replay(of("locks"), "AB");
    expect(ending).toBe("deadlock");
    // Each stands at its second lock.
    const line = (steps[0]?.line ?? 0) + 1;
    expect(waiting).toEqual([
      { thread: 0, object: "right lock", holder: 1, line },
      { thread: 1, object: "left lock", holder: 0, line },
    ]);
  });

  test.each([
    ["AAA", "Step 3 of the schedule is impossible: A has ended."],
    ["AC", "Step 2 of the schedule is impossible: the threads are A to B."],
    ["a", "Step 1 of the schedule is impossible: the threads are A to B."],
    ["é", "Step 1 of the schedule is impossible: the threads are A to B."],
    ["ABA", "The schedule is cut off: after its 3 steps threads can still go on."],
    ["", "The schedule is cut off: after its 0 steps threads can still go on."],
  ])("of %o is refused with a sentence", (schedule, problem) => {
    const replay = lanes.replay(of("counter"), schedule);
    expect(replay).toMatchObject({ problem, steps: [], waiting: [] });
  });
});

describe("on one event loop", () => {
  test("a counter loses half of two tasks' increments, each time", async () => {
    expect(await raced(of("counter", "none", 2, 10), 5, 0)).toEqual({
      runs: 5,
      broken: 5,
      deadlocks: 0,
      outcomes: [{ outcome: 10, runs: 5, broken: 5 }],
      firstDeadlock: [],
    });
  });

  test("a seed draws the order, the same again and another with another", async () => {
    const request = of("counter", "none", 3, 5);
    const one = await raced(request, 20, 7);
    expect(await raced(request, 20, 7)).toEqual(one);
    expect(await raced(request, 20, 1007)).not.toEqual(one);
    expect(one.outcomes.length).toBeGreaterThan(1);
    expect(one.outcomes.reduce((sum, { runs }) => sum + runs, 0)).toBe(20);
  });

  test.each(shapes.filter(({ fix }) => fix !== "none").map((shape) => [nameOf(shape), shape]))(
    "%s loses nothing in any order",
    async (_name, shape) => {
      const outcome = await raced({ ...(shape as Sharing) }, 20, 1);
      expect(outcome).toMatchObject({ runs: 20, broken: 0, deadlocks: 0 });
    },
  );

  test("a deadlock is told, and the next run works", async () => {
    const { deadlocks, firstDeadlock } = await raced(of("locks"), 2, 0);
    expect(deadlocks).toBe(2);
    expect(firstDeadlock).toEqual([
      { thread: 0, object: "right lock", holder: 1, line: 0 },
      { thread: 1, object: "left lock", holder: 0, line: 0 },
    ]);
  });

  test("the run that is under way is the last when told to stop", async () => {
    const races = new lanes.LoopRaces(of("counter", "mutex", 2, 100));
    const ended = new Promise<void>((resolve) => races.start(1_000_000, 0, resolve));
    races.stop();
    await ended;
    expect(races.outcome()).toMatchObject({ runs: 1, broken: 0 });
    setTimeout(() => races.delete());
  });
});
