/** What a schedule's steps have done, and which of its turns are switches. */
import { describe, expect, it } from "vitest";
import {
  objectOf,
  objectsAfter,
  sayStep,
  sayWaiting,
  switchesOf,
} from "../../../../web/kit/schedule/stepping.ts";
import type { Execution } from "../../../../web/spec/sharing/sharing.ts";
import { lost, stuck } from "./schedules.ts";

const held = (execution: Execution, done: number) =>
  objectsAfter(execution, done).map(({ name, holds, touched }) =>
    [name, holds, ...(touched ? ["touched"] : [])].join(": "),
  );

describe("the object of a step", () => {
  it.each([
    ["load total", "total"],
    ["store -1 to total of A", "total of A"],
    ["add 1 to claims", "claims"],
    ["compare cache with 16, exchange for 32", "cache"],
    ["lock left lock", "left lock"],
    ["unlock lock for both", "lock for both"],
    ["put 60 into inbox", "inbox"],
    ["take from inbox", "inbox"],
  ])("of “%s” is %s", (what, name) => {
    expect(objectOf({ what })).toBe(name);
  });
});

describe("what is held", () => {
  it("is what the steps until then leave", () => {
    expect(held(lost, 0)).toEqual(["total: 0"]);
    expect(held(lost, 3)).toEqual(["total: 1: touched"]);
  });

  it("is known of locks from the start, those that are only waited for included", () => {
    expect(held(stuck, 0)).toEqual(["left lock: free", "right lock: free"]);
    expect(held(stuck, 1)).toEqual(["left lock: held by A: touched", "right lock: free"]);
  });

  it("is a cell's first value before any step, whatever its first step tells", () => {
    const [, , store] = lost.steps;
    const objects = [{ name: "total", holds: "7" }];
    const execution = { ...lost, steps: store ? [store] : [], objects };
    expect(held(execution, 0)).toEqual(["total: 7"]);
    expect(held(execution, 1)).toEqual(["total: 1: touched"]);
  });
});

describe("a switch", () => {
  it("is taken from a thread that could have gone on", () => {
    expect(switchesOf(lost)).toEqual([false, true, false, false]);
    expect(switchesOf(stuck)).toEqual([false, true]);
  });

  it("is not taken from a thread that waits for a lock", () => {
    const step = (thread: number, what: string, leaves: string) => ({
      ...{ thread, what, leaves, sees: "", line: 1 },
    });
    const execution = {
      ...lost,
      steps: [
        step(0, "lock lock", "held by A"),
        step(1, "load total", "0"),
        step(0, "unlock lock", "free"),
        step(1, "lock lock", "held by B"),
      ],
    };
    // B waits for the lock before its second turn.
    expect(switchesOf(execution)).toEqual([false, true, false, false]);
  });

  it("is not taken from an owner whose queue is empty", () => {
    const step = (thread: number, what: string, leaves: string) => ({
      ...{ thread, what, leaves, sees: "", line: 1 },
    });
    const execution = {
      ...lost,
      steps: [
        step(0, "put 1 into inbox", "1 in it"),
        step(1, "take from inbox", "0 in it"),
        step(0, "put 1 into inbox", "1 in it"),
        step(1, "take from inbox", "0 in it"),
      ],
    };
    expect(switchesOf(execution)).toEqual([false, true, false, false]);
  });
});

it("a step and a wait are said in a sentence", () => {
  expect(lost.steps.map(sayStep)).toEqual([
    "A: load total, and sees 0. That leaves 0.",
    "B: load total, and sees 0. That leaves 0.",
    "B: store 1 to total. That leaves 1.",
    "A: store 1 to total. That leaves 1.",
  ]);
  expect(sayWaiting(stuck.waiting)).toBe(
    "A waits for right lock, held by B. B waits for left lock, held by A.",
  );
});
