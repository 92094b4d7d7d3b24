/** The downstream model as Wasm, through its JavaScript boundary: moments are told, none is slept. */
import type { MainModule as LanesModule } from "@generated/wasm/lanes";
import type { MainModule } from "@generated/wasm/lanes-downstream";
import { beforeAll, describe, expect, test } from "vitest";
import { loadLanes, loadModule, requestOf } from "./module.ts";

let downstream: MainModule;
let lanes: LanesModule;
beforeAll(async () => {
  downstream = await loadModule<MainModule>("lanes-downstream");
  lanes = await loadLanes();
});

const waited = "The connection pool was exhausted: the query waited 150 ms for a connection.";

test("the model tells what has ended by the moment it is told", () => {
  const shape = { database: true, pool: 1, queue: 2, timeoutMs: 150 };
  const model = new downstream.DownstreamModel(shape);
  expect(model.nextEventMs()).toBe(Number.POSITIVE_INFINITY);
  for (const id of [7, 8, 9]) model.submit(id, 1, 100, 1000.25);
  expect(model.nextEventMs()).toBe(1100.25);
  expect(model.finished(1100, 10)).toEqual([]);
  const row = '{"id":1,"name":"Alan Ritchie","total_cents":176770}\n';
  expect(model.finished(1100.25, 10)).toEqual([7, 0, row]);
  // What has ended but was not told yet is due at once.
  expect(model.finished(2000, 1)).toEqual([9, 1, waited]);
  expect(model.nextEventMs()).toBe(0);
  expect(model.finished(2000, 1)).toEqual([8, 0, row]);
  expect(model.nextEventMs()).toBe(Number.POSITIVE_INFINITY);
  model.delete();
});

test("http is served without a pool, and answered with its delay", () => {
  const shape = { database: false, pool: 1, queue: 0, timeoutMs: 1 };
  const model = new downstream.DownstreamModel(shape);
  for (let id = 0; id < 100; id++) model.submit(id, id, 200, 0);
  const finished = model.finished(200, 1000);
  expect(finished.length).toBe(300);
  expect(finished.slice(0, 3)).toEqual([0, 0, '{"ms":200}\n']);
  model.delete();
});

describe("a modelled run", () => {
  const request = { work: "query", tasks: 4, latencyMs: 50, modelled: true };

  test("asks the model once a task, and ends with what it answers", async () => {
    const run = new lanes.EventLoopRun(requestOf({ ...request, how: "concurrent", seed: 5 }));
    const asked: number[][] = [];
    run.askWith((task, seed, ms) => asked.push([task, seed, ms]));
    const ended = new Promise<void>((resolve) => run.start(resolve));
    expect(asked).toEqual([0, 1, 2, 3].map((task) => [task, 5 + task, 50]));
    for (const [task] of asked) run.answer(task as number, (task as number) % 2, `text ${task}`);
    await ended;
    const outcome = run.outcome();
    expect([...outcome.outcomes]).toEqual([0, 1, 0, 1]);
    expect(outcome.texts).toEqual(["text 0", "text 1", "text 2", "text 3"]);
    run.delete();
  });

  test("that is cancelled ends its tasks and lets late answers fall", async () => {
    const run = new lanes.EventLoopRun(requestOf({ ...request, how: "bounded", limit: 2 }));
    run.askWith(() => {});
    const ended = new Promise<void>((resolve) => run.start(resolve));
    run.cancel();
    await ended;
    run.answer(0, 0, "too late");
    expect([...run.outcome().outcomes]).toEqual([2, 2, 2, 2]);
    run.delete();
  });
});

test("a what-if is played, not waited for", () => {
  const question = {
    pool: 20,
    queue: 10_000,
    timeoutMs: 1000,
    tasks: 10_000,
    limit: 20,
    seed: 1,
    latencyMs: 200,
    jitterPercent: 50,
    bystanderEveryMs: 100,
    bystanderTimeoutMs: 0,
  };
  const first = downstream.simulate(question);
  const began = performance.now();
  const again = downstream.simulate(question);
  const tookMs = performance.now() - began;
  expect(again).toEqual(first);
  expect(first.client.answered + first.client.refused + first.client.timedOut).toBe(10_000);
  // 10,000 × 200 ms over 20 connections: about 100 s. How much faster it is played is measured by the
  // benchmark `modelled-waits`.
  expect(first.wallMs).toBeGreaterThan(90_000);
  expect(tookMs).toBeLessThan(first.wallMs);
});

test("a bystander shares the modelled service, and is told apart from the run", () => {
  const model = new downstream.DownstreamModel({
    database: true,
    pool: 1,
    queue: 10,
    timeoutMs: 1000,
  });
  const bystander = { everyMs: 10, timeoutMs: 5, seed: 1, latencyMs: 4, jitterPercent: 0 };
  model.addBystander(bystander, 100);
  model.submit(0, 1, 50, 100);
  expect(model.finished(200, 100)).toHaveLength(3);
  const requests = model.takeBystander();
  const column = (which: number) => requests.filter((_, i) => i % 3 === which);
  expect(column(0)).toEqual([100, 110, 120, 130, 140, 150, 160, 170, 180, 190]);
  // The run's query holds the only connection from 104 to 154.
  expect(column(1)).toEqual([104, 115, 125, 135, 145, 158, 164, 174, 184, 194]);
  expect(column(2)).toEqual([0, 2, 2, 2, 2, 0, 0, 0, 0, 0]);
  expect(model.takeBystander()).toEqual([]);
  expect(model.moment()).toEqual({
    inService: 1,
    waiting: 0,
    answered: 1,
    refused: 0,
    timedOut: 0,
  });
  model.addBystander({ ...bystander, everyMs: 0 }, 200);
  model.finished(300, 100);
  expect(model.nextEventMs()).toBe(Number.POSITIVE_INFINITY);
  model.delete();
});
