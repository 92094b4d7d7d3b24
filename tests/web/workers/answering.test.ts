import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LanesError } from "../../../web/spec/errors.ts";
import { answering, handingOver, type Page } from "../../../web/workers/answering.ts";
import type { FromWorker, ToWorker } from "../../../web/workers/contract.ts";

interface Talk {
  asks: { double(number: number): number; wait(what: undefined): string };
  tells: { note: string };
  news: { progress: number };
}

/** The messages that the worker posted, and the objects transferred with them. */
let said: FromWorker[];
let handedOver: Transferable[];
let hear: (message: ToWorker) => void;
let noted: string[];
let page: Page<Talk>;

beforeEach(() => {
  said = [];
  handedOver = [];
  noted = [];
  const scope = new EventTarget();
  vi.stubGlobal("self", { name: "" });
  vi.stubGlobal("addEventListener", scope.addEventListener.bind(scope));
  vi.stubGlobal("postMessage", (message: FromWorker, { transfer = [] as Transferable[] } = {}) => {
    said.push(structuredClone(message));
    handedOver.push(...transfer);
  });
  hear = (data) => scope.dispatchEvent(new MessageEvent("message", { data }));
  page = answering<Talk>(
    {
      double(number) {
        if (number > 1000) throw new LanesError("bad-spec", "Too large.");
        if (number > 100) throw new RangeError("no memory");
        return number < 0
          ? handingOver(2 * number, [new ArrayBuffer(8)])
          : Promise.resolve(2 * number);
      },
      wait: (_what, signal) =>
        new Promise((resolve) => {
          signal.addEventListener("abort", () => resolve("given up"));
        }),
    },
    {
      note(what) {
        if (what === "") throw new Error("an empty note");
        noted.push(what);
      },
    },
  );
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const turn = () => new Promise((later) => setTimeout(later));

describe("a worker that answers", () => {
  it("says when it has begun", async () => {
    await turn();
    expect(said).toEqual([{ begun: true }]);
  });

  it("replies to each request under its id, whichever is done first", async () => {
    await turn();
    hear({ id: 1, name: "wait", what: undefined });
    hear({ id: 2, name: "double", what: 4 });
    await turn();
    hear({ cancelled: 1 });
    // Already replied to.
    hear({ cancelled: 2 });
    await turn();
    expect(said.slice(1)).toEqual([
      { id: 2, reply: 8 },
      { id: 1, reply: "given up" },
    ]);
  });

  it("holds a lock while it is asked to, and answers nothing before it has it", async () => {
    let grant: (() => Promise<void>) | undefined;
    let released = false;
    const request = (_name: string, _options: object, doing: () => Promise<void>) =>
      new Promise<void>((done) => {
        grant = async () => {
          await doing();
          released = true;
          done();
        };
      });
    vi.stubGlobal("navigator", { locks: { request } });
    vi.stubGlobal("self", { name: "one" });
    await turn();
    hear({ hold: 1 });
    hear({ id: 1, name: "wait", what: undefined });
    hear({ cancelled: 1 });
    hear({ id: 0, name: "note", what: "after" });
    await turn();
    expect(said.slice(1)).toEqual([]);
    expect(noted).toEqual([]);
    void grant?.();
    await turn();
    expect(said.slice(1)).toEqual([
      { holds: 1, locked: true },
      { id: 1, reply: "given up" },
    ]);
    expect(noted).toEqual(["after"]);
    expect(released).toBe(false);
    hear({ hold: 0 });
    await turn();
    expect(released).toBe(true);
  });

  it("works without its lock where the browser does not give it", async () => {
    vi.useFakeTimers();
    try {
      vi.stubGlobal("navigator", { locks: { request: () => new Promise(() => undefined) } });
      vi.stubGlobal("self", { name: "one" });
      await vi.advanceTimersByTimeAsync(0);
      hear({ hold: 1 });
      hear({ id: 1, name: "double", what: 4 });
      await vi.advanceTimersByTimeAsync(5000);
      expect(said.slice(1)).toEqual([]);
      await vi.advanceTimersByTimeAsync(6000);
      expect(said.slice(1)).toEqual([
        { holds: 1, locked: false },
        { id: 1, reply: 8 },
      ]);
    } finally {
      vi.useRealTimers();
    }
  });

  it("hands over what a reply says", async () => {
    hear({ id: 1, name: "double", what: -1 });
    await turn();
    expect(said.at(-1)).toEqual({ id: 1, reply: -2 });
    expect(handedOver).toHaveLength(1);
  });

  it("makes of whatever is thrown a reply with a code and a sentence", async () => {
    hear({ id: 1, name: "double", what: 2000 });
    hear({ id: 2, name: "double", what: 200 });
    hear({ id: 3, name: "unheard of", what: 0 });
    await turn();
    expect(said.slice(1)).toMatchObject([
      { id: 1, code: "bad-spec", message: "Too large." },
      { id: 2, code: "out-of-memory" },
      { id: 3, code: "worker-died" },
    ]);
  });

  it("makes of a reply that cannot be sent one that says so", async () => {
    await turn();
    hear({ id: 1, name: "double", what: 3 });
    vi.stubGlobal("postMessage", (message: FromWorker) => {
      if ("reply" in message) throw new DOMException("no clone", "DataCloneError");
      said.push(message);
    });
    await turn();
    expect(said.at(-1)).toMatchObject({ id: 1, code: "worker-died" });
  });

  it("hears what it is told, and fails as a whole where it cannot", async () => {
    hear({ id: 0, name: "note", what: "hello" });
    hear({ id: 0, name: "note", what: "" });
    await turn();
    expect(noted).toEqual(["hello"]);
    expect(said.at(-1)).toMatchObject({ id: 0, code: "worker-died" });
    expect((said.at(-1) as { message: string }).message).toContain("an empty note");
  });

  it("tells its news", () => {
    page.tell("progress", 3);
    expect(said).toContainEqual({ news: "progress", what: 3 });
  });
});
