/** One run at a time in a browser. Pages are objects here, with fake locks and channels. */
import { describe, expect, it } from "vitest";
import { Machine, type MachineParts } from "../../../web/engine/machine.ts";

/** What all pages of an origin share. */
class Origin {
  nowMs = 1;
  readonly #channels = new Set<EventTarget>();
  readonly #held: { name: string; mode: string }[] = [];
  readonly #waiting: (() => void)[] = [];

  /** The part of Web Locks in use: exclusive locks take turns by name, shared ones never wait. */
  readonly locks = {
    request: async (name: string, options: LockOptions, doing?: unknown) => {
      const held = { name, mode: options.mode ?? "exclusive" };
      const free = () => !this.#held.some((one) => one.name === name && held.mode !== "shared");
      while (!free()) {
        await new Promise<void>((turn, cancel) => {
          this.#waiting.push(turn);
          options.signal?.addEventListener("abort", () => cancel(new Error("aborted")));
        });
        if (options.signal?.aborted) throw new Error("aborted");
      }
      this.#held.push(held);
      try {
        return await (doing as () => Promise<unknown>)();
      } finally {
        this.#held.splice(this.#held.indexOf(held), 1);
        for (const turn of this.#waiting.splice(0)) turn();
      }
    },
    query: async () => ({ held: [...this.#held] }),
  } as unknown as LockManager;

  page(name: string, { locks = true, channel = true } = {}) {
    const own = Object.assign(new EventTarget(), {
      postMessage: (data: unknown) => {
        for (const other of this.#channels) {
          if (other !== own) other.dispatchEvent(new MessageEvent("message", { data }));
        }
      },
    });
    const waited: (string | null)[] = [];
    const parts: MachineParts = {
      locks: locks ? this.locks : undefined,
      openChannel: () => {
        if (!channel) return undefined;
        this.#channels.add(own);
        return own as unknown as BroadcastChannel;
      },
      pageName: () => name,
      now: () => this.nowMs,
      waits: (page) => waited.push(page),
    };
    return { machine: new Machine(parts), origin: this as Origin, waited, tell: own.postMessage };
  }
}

const { signal: never } = new AbortController();
const soon = (ms = 0) => new Promise((resolve) => setTimeout(resolve, ms));

/** A run that lasts until `end` is called. */
function longRun({ machine, origin }: ReturnType<Origin["page"]>, signal = never) {
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  const run = { begun: false, end, overlapped: "", done: Promise.resolve() };
  run.done = machine.during(signal, undefined, async (turn) => {
    run.begun = true;
    const startMs = origin.nowMs;
    await over;
    run.overlapped = turn.overlapped(startMs, origin.nowMs);
  });
  run.done.catch(() => undefined);
  return run;
}

describe("one run at a time", () => {
  it("waits for the run of another page, is told whose, and comes next", async () => {
    const origin = new Origin();
    const [one, two] = [origin.page("One"), origin.page("Two")];
    const first = longRun(one);
    await soon();
    expect(first.begun).toBe(true);
    expect(one.waited).toEqual([null]);
    const second = longRun(two);
    while (two.waited.length === 0) await soon(10);
    expect(two.waited).toEqual(["One"]);
    expect(second.begun).toBe(false);
    first.end();
    await first.done;
    while (!second.begun) await soon();
    expect(two.waited).toEqual(["One", null]);
    second.end();
    await second.done;
    expect([first.overlapped, second.overlapped]).toEqual(["", ""]);
  });

  it("is left by whoever is cancelled while it waits, and the others come all the same", async () => {
    const origin = new Origin();
    const first = longRun(origin.page("One"));
    const abort = new AbortController();
    const second = longRun(origin.page("Two"), abort.signal);
    const third = longRun(origin.page("Three"));
    await soon();
    abort.abort();
    await expect(second.done).rejects.toMatchObject({ code: "cancelled" });
    first.end();
    while (!third.begun) await soon();
    third.end();
    await third.done;
    expect(second.begun).toBe(false);
  });

  it("is given back by a run that fails", async () => {
    const origin = new Origin();
    const { machine } = origin.page("One");
    const failed = machine.during(never, undefined, () => Promise.reject(new Error("broken")));
    await expect(failed).rejects.toThrow("broken");
    const next = longRun(origin.page("Two"));
    await soon();
    expect(next.begun).toBe(true);
  });
});

describe("where there are no locks", () => {
  it("runs that overlap are told of, on both sides", async () => {
    const origin = new Origin();
    const first = longRun(origin.page("One", { locks: false }));
    origin.nowMs = 10;
    const second = longRun(origin.page("Two", { locks: false }));
    await soon();
    expect(second.begun).toBe(true);
    origin.nowMs = 20;
    first.end();
    await first.done;
    second.end();
    await second.done;
    expect([first.overlapped, second.overlapped]).toEqual(["Two", "One"]);
  });

  it("those before and after are not, and neither is a page that was closed", async () => {
    const origin = new Origin();
    const one = origin.page("One", { locks: false });
    const two = origin.page("Two", { locks: false });
    const first = longRun(one);
    origin.nowMs = 10;
    one.machine.gone();
    origin.nowMs = 20;
    const second = longRun(two);
    second.end();
    await second.done;
    expect(second.overlapped).toBe("");
    first.end();
    await first.done;
  });

  it("refused locks are not asked for again, and the run goes on", async () => {
    const origin = new Origin();
    const page = origin.page("One");
    let asked = 0;
    const machine = new Machine({
      locks: {
        request: async () => {
          asked++;
          throw new DOMException("in this context", "SecurityError");
        },
        query: async () => ({}),
      } as unknown as LockManager,
      openChannel: () => undefined,
      pageName: () => "One",
      now: () => 0,
      waits: () => undefined,
    });
    for (let run = 0; run < 2; run++)
      expect(await machine.during(never, undefined, async () => 7)).toBe(7);
    expect(asked).toBe(1);
    expect(page.waited).toEqual([]);
  });

  it("messages of any other shape are nothing to it", async () => {
    const origin = new Origin();
    const other = origin.page("Other", { locks: false });
    const run = longRun(origin.page("One", { locks: false }));
    for (const said of [null, 7, "x", {}, { run: 1, page: "x", startMs: 0, endMs: null }])
      other.tell(said);
    run.end();
    await run.done;
    expect(run.overlapped).toBe("");
  });
});
