/** The client of the downstream model: every request is answered once, or cancelled. */
import { describe, expect, it } from "vitest";
import { ModelClient } from "../../web/engine/service/model-client.ts";
import { readBystander } from "../../web/engine/service/model-codec.ts";

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

  it("reads a bystander's requests by the clock of the run", () => {
    expect(readBystander([110, 130, 0, 120, 125, 2], 100)).toEqual([
      { sentMs: 10, endedMs: 30, answer: "answered" },
      { sentMs: 20, endedMs: 25, answer: "timed out" },
    ]);
  });
});
