/** What comes from a sandbox is heard only as far as it is what it should be. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkedRun, checkedTask } from "../../../../web/engine/own/checked-outcome.ts";
import { isFromWorker, SandboxedWorker } from "../../../../web/engine/own/sandboxed-worker.ts";
import { LanesError } from "../../../../web/spec/errors.ts";

const outcome = {
  wallMs: 5,
  maxInFlight: 1,
  p50Ms: 1,
  p95Ms: 1,
  p99Ms: 1,
  maxMs: 1,
  computedMs: 1,
  lostMs: 0,
  outcomes: Uint8Array.of(0),
  texts: ["digest"],
  lane: Uint16Array.of(0),
  task: Uint32Array.of(0),
  kind: Uint8Array.of(2),
  spanStartMs: Float64Array.of(0),
  spanEndMs: Float64Array.of(1),
};

const answers = [{ arrivedMs: 1, handledMs: 6, count: 2 }];

describe("the outcome of a run", () => {
  test("is taken as it is where it fits", () => {
    expect(checkedRun({ outcome, asked: true, answers }, 1)).toEqual({
      outcome,
      asked: true,
      answers,
    });
  });

  test.each(Object.keys(outcome))("is not taken with another %s", (key) => {
    fc.assert(
      fc.property(
        fc.oneof(fc.anything(), fc.constantFrom(-1, Number.NaN, 1e300, {}, [], new Uint8Array(9))),
        (odd) => {
          try {
            const said = { outcome: { ...outcome, [key]: odd }, answers };
            const { outcome: taken } = checkedRun(said, 1);
            expect(typeof odd === "number" || Array.isArray(odd) || ArrayBuffer.isView(odd)).toBe(
              true,
            );
            expect(taken.outcomes).toHaveLength(1);
          } catch (error) {
            if (!(error instanceof LanesError)) throw error;
            expect(error.code).toBe("worker-died");
          }
        },
      ),
    );
  });

  test.each([
    undefined,
    [7],
    [{}],
    [{ ...answers[0], handledMs: -1e9 }],
    [{ ...answers[0], count: "2" }],
  ])("is not taken with the answers %j", (odd) => {
    expect(() => checkedRun({ outcome, asked: true, answers: odd }, 1)).toThrow(LanesError);
  });

  test("of any kind is taken or refused with a sentence", () => {
    fc.assert(
      fc.property(fc.anything(), (said) => {
        expect(() => checkedRun(said, 1)).toThrow(LanesError);
        expect(() => checkedTask(said)).toThrow(LanesError);
      }),
    );
  });
});

describe("messages of a sandboxed worker", () => {
  const heard = async (...all: unknown[]) => {
    const { port1, port2 } = new MessageChannel();
    const said: unknown[] = [];
    let strange = 0;
    const worker = new SandboxedWorker(
      port1,
      "secret",
      () => strange++,
      () => undefined,
    );
    worker.addEventListener("message", (event) => said.push((event as MessageEvent).data));
    for (const one of all) port2.postMessage(one);
    while (said.length + strange < all.length) await new Promise((next) => setTimeout(next));
    port1.close();
    return { said, strange };
  };
  const begun = { begun: true };

  test("are heard in their order, with the secret", async () => {
    const { said, strange } = await heard(
      { secret: "secret", number: 1, message: begun },
      { secret: "secret", number: 2, message: { id: 1, reply: 3 } },
    );
    expect(said).toEqual([begun, { id: 1, reply: 3 }]);
    expect(strange).toBe(0);
  });

  test.each([
    ["without the secret", [{ secret: "other", number: 1, message: begun }]],
    ["with another number", [{ secret: "secret", number: 2, message: begun }]],
    [
      "of another shape",
      [{ secret: "secret", number: 1, message: { id: "1", reply: 0 } }, 7, null],
    ],
  ])("are strange %s", async (_, all) => {
    const { said, strange } = await heard(...all);
    expect(said).toEqual([]);
    expect(strange).toBe(all.length);
  });

  test("are strange when they come again", async () => {
    const one = { secret: "secret", number: 1, message: begun };
    expect(await heard(one, one)).toEqual({ said: [begun], strange: 1 });
  });

  test("errors have a code that there is, and sentences of bounded length", () => {
    const failed = { id: 1, code: "task-threw", message: "It threw." };
    expect(isFromWorker(failed)).toBe(true);
    expect(isFromWorker({ ...failed, code: "root" })).toBe(false);
    expect(isFromWorker({ ...failed, message: "x".repeat(5000) })).toBe(false);
    expect(isFromWorker({ ...failed, diagnostics: [{ line: 1 }] })).toBe(false);
    const diagnostic = { line: 1, column: 2, severity: "error", text: "here" };
    expect(isFromWorker({ ...failed, diagnostics: [diagnostic] })).toBe(true);
    fc.assert(fc.property(fc.anything(), (any) => typeof isFromWorker(any) === "boolean"));
  });
});
