/** The client of the downstream model: every request is answered once, or cancelled. */
import { describe, expect, it } from "vitest";
import { epochNow } from "../../../web/base/clock.ts";
import { ModelClient } from "../../../web/engine/service/model-client.ts";
import { readBystander } from "../../../web/engine/service/model-codec.ts";

/** A client, and the other end of its port. */
function begin() {
  const { port1, port2 } = new MessageChannel();
  const heard: number[][] = [];
  const next = () =>
    new Promise<void>((resolve) => {
      port2.onmessage = ({ data }) => {
        heard.push(data);
        resolve();
      };
    });
  return { client: new ModelClient(port1), heard, next, answer: port2 };
}

describe("the client of the model", () => {
  it("sends what one turn asks in one message, and tells each asker its own answer", async () => {
    const { client, heard, next, answer } = begin();
    const sent = next();
    const { signal } = new AbortController();
    const answers = [client.answerTo(7, 10, signal), client.answerTo(8, 20, signal)];
    await sent;
    expect(heard).toEqual([[0, 7, 10, 1, 8, 20]]);
    answer.postMessage([1, 1, "too late", 0, 0, "a row"]);
    expect(await Promise.all(answers)).toEqual([
      { ok: true, text: "a row" },
      { ok: false, text: "too late" },
    ]);
    client.close();
  });

  it("tells the asker of an answer that is cut, and when answers were sent is none", async () => {
    const { client, next, answer } = begin();
    const { signal } = new AbortController();
    for (const [cut, ok, text] of [
      [[0], false, ""],
      [[1, 0], true, ""],
      [[2, 0, "a row", performance.timeOrigin], true, "a row"],
    ] as const) {
      const sent = next();
      const asked = client.answerTo(7, 10, signal);
      await sent;
      answer.postMessage(cut);
      expect(await asked).toEqual({ ok, text });
    }
    client.close();
  });

  it("gives up as cancelled, which ends no worker", async () => {
    const { client } = begin();
    const abort = new AbortController();
    const waiting = client.answerTo(1, 10_000, abort.signal);
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ code: "cancelled" });
    await expect(client.answerTo(2, 1, abort.signal)).rejects.toMatchObject({ code: "cancelled" });
    client.close();
  });

  it("answers what is open when it is closed", async () => {
    const { client } = begin();
    const gone = { ok: false, text: "gone" };
    const open = client.answerTo(1, 10_000, new AbortController().signal);
    client.close(gone);
    expect(await open).toEqual(gone);
  });

  it("keeps when answers were sent that stood in line, and of no others", async () => {
    const { client, answer, next } = begin();
    const { signal } = new AbortController();
    const ask = async (told: (number | string)[]) => {
      const sent = next();
      const its = client.answerTo(1, 1, signal);
      await sent;
      answer.postMessage(told);
      return its;
    };
    const longAgo = epochNow() - 50;
    await ask([0, 0, "a", longAgo]);
    // A second ahead: however late this is handled, it did not stand in line.
    await ask([1, 0, "b", epochNow() + 1000]);
    await ask([2, 0, "c"]);
    const inLine = client.answersInLine(longAgo - 10);
    expect(inLine).toMatchObject([{ count: 1 }]);
    expect(inLine[0]?.arrivedMs).toBeCloseTo(10, 3);
    expect(inLine[0]?.handledMs).toBeGreaterThan(59);
    client.close();
  });

  it("reads a bystander's requests by the clock of the run", () => {
    expect(readBystander([110, 130, 0, 120, 125, 2], 100)).toEqual([
      { sentMs: 10, endedMs: 30, answer: "answered" },
      { sentMs: 20, endedMs: 25, answer: "timed out" },
    ]);
  });
});
