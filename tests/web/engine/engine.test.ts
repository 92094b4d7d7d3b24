/** The engine's pure parts: the plan of a run, the choice of its tier, and the queue of runs. */
import { describe, expect, it } from "vitest";
import {
  checkOneLock,
  environmentOf,
  notesOn,
  orderOf,
  pictureFor,
} from "../../../web/engine/plan.ts";
import { RunQueue } from "../../../web/engine/run-queue.ts";
import type { Stage } from "../../../web/engine/stages.ts";
import { TierPolicy } from "../../../web/engine/tier-policy.ts";
import { LanesError } from "../../../web/spec/errors.ts";
import { defaultSpec } from "../../../web/spec/link/grammar.ts";
import type { Capabilities, PictureData } from "../../../web/spec/types.ts";

const context = { embed: false, reportedCores: 4 };
const stage = { tier: "none", suspend: "jspi" } as unknown as Stage;
const picture: PictureData = { width: 2, height: 3, data: new Uint8ClampedArray(24) };

describe("a plan", () => {
  it("says what C++ is asked for, each run by a name of its own", () => {
    const spec = { ...defaultSpec("query", context), tasks: 7, latency: 30, jitter: 5 };
    const one = orderOf(spec, "bounded", 1, stage, "modelled", null, {});
    const two = orderOf(spec, "bounded", 2, stage, "network", null, {});
    expect(one).toMatchObject({
      work: "query",
      how: "bounded",
      tasks: 7,
      latencyMs: 30,
      jitterPercent: 5,
      io: true,
      modelled: true,
      suspend: "jspi",
      files: null,
      watched: false,
    });
    expect(two.modelled).toBe(false);
    expect(two.runId).not.toBe(one.runId);
    expect(orderOf(spec, "bounded", 3, stage, "none", null, { onOutput() {} }).watched).toBe(true);
  });

  it("has one lock for the threads of work that computes, and refuses it to others", () => {
    const spec = defaultSpec("hash", context);
    expect(orderOf(spec, "parallel", 1, stage, "none", null, {}).oneLock).toBe(false);
    const locked = { oneLock: true };
    expect(orderOf(spec, "parallel", 1, stage, "none", null, locked).oneLock).toBe(true);
    expect(() => checkOneLock(spec, locked)).not.toThrow();
    expect(() => checkOneLock(defaultSpec("query", context), locked)).toThrow(/work that computes/);
    expect(() => checkOneLock(defaultSpec("query", context), {})).not.toThrow();
  });

  it("hands a picture to the work that takes one, and to no other", () => {
    expect(pictureFor(defaultSpec("resize", context), { picture })).toBe(picture);
    expect(pictureFor(defaultSpec("mandelbrot", context), { picture })).toBeUndefined();
    expect(pictureFor(defaultSpec("resize", context), {})).toBeUndefined();
  });

  it("tells the reader of a result what it needs to know", () => {
    const spec = defaultSpec("resize", context);
    const order = orderOf(spec, "sliced", 1, stage, "modelled", null, { picture });
    const notes = notesOn({ ...stage, note: "Not there." }, order);
    expect(notes).toHaveLength(3);
    expect(notes[0]).toContain("modelled");
    expect(notes[1]).toContain("2 × 3 px");
    expect(notes[2]).toBe("Not there.");
    expect(notesOn(stage, orderOf(spec, "sliced", 2, stage, "none", null, {}))).toEqual([]);
  });

  it("says where it was run", () => {
    const here = { engine: "Test 1", isolated: true, reportedCores: 4, clockResolutionMs: 0.1 };
    expect(environmentOf(here as Capabilities, stage, "network", 0.02)).toMatchObject({
      ...here,
      tier: "none",
      suspend: "jspi",
      backend: "network",
      instrument: 0.02,
    });
  });
});

describe("the tier of a run on threads", () => {
  const auto = { tier: "auto", workers: 8 } as const;

  it("is threads where memory is shared, unless workers are asked for", () => {
    const policy = new TierPolicy(true);
    expect(policy.tierOf(auto)).toBe("threads");
    expect(policy.tierOf({ ...auto, tier: "workers" })).toBe("workers");
    expect(policy.noteOn(auto)).toBe("");
  });

  it("is workers where memory is not shared, and threads are refused with a sentence", () => {
    const policy = new TierPolicy(false);
    expect(policy.tierOf(auto)).toBe("workers");
    expect(() => policy.tierOf({ ...auto, tier: "threads" })).toThrow(/not cross-origin isolated/);
  });

  it("is workers once the browser has refused the threads their memory", () => {
    const policy = new TierPolicy(true);
    const note = policy.learn(new LanesError("out-of-memory", "None left."), auto);
    expect(note).toContain("no shared memory");
    expect(policy.tierOf(auto)).toBe("workers");
    expect(policy.noteOn(auto)).toBe(note);
  });

  it("is workers for as many threads as did not start, and threads for fewer", () => {
    const policy = new TierPolicy(true);
    expect(policy.learn(new LanesError("unavailable", "Too many."), auto)).toContain("Too many.");
    expect(policy.tierOf(auto)).toBe("workers");
    expect(policy.noteOn(auto)).toContain("8 threads");
    expect(policy.tierOf({ ...auto, workers: 7 })).toBe("threads");
    expect(policy.noteOn({ workers: 7 })).toBe("");
  });

  it("learns nothing where threads were insisted on, or from what is not theirs", () => {
    const policy = new TierPolicy(true);
    const refused = new LanesError("unavailable", "Too many.");
    expect(() => policy.learn(refused, { ...auto, tier: "threads" })).toThrow(refused);
    const died = new LanesError("worker-died", "Gone.");
    expect(() => policy.learn(died, auto)).toThrow(died);
    expect(policy.tierOf(auto)).toBe("threads");
  });
});

describe("the queue of runs", () => {
  const { signal } = new AbortController();

  it("takes one after another, also after one that has failed", async () => {
    const queue = new RunQueue();
    const done: string[] = [];
    let end = () => {};
    const first = queue.inTurn(signal, async () => {
      await new Promise<void>((ended) => {
        end = ended;
      });
      done.push("first");
      throw new Error("first failed");
    });
    const second = queue.inTurn(signal, async () => {
      done.push("second");
    });
    await new Promise((later) => setTimeout(later));
    expect(done).toEqual([]);
    end();
    await expect(first).rejects.toThrow("first failed");
    await second;
    expect(done).toEqual(["first", "second"]);
  });

  it("lets whoever is cancelled go at once, and the next not wait for them", async () => {
    const queue = new RunQueue();
    let end = () => {};
    const long = queue.inTurn(
      signal,
      () =>
        new Promise<void>((ended) => {
          end = ended;
        }),
    );
    const abort = new AbortController();
    const given = queue.inTurn(abort.signal, async () => "never");
    abort.abort();
    await expect(given).rejects.toMatchObject({ code: "cancelled" });
    const next = queue.inTurn(signal, async () => "next");
    end();
    await long;
    expect(await next).toBe("next");
  });
});
