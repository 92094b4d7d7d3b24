import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { reportOf as bystanderReport } from "../../../web/engine/service/service-watch.ts";
import type { BystanderRequest, Spans, WhatIfPoint } from "../../../web/spec/types.ts";
import { arrivals } from "../../../web/stories/arrivals.ts";
import { stories } from "../../../web/stories/catalogue.ts";
import { defaultValues, readValues, writeValues } from "../../../web/stories/parameters.ts";
import { bestOf, limitScale, littleOf, stepOf } from "../../../web/stories/stampede/measure.ts";
import {
  reportOf,
  Server,
  type ServerMoment,
} from "../../../web/stories/waiting-in-line/server.ts";
import { sumOfCalls } from "../../../web/stories/waiting-in-line/sums.ts";
import { pingsOf, rowsOfWord } from "../../../web/stories/word-rows.ts";
import { spansOf } from "../samples/results.ts";

const folder = resolve(import.meta.dirname, "../../../web/stories");

describe("the catalogue of stories", () => {
  it.each(stories)("$name is a folder with a page that loads its own module", ({ name, title }) => {
    const page = resolve(folder, name, "index.html");
    expect(existsSync(page)).toBe(true);
    const html = readFileSync(page, "utf8");
    expect(html).toContain(title);
    expect(html).toContain(`src="./${name}.ts"`);
    expect(html).toContain(`<story-links here="${name}">`);
    expect(html).toMatch(/<meta\s+name="description"/);
    expect(existsSync(resolve(folder, name, `${name}.ts`))).toBe(true);
  });

  it.each(["index.html", ...stories.map(({ name }) => `${name}/index.html`)])(
    "%s has no inline script or style, which the policy forbids",
    (page) => {
      const html = readFileSync(resolve(folder, page), "utf8");
      expect(html).not.toMatch(/ style=|<style|<script(?![^>]* src=)| on\w+=/);
    },
  );
});

describe("a story's link", () => {
  const parameters = {
    calls: { label: "", unit: "", min: 1, max: 100, value: 50 },
    seed: { label: "", unit: "", min: 0, max: 4_294_967_295, value: 1 },
  };

  it("says only what is not as the story has it", () => {
    expect(writeValues(defaultValues(parameters), parameters)).toBe("");
    expect(writeValues({ calls: 50, seed: 7 }, parameters)).toBe("#seed=7");
  });

  it("carries the theme, and reads nonsense as none", () => {
    const written = writeValues({ calls: 50, seed: 7 }, parameters, "dark");
    expect(written).toBe("#seed=7&theme=dark");
    for (const hash of ["", "#seed=7", "#theme=sepia", "#theme=%ff", "#theme"]) {
      expect(readValues(hash, parameters).theme).toBe("auto");
    }
    expect(readValues(written, parameters)).toEqual({
      values: { calls: 50, seed: 7 },
      theme: "dark",
      changes: [],
    });
  });

  it("means the same values when it is read back", () => {
    const values = fc.record({
      calls: fc.integer({ min: 1, max: 100 }),
      seed: fc.integer({ min: 0, max: 4_294_967_295 }),
    });
    fc.assert(
      fc.property(values, (some) => {
        const read = readValues(writeValues(some, parameters), parameters);
        expect(read).toEqual({ values: some, theme: "auto", changes: [] });
      }),
    );
  });

  it("never throws, whatever it says, and gives whole numbers in range", () => {
    const texts = fc.oneof(
      fc.string(),
      fc.string().map((text) => `#calls=${text}`),
      fc.double().map((number) => `#calls=${number}&seed=${-number}`),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const { calls, seed } = readValues(text, parameters).values;
        expect(Number.isInteger(calls) && calls >= 1 && calls <= 100).toBe(true);
        expect(Number.isInteger(seed) && seed >= 0 && seed <= 4_294_967_295).toBe(true);
      }),
    );
  });

  it("tells what it could not use", () => {
    expect(readValues("#calls=1000", parameters)).toEqual({
      values: { calls: 100, seed: 1 },
      theme: "auto",
      changes: ["“calls” goes from 1 to 100: 100 is used."],
    });
    expect(readValues("#calls=many", parameters).changes).toHaveLength(1);
    expect(readValues("#calls=7&comments", parameters)).toMatchObject({
      values: { calls: 7 },
      changes: ["“comments” means nothing in a link: it was ignored."],
    });
  });

  it.each([
    "#calls=7&amp;seed=1,000&amp;theme=dark",
    "#calls%3D7%26seed%3D1000%26theme%3Ddark",
    "#/CALLS=7;Seed=1e3;Theme=Dark).",
    "?theme=dark&seed=1000&calls=7:~:text=calls",
  ])("is read however mangled, as those of the page: %s", (link) => {
    expect(readValues(link, parameters)).toEqual({
      values: { calls: 7, seed: 1000 },
      theme: "dark",
      changes: [],
    });
  });
});

/** Plays requests, which arrive at the times `due`, to their end; a call takes `callMs`. */
async function play(
  { calls = 5, together = false, connections = 2, timeoutMs = 1000, callMs = 20 },
  due: readonly number[],
): Promise<{ server: Server; moments: ServerMoment[] }> {
  const call = () => new Promise<void>((answered) => setTimeout(answered, callMs));
  const server = new Server({ calls, together, connections, timeoutMs }, call);
  const moments: ServerMoment[] = [];
  for (const atMs of due) setTimeout(() => server.arrive(), atMs);
  const end = Math.max(0, ...due) + timeoutMs + calls * callMs + 10;
  for (let ms = 0; ms < end; ms += 5) {
    await vi.advanceTimersByTimeAsync(5);
    moments.push(server.moment());
  }
  return { server, moments };
}

describe("a server with connections and a gateway in front", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("answers one request after all its waits, end to end or overlapping", async () => {
    const line = await play({ together: false }, [0]);
    const together = await play({ together: true }, [0]);
    const took = ({ server }: typeof line) => {
      const [only] = server.over;
      return (only?.endedMs ?? 0) - (only?.arrivedMs ?? 0);
    };
    expect(took(line)).toBeCloseTo(100, 0);
    expect(took(together)).toBeCloseTo(20, 0);
  });

  it("answers every request once, with what it wanted or with a 504", async () => {
    const due = arrivals(100, 2, 3);
    const { server } = await play({ connections: 3, timeoutMs: 400 }, due);
    expect(server.quiet).toBe(true);
    expect(server.over).toHaveLength(due.length);
    const { answered, timedOut } = reportOf(server.over, [], 2);
    expect(answered + timedOut).toBe(due.length);
    expect(timedOut).toBeGreaterThan(0);
    expect(answered).toBeGreaterThan(0);
  });

  it("works on no more requests than it has connections, and on so many while some wait", async () => {
    const { moments } = await play({ connections: 3 }, arrivals(100, 1, 1));
    for (const { inService, waiting } of moments) {
      expect(inService).toBeLessThanOrEqual(3);
      if (waiting > 0) expect(inService).toBe(3);
    }
    expect(Math.max(...moments.map(({ waiting }) => waiting))).toBeGreaterThan(0);
  });

  it("keeps nobody longer than the timeout, and a 504 comes exactly then", async () => {
    const { server } = await play({ timeoutMs: 300 }, arrivals(60, 1, 5));
    for (const { arrivedMs, endedMs, answered } of server.over) {
      expect(endedMs - arrivedMs).toBeLessThan(301);
      if (!answered) expect(endedMs - arrivedMs).toBeCloseTo(300, 0);
    }
  });

  it("goes on with the calls of a request that got its 504", async () => {
    const { server, moments } = await play({ connections: 1, timeoutMs: 50 }, [0]);
    expect(server.over).toMatchObject([{ answered: false }]);
    const at = (ms: number) => moments.find(({ atMs }) => atMs >= ms);
    expect(at(80)?.inService).toBe(1);
    expect(at(120)?.inService).toBe(0);
  });

  it("leaves no timer when it is closed in the middle", async () => {
    const server = new Server(
      { calls: 3, together: false, connections: 1, timeoutMs: 1000 },
      () => new Promise<void>((answered) => setTimeout(answered, 20)),
    );
    for (let i = 0; i < 5; i++) server.arrive();
    await vi.advanceTimersByTimeAsync(10);
    server.close();
    await vi.advanceTimersByTimeAsync(20);
    expect(vi.getTimerCount()).toBe(0);
    expect(server.over).toEqual([]);
  });
});

describe("arrivals", () => {
  it("are the same for the same seed, in order, and inside their time", () => {
    const some = arrivals(20, 10, 42);
    expect(arrivals(20, 10, 42)).toEqual(some);
    expect(arrivals(20, 10, 43)).not.toEqual(some);
    expect([...some].sort((a, b) => a - b)).toEqual(some);
    expect(some.every((ms) => ms >= 0 && ms < 10_000)).toBe(true);
  });

  it("come as often as asked, with the spread of a Poisson process", () => {
    const counts = Array.from({ length: 400 }, (_, seed) => arrivals(20, 5, seed).length);
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    const variance =
      counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (counts.length - 1);
    // For 5 s at 20 per second, both are 100. Tolerance: five standard errors of 400 draws.
    expect(Math.abs(mean - 100)).toBeLessThan(2.5);
    expect(Math.abs(variance - 100)).toBeLessThan(36);
  });
});

describe("a stampede's numbers", () => {
  const point = (limit: number, wallMs: number, timedOut: number): WhatIfPoint => ({
    limit,
    wallMs,
    throughputPerS: 1,
    answered: 100 - timedOut,
    refused: 0,
    timedOut,
    p99Ms: 1,
  });

  it("the best is the quickest in which nothing failed", () => {
    const curve = [point(1, 900, 0), point(20, 100, 0), point(30, 99, 1)];
    expect(bestOf(curve)?.limit).toBe(20);
    expect(bestOf([point(1, 1, 1)])).toBeUndefined();
  });

  it.each([
    [10_000, 20],
    [50, 1000],
    [100, 1],
  ])(
    "the slider for %i queries and a pool of %i goes from 1 to all of them, once each",
    (tasks, pool) => {
      const scale = limitScale(tasks, pool);
      expect(scale[0]).toBe(1);
      expect(scale.at(-1)).toBe(tasks);
      expect([...new Set(scale)].sort((a, b) => a - b)).toEqual(scale);
      if (pool <= tasks) expect(scale).toContain(pool);
      for (const [i, limit] of scale.entries()) expect(stepOf(scale, limit)).toBe(i);
    },
  );

  it("Little's law holds of every run's spans", () => {
    const spans: Spans = {
      count: 4,
      lane: Uint16Array.of(0, 1, 1, 0),
      task: Uint32Array.of(0, 1, 1, 2),
      kind: Uint8Array.of(1, 0, 1, 1),
      startMs: Float64Array.of(0, 0, 10, 30),
      endMs: Float64Array.of(30, 10, 50, 60),
    };
    const { inFlight, perS, stayMs } = littleOf(spans, 60);
    expect(stayMs).toBeCloseTo((30 + 40 + 30) / 3);
    expect(inFlight).toBeCloseTo((perS / 1000) * stayMs);
    expect(inFlight).toBeCloseTo(100 / 60);
  });

  it("of the bystander counts what was sent while the run lasted", () => {
    const request = (
      sentMs: number,
      tookMs: number,
      answer: BystanderRequest["answer"],
    ): BystanderRequest => ({ sentMs, endedMs: sentMs + tookMs, answer });
    const requests = [
      request(-50, 20, "answered"),
      request(0, 20, "answered"),
      request(50, 250, "timed out"),
      request(100, 0, "refused"),
      request(150, 90, "answered"),
      request(201, 20, "answered"),
    ];
    const report = bystanderReport(requests, 200);
    expect(report).toMatchObject({ sent: 4, answered: 2, refused: 1, timedOut: 1 });
    expect(report).toMatchObject({ p50Ms: 20, p99Ms: 90 });
    expect(report.requests).toHaveLength(6);
  });
});

describe("the sum of one request's calls", () => {
  const took = (wallMs: number, kind = 1) => ({
    wallMs,
    spans: { ...spansOf([[0, 0, kind, 0, wallMs]]) },
  });
  const values = { calls: 50, latency: 200 };

  it("is the ratio of both, as times and as throughput", () => {
    const said = sumOfCalls(values, took(10_020), took(204));
    expect(said).toContain("One after another took 10.0 s, together 204 ms");
    expect(said).toContain("answered 0.1 requests a second answers 4.9: 49 times the throughput");
  });

  it("says what to press where one is missing, and what the network did", () => {
    expect(sumOfCalls(values, took(10_020))).toContain("Now call them together.");
    expect(sumOfCalls(values, undefined, undefined, took(2000, 3))).toContain("let only a few out");
    expect(sumOfCalls(values, undefined, undefined, took(200))).not.toContain("only a few");
  });
});

describe("the rows of a word's figure", () => {
  const spans: Spans = {
    count: 4,
    lane: Uint16Array.of(0, 1, 0, 2),
    task: Uint32Array.of(0, 1, 0, 2),
    kind: Uint8Array.of(2, 2, 2, 1),
    startMs: Float64Array.of(0, 5, 10, 0),
    endMs: Float64Array.of(5, 10, 15, 50),
  };

  it("are one for an event loop, whatever lanes its tasks have", () => {
    const { threads, waits } = rowsOfWord(spans, false);
    expect(threads.map((bars) => bars.map(({ task }) => task))).toEqual([[0, 1, 0]]);
    expect(waits).toMatchObject([{ task: 2, endMs: 50 }]);
  });

  it("are one for each thread of a parallel run", () => {
    expect(rowsOfWord(spans, true).threads.map((bars) => bars.length)).toEqual([2, 1]);
  });

  it("say when each answer pinged", () => {
    const answers = {
      ...spans,
      kind: Uint8Array.of(1, 2, 1, 1),
      endMs: Float64Array.of(90, 10, 20, 50),
    };
    expect(pingsOf(answers)).toEqual([20, 50, 90]);
  });

  it("show a thread that has nothing to do", () => {
    const idle = { ...spans, kind: Uint8Array.of(1, 1, 1, 1) };
    expect(rowsOfWord(idle, false).threads).toEqual([[]]);
  });
});
