/** The event loop under test: it answers probes, and says when a timer was due and when it fired. */
import { describe, expect, it } from "vitest";
import { epochNow } from "../../../web/base/clock.ts";
import {
  answerProbes,
  type LoopSays,
  tellInLine,
  timerMs,
} from "../../../web/monitor/probe/responder.ts";

describe("the event loop under test", () => {
  it("has one timer while it is probed, which fires late when the loop is blocked", async () => {
    const heard: LoopSays[] = [];
    let hasFired = () => {};
    const fired = new Promise<void>((resolve) => {
      hasFired = resolve;
    });
    const port = {
      postMessage(said: LoopSays) {
        heard.push(said);
        if ("firedEpochMs" in said) hasFired();
      },
      onmessage: null as ((event: MessageEvent) => void) | null,
    };
    answerProbes(port as unknown as MessagePort);
    const probe = (data: number) => port.onmessage?.({ data } as MessageEvent);
    probe(0);
    // Nothing else gets a turn until after the timer is due.
    const untilMs = epochNow() + timerMs + 50;
    while (epochNow() < untilMs);
    probe(1);
    const [first, set, second, ...others] = heard;
    expect(others).toEqual([]);
    expect([first, second]).toMatchObject([{ probe: 0 }, { probe: 1 }]);
    await fired;
    const dueMs = set && "timerDueEpochMs" in set ? set.timerDueEpochMs : Number.NaN;
    expect(dueMs).toBeLessThan(untilMs);
    expect(heard[3]).toMatchObject({ timerDueEpochMs: dueMs });
    const done = heard[3] && "firedEpochMs" in heard[3] ? heard[3].firedEpochMs : Number.NaN;
    expect(done).toBeGreaterThanOrEqual(untilMs);
    // It was probed meanwhile, so the next is set at once; and after that one there is none.
    expect(heard).toHaveLength(5);
    expect(heard[4]).toHaveProperty("timerDueEpochMs");
    expect(heard[4]).not.toHaveProperty("firedEpochMs");
    while (heard.length < 6) await new Promise((turn) => setTimeout(turn, 10));
    await new Promise((turn) => setTimeout(turn));
    expect(heard).toHaveLength(6);
    probe(2);
    expect(heard.slice(6)).toMatchObject([{ probe: 2 }, {}]);
    expect(heard[7]).toHaveProperty("timerDueEpochMs");
  });

  it("says how many tasks stand in line to whoever watches now", () => {
    const heard: unknown[][] = [[], []];
    const ports = heard.map((said) => ({ postMessage: (what: unknown) => said.push(what) }));
    const [first, second] = ports as unknown as [MessagePort, MessagePort];
    answerProbes(first);
    tellInLine(3);
    answerProbes(second);
    tellInLine(7);
    expect(heard).toEqual([[{ tasksInLine: 3 }], [{ tasksInLine: 7 }]]);
  });
});
