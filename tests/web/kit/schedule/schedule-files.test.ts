/** A schedule as a text, and as a trace. */
import { describe, expect, it } from "vitest";
import {
  fileNameOf,
  scheduleText,
  scheduleTrace,
} from "../../../../web/kit/schedule/schedule-files.ts";
import { lost, stuck } from "./schedules.ts";

const shown = { program: "counter", fix: "none", threads: 2, times: 1 } as const;
const link = "https://lanes.example/stories/shared-state/#schedule=ABBA";

describe("as a text", () => {
  it("has a row a step, its switches, the end, and where it is played", () => {
    expect(scheduleText(shown, lost, "Total", link).split("\n")).toEqual([
      "counter, fix none, 2 threads, 1 times each",
      "schedule ABBA, 1 switch (*)",
      "",
      "step  thread  operation         sees  leaves",
      "1     A       load total        0     0",
      "2 *   B       load total        0     0",
      "3     B       store 1 to total        1",
      "4     A       store 1 to total        1",
      "",
      "Total: 1. The invariant is broken: “The total is the number of increments.”",
      link,
      "",
    ]);
  });

  it("says who waits for whom", () => {
    const text = scheduleText({ ...shown, program: "locks" }, stuck, "Times", link);
    expect(text).toContain(
      "Deadlock: A waits for right lock, held by B. B waits for left lock, held by A. None of them can go on.",
    );
  });

  it("is named by its program", () => {
    expect(fileNameOf(shown, "txt")).toBe("lanes-counter-none-2x1-schedule.txt");
  });
});

describe("as a trace", () => {
  const { traceEvents, otherData } = scheduleTrace(shown, lost, link);

  it("has a slice a step on the thread whose turn it is, one after another", () => {
    const slices = traceEvents.filter(({ ph }) => ph === "X");
    expect(slices.map(({ name }) => name)).toEqual(lost.steps.map(({ what }) => what));
    expect(slices.map(({ tid }) => tid)).toEqual([1, 2, 2, 1]);
    expect(slices.map(({ ts, dur = 0 }) => [ts, ts + dur])).toEqual([
      [0, 1000],
      [1000, 2000],
      [2000, 3000],
      [3000, 4000],
    ]);
  });

  it("has an instant a switch, a counter a cell, a name a thread", () => {
    const switches = traceEvents.filter(({ ph }) => ph === "i");
    expect(switches).toMatchObject([{ name: "switch", ts: 1000, tid: 2 }]);
    const counts = traceEvents.filter(({ ph }) => ph === "C");
    expect(counts.map(({ name, args }) => [name, args.value])).toEqual([
      ["total", 0],
      ["total", 0],
      ["total", 1],
      ["total", 1],
    ]);
    const names = traceEvents.filter(({ name }) => name === "thread_name");
    expect(names.map(({ args }) => args.name)).toEqual(["thread A", "thread B"]);
    expect(otherData).toMatchObject({ schedule: "ABBA", ending: "broken", link });
  });

  it("counts no locks", () => {
    const { traceEvents: events } = scheduleTrace({ ...shown, program: "locks" }, stuck, link);
    expect(events.filter(({ ph }) => ph === "C")).toEqual([]);
  });
});
