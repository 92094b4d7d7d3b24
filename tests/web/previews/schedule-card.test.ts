/** The image of the shortest schedule that fails, drawn from what the story has recorded. */
import { describe, expect, it } from "vitest";
import { imageWidth } from "../../../web/previews/preview.ts";
import {
  type Schedule,
  scheduleAltOf,
  scheduleCardOf,
} from "../../../web/previews/schedule-card.ts";
import shared from "../../../web/stories/shared-state/recorded.json" with { type: "json" };
import { readXml } from "../samples/xml.ts";

describe("the image of a schedule", () => {
  const { shortest, interleavings, failing } = shared.plays.found;
  const schedule = { shortest, interleavings, failing } as Schedule;

  it("has each step inside it, where it comes and on its thread’s line", () => {
    const boxes = readXml(scheduleCardOf("A title", schedule))
      .filter(({ name, attributes }) => name === "rect" && attributes.has("rx"))
      .map(({ attributes }) => ["x", "y", "width"].map((key) => Number(attributes.get(key))));
    expect(boxes).toHaveLength(schedule.shortest.steps.length);
    const lines = new Map<number, Set<number>>();
    let free = 0;
    for (const [i, [x = 0, y = 0, width = 0]] of boxes.entries()) {
      expect(x).toBeGreaterThan(free);
      free = x + width;
      const thread = schedule.shortest.steps[i]?.thread ?? -1;
      lines.set(thread, (lines.get(thread) ?? new Set()).add(y));
    }
    expect(free).toBeLessThan(imageWidth);
    expect([...lines.values()].map(({ size }) => size)).toEqual([1, 1]);
    expect(new Set([...lines.values()].flatMap((ys) => [...ys])).size).toBe(2);
  });

  it("says what was lost, and of how many schedules", () => {
    const alt = scheduleAltOf(schedule);
    for (const words of [
      "2 threads each added 1. The total is 1.",
      "Of all 6 schedules, 4 lose an update.",
    ]) {
      expect(alt).toContain(words);
      expect(scheduleCardOf("A title", schedule)).toContain(words);
    }
    expect(alt).toContain("B: store 1 to total, leaves 1; A: store 1 to total, leaves 1.");
  });
});
