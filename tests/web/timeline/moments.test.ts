import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeMoment } from "../../../web/app/timeline/moment-words.ts";
import { momentAt, stepFrom, stepsOf } from "../../../web/timeline/scene/moments.ts";
import { resultOf, type SpanRow, spansOf } from "../samples/results.ts";

const [QUEUED, WAITING, RUNNING] = [0, 1, 2];

/** Three tasks on one thread, the second in two turns; health checks unanswered meanwhile. */
const result = resultOf({
  how: "sliced",
  wallMs: 40,
  tasks: { count: 3, ok: 3, failed: 0, cancelled: 0 },
  spans: spansOf([
    [0, 0, QUEUED, 0, 0],
    [0, 0, RUNNING, 0, 10],
    [0, 1, QUEUED, 0, 10],
    [0, 1, RUNNING, 10, 20],
    [0, 1, RUNNING, 30, 40],
    [0, 2, QUEUED, 0, 20],
    [0, 2, RUNNING, 20, 30],
  ] as SpanRow[]),
  eventLoop: {
    ...resultOf({}).eventLoop,
    checks: [
      { sentMs: 0, answeredMs: 1 },
      { sentMs: 12, answeredMs: 31 },
      { sentMs: 22, answeredMs: 31 },
    ],
    timers: [
      { dueMs: 9, firedMs: 11 },
      { dueMs: 24, firedMs: 32 },
    ],
    answers: [{ arrivedMs: 21, handledMs: 30, count: 3 }],
  },
});

describe("a moment of a run", () => {
  it("is what was recorded: who computed, who stood in line, who was done", () => {
    expect(momentAt(result, 5)).toMatchObject({ running: [0], queued: 2, ended: 0, checks: 0 });
    expect(momentAt(result, 25)).toMatchObject({ running: [2], paused: 1, ended: 1, checks: 2 });
    expect(momentAt(result, 25)).toMatchObject({ answers: 3, timers: 1 });
    expect(momentAt(result, 31)).toMatchObject({ answers: 0, timers: 1, checks: 0 });
    expect(momentAt(result, 35)).toMatchObject({ running: [1], ended: 2, checks: 0, over: false });
    expect(momentAt(result, 40)).toMatchObject({ running: [], ended: 3, over: true });
  });

  it("is described in a few words", () => {
    const says = (ms: number) => describeMoment(result.how, momentAt(result, ms));
    expect(says(5)).toBe("task 0 runs; in line: 2 tasks");
    expect(says(25)).toBe(
      "task 2 runs; in line: 1 task, 3 answers, 1 timer and 2 health checks; 1 done",
    );
    expect(says(40)).toBe("over");
    const waits = resultOf({
      how: "concurrent",
      wallMs: 10,
      tasks: { count: 2, ok: 2, failed: 0, cancelled: 0 },
      spans: spansOf([
        [0, 0, WAITING, 0, 10],
        [1, 1, WAITING, 0, 9],
      ]),
    });
    expect(describeMoment("concurrent", momentAt(waits, 5))).toBe("2 tasks wait for an answer");
    expect(describeMoment("concurrent", momentAt(waits, 9.5))).toBe(
      "1 task waits for an answer; 1 done",
    );
  });

  it("accounts for every task, whatever the spans and the moment", () => {
    const span = fc.tuple(
      fc.nat(3),
      fc.nat(5),
      fc.constantFrom(QUEUED, WAITING, RUNNING),
      fc.nat(100),
      fc.nat(100),
    );
    fc.assert(
      fc.property(fc.array(span, { maxLength: 6 }), fc.nat(210), (rows, ms) => {
        // One span a task: those of one task never overlap.
        const own = rows.map(([lane, , kind, from, long], task) => {
          return [lane, task, kind, from, from + long] as SpanRow;
        });
        const moment = momentAt(
          resultOf({
            wallMs: 300,
            tasks: { count: own.length, ok: own.length, failed: 0, cancelled: 0 },
            spans: spansOf(own),
          }),
          ms,
        );
        const { running, waiting, blocked, paused, queued, ended } = moment;
        expect(running.length + waiting + blocked + paused + queued + ended).toBe(own.length);
      }),
    );
  });
});

describe("steps", () => {
  it("are the beginnings and ends of what ran, each once, in order", () => {
    expect([...stepsOf([result])]).toEqual([0, 10, 20, 30, 40]);
  });

  it("show the moment at which all have begun, however soon after the beginning that is", () => {
    for (const begins of [0, 0.02, 0.4, 0.8, 1]) {
      const together = resultOf({
        how: "concurrent",
        wallMs: 1000,
        tasks: { count: 3, ok: 3, failed: 0, cancelled: 0 },
        spans: spansOf(
          [0, 1, 2].map((task) => [0, task, WAITING, (begins * task) / 2, 900 + task] as SpanRow),
        ),
      });
      const seen = [...stepsOf([together])].map((ms) => momentAt(together, ms).waiting);
      expect(seen, `beginning within ${begins} ms`).toContain(3);
    }
  });

  it("are not one because each is close to the one before", () => {
    const [count, wallMs] = [2000, 100];
    const dense = resultOf({
      how: "sequential",
      wallMs,
      tasks: { count, ok: count, failed: 0, cancelled: 0 },
      spans: spansOf(
        Array.from({ length: count }, (_, task): SpanRow => {
          return [0, task, RUNNING, (task * wallMs) / count, ((task + 1) * wallMs) / count];
        }),
      ),
    });
    const steps = stepsOf([dense]);
    const longest = Math.max(...steps.slice(1).map((ms, i) => ms - (steps[i] as number)));
    expect(longest).toBeLessThanOrEqual((2 * wallMs) / 500);
    expect(steps.length).toBeLessThanOrEqual(502);
  });

  it("lead on and back, and stop at the ends", () => {
    const steps = stepsOf([result]);
    expect(stepFrom(steps, 0, 1)).toBe(10);
    expect(stepFrom(steps, 15, 1)).toBe(20);
    expect(stepFrom(steps, 15, -1)).toBe(10);
    expect(stepFrom(steps, 20, -1)).toBe(10);
    expect(stepFrom(steps, 0, -1)).toBe(0);
    expect(stepFrom(steps, 40, 1)).toBe(40);
  });
});
