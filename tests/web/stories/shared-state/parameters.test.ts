/** What a link says of program, fix and schedule, and what does not fit. */
import { describe, expect, it } from "vitest";
import { programs } from "../../../../web/spec/sharing/programs.ts";
import { readValues, writeValues } from "../../../../web/stories/parameters.ts";
import { fittingValues, parameters } from "../../../../web/stories/shared-state/parameters.ts";

const read = (link: string) => {
  const { values, changes } = readValues(link, parameters);
  const fitting = fittingValues(values);
  return { values: fitting.values, changes: [...changes, ...fitting.changes] };
};

describe("a link to the story", () => {
  it("carries program, fix, threads, times and schedule, and is read back", () => {
    const link = "#program=locks&fix=ordered&threads=3&times=2&schedule=AABB";
    const { values, changes } = read(link);
    expect(changes).toEqual([]);
    expect(values).toMatchObject({
      ...{ program: "locks", fix: "ordered", threads: 3, times: 2, schedule: "AABB" },
    });
    expect(writeValues(values, parameters)).toBe(link);
    expect(writeValues(read("").values, parameters)).toBe("");
  });

  it("is read in any case, as chats leave it", () => {
    const { values, changes } = read("#Program=Cache&amp;FIX=CAS&schedule=bbaab.");
    expect(changes).toEqual([]);
    expect(values).toMatchObject({ program: "cache", fix: "cas", schedule: "BBAAB" });
  });

  it.each([
    ["#program=bank", "“program” is one of counter, withdraw, cache, once, locks, philosophers"],
    ["#fix=prayer", "“fix” is one of none, atomic, mutex, cas, sharded, ordered, queue"],
    ["#threads=9", "“threads” goes from 2 to 4: 4 is used."],
    ["#schedule=A1", "“schedule” is not one letter per step, such as ABBA: it was ignored."],
    [`#schedule=${"A".repeat(1001)}`, "“schedule” is not one letter per step"],
    ["#program=locks&fix=atomic", "“atomic” does not fit locks: none is used."],
  ])("%s is told", (link, said) => {
    expect(read(link).changes.join(" ")).toContain(said);
  });

  it("whose fix does not fit loses the schedule with it", () => {
    const { values, changes } = read("#program=locks&fix=atomic&schedule=AB");
    expect(values).toMatchObject({ fix: "none", schedule: "" });
    expect(changes).toContain("The schedule was for that fix, and is left out.");
  });

  it("has every program with each of its fixes", () => {
    for (const { name, fixes } of programs) {
      for (const { fix } of fixes) expect(read(`#program=${name}&fix=${fix}`).changes).toEqual([]);
    }
  });
});
