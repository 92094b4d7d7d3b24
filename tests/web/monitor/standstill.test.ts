import { describe, expect, it } from "vitest";
import { Standstill } from "../../../web/monitor/probe/standstill.ts";

/** The longest standstill that a watchdog with this clock sees. */
function seen(...wallMs: number[]): number {
  const standstill = new Standstill();
  for (const ms of wallMs) standstill.beat(ms);
  return standstill.longestMs;
}

describe("a standstill", () => {
  it("is none while the watchdog runs, however late it is on a busy machine", () => {
    expect(seen()).toBe(0);
    expect(seen(1e12)).toBe(0);
    expect(seen(0, 10, 20, 3020, 3030, 8029)).toBe(0);
  });

  it("is a gap between its beats: the longest counts", () => {
    expect(seen(0, 10, 5010)).toBe(5000);
    expect(seen(0, 7000, 7010, 3_607_010, 3_613_010)).toBe(3_600_000);
  });

  it("is none when the clock is set back", () => {
    expect(seen(1e12, 1e12 - 3_600_000, 1e12 - 3_599_990)).toBe(0);
  });
});
