import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LanesError } from "../../../web/spec/errors.ts";
import type { FromWorker, ToWorker } from "../../../web/workers/contract.ts";
import { type AskOptions, Conversation } from "../../../web/workers/conversation.ts";

interface Talk {
  asks: { double(number: number): number };
  tells: { note: string };
  news: { progress: number };
}

/** A fake worker, which posts messages and fails when the test says so. */
class FakeWorker extends EventTarget {
  readonly heard: ToWorker[] = [];
  ended = false;

  postMessage(message: ToWorker): void {
    this.heard.push(structuredClone(message));
  }

  terminate(): void {
    this.ended = true;
  }

  say(message: FromWorker): void {
    this.dispatchEvent(new MessageEvent("message", { data: message }));
  }

  throws(message: string): void {
    this.dispatchEvent(Object.assign(new Event("error", { cancelable: true }), { message }));
  }

  /** Ids of the requests received, in order. */
  get asked(): number[] {
    return this.heard.flatMap((message) => ("id" in message && message.id > 0 ? [message.id] : []));
  }
}

function begin(progress: (ended: number) => void = () => undefined) {
  const worker = new FakeWorker();
  const talk = new Conversation<Talk>("worker.js", {
    news: { progress },
    start: () => worker as unknown as Worker,
  });
  return { worker, talk };
}

/** The outcome of a request: its reply, its error's code, or "open"; and how often it settled. */
function watch(asked: Promise<number>) {
  const fate = { is: "open" as number | string, times: 0 };
  const settle = (is: number | string) => {
    fate.is = is;
    fate.times++;
  };
  asked.then(settle, (error: unknown) => settle(error instanceof LanesError ? error.code : "?"));
  return fate;
}

/** Runs the handlers of all promises that have settled. */
const turn = () => vi.advanceTimersByTimeAsync(0);

const died = new LanesError("worker-died", "It died.");

beforeEach(() => {
  vi.useFakeTimers();
  // No Web Locks, as in a sandboxed frame: a worker's death is detected only by its errors.
  vi.stubGlobal("navigator", {});
  vi.stubGlobal("self", { origin: "http://lanes.example" });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a conversation with a worker", () => {
  it("settles each request by its own reply, in whatever order they come", async () => {
    const { worker, talk } = begin();
    const first = watch(talk.ask("double", 1));
    const second = watch(talk.ask("double", 2));
    const [one = 0, two = 0] = worker.asked;
    worker.say({ id: two, reply: 4 });
    await turn();
    expect([first.is, second.is]).toEqual(["open", 4]);
    worker.say({ id: one, reply: 2 });
    await turn();
    expect(first.is).toBe(2);
  });

  it("tells the worker of a cancellation, rejects at once, and ignores the reply that comes late", async () => {
    const { worker, talk } = begin();
    const abort = new AbortController();
    const left = watch(talk.ask("double", 1, { signal: abort.signal }));
    const next = watch(talk.ask("double", 2));
    const [one = 0, two = 0] = worker.asked;
    abort.abort();
    await turn();
    expect(left.is).toBe("cancelled");
    expect(worker.heard.at(-1)).toEqual({ cancelled: one });
    worker.say({ id: one, reply: 2 });
    worker.say({ id: two, reply: 4 });
    await turn();
    expect([left.is, next.is, talk.over.aborted]).toEqual(["cancelled", 4, false]);
  });

  it("asks nothing of the worker once the signal has aborted", async () => {
    const { worker, talk } = begin();
    const fate = watch(talk.ask("double", 1, { signal: AbortSignal.abort() }));
    await turn();
    expect([fate.is, worker.heard]).toEqual(["cancelled", []]);
  });

  it("says why a signal aborted where that says so", async () => {
    const { talk } = begin();
    const fate = watch(talk.ask("double", 1, { signal: AbortSignal.abort(died) }));
    await turn();
    expect(fate.is).toBe("worker-died");
  });

  it("waits for the reply to a cancelled request as long as it has grace, then ends the worker", async () => {
    const { worker, talk } = begin();
    const abort = new AbortController();
    const options: AskOptions = { signal: abort.signal, graceMs: 40 };
    const quick = watch(talk.ask("double", 1, options));
    const slow = watch(talk.ask("double", 2, options));
    abort.abort();
    worker.say({ id: worker.asked[0] ?? 0, reply: 2 });
    await vi.advanceTimersByTimeAsync(39);
    expect([quick.is, slow.is, worker.ended]).toEqual([2, "open", false]);
    await vi.advanceTimersByTimeAsync(5);
    expect([slow.is, worker.ended]).toEqual(["cancelled", true]);
  });

  it("ends a worker that has not replied in time, with the error it was given", async () => {
    const { worker, talk } = begin();
    worker.say({ begun: true });
    const error = new LanesError("unavailable", "Too slow.");
    const fate = watch(talk.ask("double", 1, { patience: { ms: 100, error } }));
    await vi.advanceTimersByTimeAsync(99);
    expect(fate.is).toBe("open");
    await vi.advanceTimersByTimeAsync(5);
    expect([fate.is, worker.ended]).toEqual(["unavailable", true]);
  });

  it("ends a worker that never begins, and not one that has", async () => {
    const never = begin();
    const fate = watch(never.talk.ask("double", 1));
    const there = begin();
    there.worker.say({ begun: true });
    await vi.advanceTimersByTimeAsync(150_000);
    expect([fate.is, never.worker.ended, there.worker.ended]).toEqual(["unavailable", true, false]);
  });

  it("rejects all that is open when the worker dies, and all that is asked from then on", async () => {
    const { worker, talk } = begin();
    const open = [watch(talk.ask("double", 1)), watch(talk.ask("double", 2))];
    worker.throws("out of luck");
    const late = watch(talk.ask("double", 3));
    talk.tell("note", "nobody hears this");
    await turn();
    expect([...open, late].map(({ is }) => is)).toEqual([
      "worker-died",
      "worker-died",
      "worker-died",
    ]);
    expect(worker.heard).toHaveLength(2);
    expect((talk.over.reason as LanesError).message).toContain("out of luck");
  });

  /** A conversation with a worker that holds its lock until `die` is called; in real time. */
  async function withLife() {
    vi.useRealTimers();
    vi.unstubAllGlobals();
    const worker = new FakeWorker();
    let die = () => {};
    let named = "";
    const talk = new Conversation<Talk>("worker.js", {
      start(_address, name) {
        named = name;
        return worker as unknown as Worker;
      },
    });
    await new Promise<void>((held) => {
      void navigator.locks.request(named, () => {
        held();
        return new Promise<void>((release) => {
          die = release;
        });
      });
    });
    return { worker, talk, die: () => die() };
  }

  it("hears of a death without a word by the lock that the worker held", async () => {
    const { worker, talk, die } = await withLife();
    worker.say({ begun: true });
    const fate = talk.ask("double", 1).catch(({ code }: LanesError) => code);
    expect(worker.heard[0]).toEqual({ hold: 1 });
    worker.say({ holds: 1, locked: true });
    await new Promise((later) => setTimeout(later, 20));
    expect(talk.over.aborted).toBe(false);
    die();
    expect(await fate).toBe("worker-died");
    await talk.gone;
  });

  it("takes a worker without its lock for no death, however long its reply takes", async () => {
    const request = vi.fn(() => Promise.resolve());
    vi.stubGlobal("navigator", { locks: { request } });
    const { worker, talk } = begin();
    worker.say({ begun: true });
    const fate = watch(talk.ask("double", 1));
    worker.say({ holds: 1, locked: false });
    await vi.advanceTimersByTimeAsync(300_000);
    expect([fate.is, request.mock.calls.length]).toEqual(["open", 0]);
    worker.say({ id: 1, reply: 2 });
    await turn();
    expect([fate.is, talk.over.aborted]).toEqual([2, false]);
  });

  it("waits for no lock between requests, and takes the release of the worker’s for no death", async () => {
    /** Requests for a lock that wait. */
    const pending = new Set<() => void>();
    const request = (_name: string, _options: LockOptions, granted: () => void) =>
      new Promise<void>((done) => {
        const grant = () => {
          pending.delete(grant);
          granted();
          done();
        };
        pending.add(grant);
      });
    const grantAll = () => {
      for (const grant of pending) grant();
    };
    vi.stubGlobal("navigator", { locks: { request } });
    const { worker, talk } = begin();
    worker.say({ begun: true });
    for (const time of [1, 2]) {
      const asked = talk.ask("double", time);
      worker.say({ holds: time, locked: true });
      expect(pending.size).toBe(1);
      worker.say({ id: time, reply: 2 * time });
      expect(await asked).toBe(2 * time);
      await vi.advanceTimersByTimeAsync(900);
      expect(pending.size).toBe(1);
      await vi.advanceTimersByTimeAsync(200);
      // The worker hears that, and releases its lock.
      expect(worker.heard.at(-1)).toEqual({ hold: 0 });
      grantAll();
      await turn();
      expect([pending.size, talk.over.aborted]).toEqual([0, false]);
    }
    const holds = worker.heard.flatMap((message) => ("hold" in message ? [message.hold] : []));
    expect(holds).toEqual([1, 0, 2, 0]);
    const fate = watch(talk.ask("double", 3));
    // What it said of an earlier turn is not believed: it may have released its lock since.
    worker.say({ holds: 2, locked: true });
    expect(pending.size).toBe(0);
    worker.say({ holds: 3, locked: true });
    grantAll();
    await turn();
    expect(fate.is).toBe("worker-died");
  });

  it("gives an idle worker that it ends time to release its lock", async () => {
    vi.stubGlobal("navigator", { locks: { request: () => new Promise(() => {}) } });
    const { worker, talk } = begin();
    const asked = talk.ask("double", 1);
    worker.say({ id: 1, reply: 2 });
    await asked;
    talk.end(new LanesError("cancelled", "Enough."));
    expect(worker.heard.at(-1)).toEqual({ hold: 0 });
    expect(worker.ended).toBe(false);
    await vi.advanceTimersByTimeAsync(1000);
    expect(worker.ended).toBe(true);
  });

  it("takes a worker that does not take its lock for dead", async () => {
    vi.stubGlobal("navigator", { locks: { request: () => new Promise(() => {}) } });
    const { worker, talk } = begin();
    worker.say({ begun: true });
    const fate = watch(talk.ask("double", 1));
    await vi.advanceTimersByTimeAsync(119_000);
    expect(fate.is).toBe("open");
    await vi.advanceTimersByTimeAsync(2000);
    expect(fate.is).toBe("worker-died");
  });

  it("says whether an ended worker is gone, and waits for that no longer than it is told to", async () => {
    const { talk, die } = await withLife();
    talk.end(new LanesError("cancelled", "Enough."));
    expect(await talk.goneWithin(20)).toBe(false);
    die();
    expect(await talk.goneWithin(60_000)).toBe(true);
  });

  it.each(["bad-spec", "cancelled"] as const)(
    "goes on after a request that is %s",
    async (code) => {
      const { worker, talk } = begin();
      const fate = watch(talk.ask("double", 1));
      worker.say({ id: worker.asked[0] ?? 0, code, message: "No." });
      await turn();
      expect([fate.is, worker.ended]).toEqual([code, false]);
    },
  );

  it("ends a worker in which something has gone wrong: its module may be broken", async () => {
    const { worker, talk } = begin();
    const fates = [watch(talk.ask("double", 1)), watch(talk.ask("double", 2))];
    worker.say({ id: worker.asked[1] ?? 0, code: "out-of-memory", message: "Full." });
    await turn();
    expect(fates.map(({ is }) => is)).toEqual(["out-of-memory", "out-of-memory"]);
    expect(worker.ended).toBe(true);
  });

  it("ends a worker that fails at what it was told", async () => {
    const { worker, talk } = begin();
    const fate = watch(talk.ask("double", 1));
    worker.say({ id: 0, code: "worker-died", message: "It cannot go on." });
    await turn();
    expect([fate.is, worker.ended]).toEqual(["worker-died", true]);
  });

  it("says what to allow where a sandbox keeps its worker out", async () => {
    vi.stubGlobal("self", { origin: "null" });
    const { worker, talk } = begin();
    const fate = watch(talk.ask("double", 1));
    worker.throws("");
    await turn();
    expect(fate.is).toBe("unavailable");
    expect((talk.over.reason as LanesError).message).toContain("allow-same-origin");
  });

  it("rejects what cannot be copied, with a LanesError, and goes on", async () => {
    const { talk } = begin();
    const fate = watch(talk.ask("double", (() => 1) as unknown as number));
    await turn();
    expect([fate.is, talk.over.aborted]).toEqual(["worker-died", false]);
  });

  it("hears news as long as the worker lives, and nothing after", () => {
    const progress = vi.fn();
    const { worker, talk } = begin(progress);
    worker.say({ news: "progress", what: 1 });
    talk.end(died);
    worker.say({ news: "progress", what: 2 });
    expect(progress.mock.calls).toEqual([[1]]);
  });

  it("settles every request exactly once, and by no other's reply, however all of it crosses", async () => {
    /** `which`: an index into what has been sent by then, modulo its length. */
    const which = fc.nat({ max: 30 });
    const step = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({
          do: fc.constant("ask" as const),
          graceMs: fc.option(fc.integer({ min: 0, max: 50 }), { nil: undefined }),
          patienceMs: fc.option(fc.integer({ min: 0, max: 200 }), { nil: undefined }),
        }),
      },
      { weight: 4, arbitrary: fc.record({ do: fc.constant("reply" as const), which }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constant("abort" as const), which }) },
      {
        weight: 1,
        arbitrary: fc.record({
          do: fc.constant("fail" as const),
          which,
          code: fc.constantFrom("bad-spec" as const, "cancelled" as const, "worker-died" as const),
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ do: fc.constant("wait" as const), ms: fc.nat({ max: 60 }) }),
      },
      { weight: 1, arbitrary: fc.constant({ do: "begin" as const }) },
      { weight: 1, arbitrary: fc.constantFrom({ do: "die" as const }, { do: "end" as const }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { worker, talk } = begin();
        const asked: { fate: ReturnType<typeof watch>; abort: AbortController }[] = [];
        const at = <Item>(items: Item[], index: number) => items[index % items.length];
        for (const one of steps) {
          if (one.do === "ask") {
            const abort = new AbortController();
            const { graceMs, patienceMs } = one;
            const options: AskOptions = {
              signal: abort.signal,
              ...(graceMs !== undefined && { graceMs }),
              ...(patienceMs !== undefined && { patience: { ms: patienceMs, error: died } }),
            };
            asked.push({ fate: watch(talk.ask("double", asked.length, options)), abort });
          } else if (one.do === "reply") {
            // Replies also to requests that have had a reply or were cancelled.
            const request = at(worker.heard, one.which);
            if (request && "id" in request) {
              worker.say({ id: request.id, reply: 2 * (request.what as number) });
            }
          } else if (one.do === "fail") {
            const id = at(worker.asked, one.which);
            if (id) worker.say({ id, code: one.code, message: "No." });
          } else if (one.do === "abort") at(asked, one.which)?.abort.abort();
          else if (one.do === "wait") await vi.advanceTimersByTimeAsync(one.ms);
          else if (one.do === "begin") worker.say({ begun: true });
          else if (one.do === "die") worker.throws("died");
          else talk.end(died);
          await turn();
          for (const [number, { fate }] of asked.entries()) {
            expect(fate.times).toBe(fate.is === "open" ? 0 : 1);
            if (typeof fate.is === "number") expect(fate.is).toBe(2 * number);
            else expect(fate.is).not.toBe("?");
            // No request stays open after the worker has ended.
            if (talk.over.aborted) expect(fate.is).not.toBe("open");
          }
          expect(worker.ended).toBe(talk.over.aborted);
        }
        talk.end(died);
        await turn();
        for (const { fate } of asked) expect(fate.times).toBe(1);
        expect(vi.getTimerCount()).toBe(0);
      }),
      { seed: 20261125, numRuns: 300 },
    );
  });
});
