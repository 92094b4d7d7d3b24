/** The core as Wasm, through the module's JavaScript boundary. */
import { createHash } from "node:crypto";
import type { MainModule } from "@generated/wasm/lanes";
import { beforeAll, describe, expect, test } from "vitest";
import { catalogue } from "../../web/spec/works.ts";
import { loadLanes, requestOf, runTask, runToEnd } from "./module.ts";

let lanes: MainModule;
beforeAll(async () => {
  lanes = await loadLanes();
});

function chain(seed: number, links: number): string {
  let text = String(seed);
  for (let link = 0; link < links; link++) text = createHash("sha256").update(text).digest("hex");
  return text;
}

const onOneLoop = ["sequential", "concurrent", "bounded", "sliced"];

describe.each(onOneLoop)("hash under %s", (how) => {
  test("gives what createHash gives in a loop", async () => {
    const outcome = await runToEnd(lanes, requestOf({ how }));
    expect(outcome.texts).toEqual([chain(1, 10_000), chain(2, 10_000), chain(3, 10_000)]);
    expect([...outcome.outcomes]).toEqual([0, 0, 0]);
  });

  test("accounts for its time in spans", async () => {
    const outcome = await runToEnd(lanes, requestOf({ how }));
    for (const column of [outcome.task, outcome.kind, outcome.spanStartMs, outcome.spanEndMs]) {
      expect(column.length).toBe(outcome.lane.length);
    }
    expect(Math.max(...outcome.spanEndMs)).toBeLessThanOrEqual(outcome.wallMs);
    expect(outcome.maxMs).toBeLessThanOrEqual(outcome.wallMs);
  });
});

test("the digest that the design fixes", async () => {
  const outcome = await runToEnd(lanes, requestOf({ tasks: 1, size: 2, seed: 1 }));
  expect(outcome.texts).toEqual([
    "e0bc614e4fd035a488619799853b075143deea596c477b8dc077e309c0fe42e9",
  ]);
});

test("seeds wrap at the end of their range", async () => {
  const outcome = await runToEnd(lanes, requestOf({ tasks: 2, size: 1, seed: 4294967295 }));
  expect(outcome.texts).toEqual([chain(4294967295, 1), chain(0, 1)]);
});

test("a run that is cancelled ends all its tasks as cancelled", async () => {
  const run = new lanes.EventLoopRun(requestOf({ how: "sliced", tasks: 4, size: 50_000_000 }));
  const ended = new Promise<void>((resolve) => run.start(resolve));
  run.cancel();
  await ended;
  expect([...run.outcome().outcomes]).toEqual([2, 2, 2, 2]);
  run.delete();
});

test.each(onOneLoop)("%s says how many tasks are left as they leave the queue", async (how) => {
  const told = async (tasks: number) => {
    const run = new lanes.EventLoopRun(requestOf({ how, tasks, size: 1, limit: 2 }));
    const left: number[] = [];
    run.tellInLine((count) => left.push(count));
    await new Promise<void>((resolve) => run.start(resolve));
    run.delete();
    return left;
  };
  expect(await told(5)).toEqual([4, 3, 2, 1, 0]);
  const ofMany = await told(1000);
  expect(ofMany[0]).toBe(999);
  expect(ofMany.length).toBeLessThanOrEqual(16);
});

test("a word of shared memory stops work that takes no turns", async () => {
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const stoppable = await loadLanes({ lanesStop: stop });
  const request = requestOf({ tasks: 2, size: 50_000_000 });
  Atomics.store(stop, 0, 1);
  expect([...(await runToEnd(stoppable, request)).outcomes]).toEqual([2, 2]);
  Atomics.store(stop, 0, 0);
  const short = requestOf({ tasks: 2, size: 1 });
  expect([...(await runToEnd(stoppable, short)).outcomes]).toEqual([0, 0]);
});

test("tasks that ran elsewhere add up to the same outcome as a run of one's own", async () => {
  const request = requestOf({ how: "parallel", workers: 2 });
  const run = new lanes.WorkersRun(request);
  for (const task of [1, 0, 2]) run.add(task, task % 2, runTask(lanes, request, task));
  const outcome = run.outcome();
  run.delete();
  expect(outcome.texts).toEqual([chain(1, 10_000), chain(2, 10_000), chain(3, 10_000)]);
  expect([...outcome.outcomes]).toEqual([0, 0, 0]);
  // They ran one after another, whatever lane they show.
  expect(outcome.maxInFlight).toBe(1);
  expect(outcome.wallMs).toBe(Math.max(...outcome.spanEndMs));
});

test("a worker's task ends early in the turn after it was cancelled, and is one stretch of running", () => {
  const pictures = new lanes.Pictures();
  const task = new lanes.WorkerTask(requestOf({ tasks: 2, size: 50_000_000 }), 1, pictures);
  for (let turn = 0; turn < 3; turn++) expect(task.advance()).toBe(true);
  task.cancel();
  expect(task.advance()).toBe(false);
  const { outcome, kind, spanStartMs, spanEndMs } = task.outcome();
  expect(outcome).toBe(2);
  // Queued, running.
  expect([...kind]).toEqual([0, 2]);
  expect(spanStartMs[1]).toBe(spanEndMs[0]);
  task.delete();
  pictures.delete();
});

test("what the catalogue does not have is a sentence, not a crash", () => {
  const pictures = new lanes.Pictures();
  for (const request of [requestOf({ work: "nonsense" }), requestOf({ how: "nonsense" })]) {
    const none = /^There is no (work|strategy) named nonsense\.$/;
    expect(() => new lanes.EventLoopRun(request)).toThrow(none);
    expect(() => new lanes.WorkersRun(request)).toThrow(none);
    expect(() => new lanes.WorkerTask(request, 0, pictures)).toThrow(none);
  }
  pictures.delete();
});

// Every CPU work of the catalogue, so that a new one is tested by being there.
describe.each(catalogue.filter(({ bound, bringsCode }) => bound === "cpu" && !bringsCode))(
  "$name",
  ({ name, size }) => {
    test("gives the same digests under every strategy", async () => {
      const digests = [];
      for (const how of onOneLoop) {
        const request = requestOf({ work: name, how, size: size?.min ?? 0 });
        digests.push((await runToEnd(lanes, request)).texts);
      }
      for (const texts of digests) expect(texts).toEqual(digests[0]);
      expect(digests[0]?.every((text) => text.length > 0)).toBe(true);
    });
  },
);
