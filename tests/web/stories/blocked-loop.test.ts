import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  Balancer,
  type BalancerEvent,
  type Line,
  type Rules,
} from "../../../web/stories/blocked-loop/fleet/balancer.ts";
import { coresOf, sayMiss } from "../../../web/stories/blocked-loop/fleet/calibration.ts";
import type { Ask, FleetEvent } from "../../../web/stories/blocked-loop/fleet/fleet-protocol.ts";
import {
  eventsOf,
  momentsOf,
  reportOf,
  sameAnswers,
  sayMoment,
} from "../../../web/stories/blocked-loop/fleet/report.ts";
import {
  type WorkerLine,
  WorkerQueue,
} from "../../../web/stories/blocked-loop/fleet/worker-queue.ts";

const rules: Rules = {
  intervalMs: 200,
  checkTimeoutMs: 200,
  unhealthyAfter: 3,
  healthyAfter: 2,
  requestTimeoutMs: 5000,
  retries: 1,
};

type Sent =
  | { type: "check"; instance: number; id: number; atMs: number }
  | { type: "resize"; instance: number; id: number; request: number; atMs: number }
  | { type: "drop"; instance: number; id: number; atMs: number };

/** A balancer whose clock is cranked by hand; instances answer when the test says so. */
class Bench {
  readonly sent: Sent[] = [];
  readonly events: BalancerEvent[] = [];
  readonly balancer: Balancer;
  nowMs = 0;

  constructor(instances: number, changed: Partial<Rules> = {}) {
    const line: Line = {
      check: (instance, id) => this.sent.push({ type: "check", instance, id, atMs: this.nowMs }),
      resize: (instance, id, request) =>
        this.sent.push({ type: "resize", instance, id, request, atMs: this.nowMs }),
      drop: (instance, id) => this.sent.push({ type: "drop", instance, id, atMs: this.nowMs }),
    };
    this.balancer = new Balancer({ ...rules, ...changed }, instances, line, (event) =>
      this.events.push(event),
    );
  }

  /** Runs for `ms`. A check is answered `answersAfter(instance)` ms after it was sent, or never. */
  run(ms: number, answersAfter: (instance: number) => number | undefined): void {
    const untilMs = this.nowMs + ms;
    for (; this.nowMs < untilMs; this.nowMs++) {
      for (const sent of this.sent) {
        if (sent.type !== "check") continue;
        const after = answersAfter(sent.instance);
        if (after !== undefined && sent.atMs + after === this.nowMs) {
          this.balancer.answerCheck(sent.instance, sent.id, this.nowMs);
        }
      }
      this.balancer.tick(this.nowMs);
    }
  }

  arrive(): void {
    this.balancer.arrive(this.nowMs);
  }

  of<Type extends Sent["type"]>(type: Type): Extract<Sent, { type: Type }>[] {
    return this.sent.filter((sent): sent is Extract<Sent, { type: Type }> => sent.type === type);
  }

  get marks() {
    return eventsOf(this.events, "mark").map(({ instance, healthy }) => ({ instance, healthy }));
  }
}

const at5 = () => 5;

describe("a balancer's health checks", () => {
  it("go to every instance once in each interval, spread over it", () => {
    const bench = new Bench(4);
    bench.run(2000, at5);
    for (let instance = 0; instance < 4; instance++) {
      const times = bench
        .of("check")
        .filter((check) => check.instance === instance)
        .map(({ atMs }) => atMs);
      expect(times).toEqual(Array.from({ length: 10 }, (_, i) => instance * 50 + i * 200));
    }
    expect(bench.marks).toEqual([]);
  });

  it("take an instance out after so many missed in a row, not before", () => {
    const bench = new Bench(2);
    bench.run(600, (instance) => (instance === 0 ? undefined : 5));
    // The checks sent at 0, 200 and 400 are missed at 200, 400 and 600.
    expect(eventsOf(bench.events, "missed")).toHaveLength(2);
    expect(bench.marks).toEqual([]);
    bench.run(1, (instance) => (instance === 0 ? undefined : 5));
    expect(bench.marks).toEqual([{ instance: 0, healthy: false }]);
  });

  it("that are answered in between begin the count anew", () => {
    const bench = new Bench(1);
    let silent = true;
    for (let round = 0; round < 6; round++) {
      // By turns, two are missed and one is answered.
      bench.run(silent ? 400 : 200, () => (silent ? undefined : 5));
      silent = !silent;
    }
    expect(eventsOf(bench.events, "missed").length).toBeGreaterThan(2);
    expect(bench.marks).toEqual([]);
  });

  it("bring an instance back after so many answered in time in a row", () => {
    const bench = new Bench(1);
    bench.run(700, () => undefined);
    expect(bench.marks).toEqual([{ instance: 0, healthy: false }]);
    const fromMs = bench.nowMs;
    bench.run(1000, at5);
    expect(bench.marks).toEqual([
      { instance: 0, healthy: false },
      { instance: 0, healthy: true },
    ]);
    const back = eventsOf(bench.events, "mark").at(-1);
    // When the second check after `fromMs` is answered.
    expect(back?.atMs).toBe(Math.ceil(fromMs / 200) * 200 + 200 + 5);
  });

  it("answered late are missed, and count as answered late", () => {
    const bench = new Bench(1);
    bench.run(3000, () => 300);
    expect(eventsOf(bench.events, "check").every(({ inTime }) => !inTime)).toBe(true);
    expect(bench.marks).toEqual([{ instance: 0, healthy: false }]);
    const { health } = reportOf(bench.events, bench.nowMs);
    expect(health.p50Ms).toBe(300);
  });

  it("answered late are missed even where the timer that should have said so is later still", () => {
    const bench = new Bench(1, { unhealthyAfter: 1 });
    bench.balancer.tick(0);
    bench.balancer.answerCheck(0, 0, 400);
    expect(bench.marks).toEqual([{ instance: 0, healthy: false }]);
  });

  it("that a late timer has left out are not made up for", () => {
    const bench = new Bench(1);
    bench.balancer.tick(0);
    bench.nowMs = 1050;
    bench.balancer.tick(1050);
    expect(bench.of("check").map(({ atMs }) => atMs)).toEqual([0, 1050]);
    expect(bench.balancer.nextMs).toBe(1200);
  });
});

describe("a balancer's routing", () => {
  it("chooses the instance with the fewest open requests, equals in turn", () => {
    const bench = new Bench(3);
    for (let i = 0; i < 4; i++) bench.arrive();
    expect(bench.of("resize").map(({ instance }) => instance)).toEqual([0, 1, 2, 0]);
    const second = bench.of("resize")[1];
    bench.balancer.answer(second?.id ?? -1, 10);
    bench.arrive();
    expect(bench.of("resize").at(-1)?.instance).toBe(1);
  });

  it("leaves out an instance that was taken out, and sends what was open on it to the others, once", () => {
    const bench = new Bench(2);
    for (let i = 0; i < 4; i++) bench.arrive();
    bench.run(700, (instance) => (instance === 0 ? undefined : 5));
    const [out] = eventsOf(bench.events, "mark");
    expect(out).toMatchObject({ instance: 0, healthy: false, cut: 2, left: 1 });
    expect(bench.of("drop").map(({ instance }) => instance)).toEqual([0, 0]);
    const again = bench.of("resize").slice(4);
    expect(again.map(({ instance, request }) => [instance, request])).toEqual([
      [1, 0],
      [1, 2],
    ]);
    bench.arrive();
    expect(bench.of("resize").at(-1)?.instance).toBe(1);
    // Then the other: resent requests have no retry left, and no instance is left for the others.
    bench.run(1000, () => undefined);
    const over = eventsOf(bench.events, "over");
    expect(over.map(({ end }) => end)).toEqual(Array(5).fill("cut off"));
    bench.arrive();
    expect(eventsOf(bench.events, "over").at(-1)).toMatchObject({ request: 5, end: "refused" });
  });

  it("takes no answer for an attempt that was dropped, but one for the attempt after it", () => {
    const bench = new Bench(2);
    bench.arrive();
    bench.run(700, (instance) => (instance === 0 ? undefined : 5));
    const [first, second] = bench.of("resize");
    expect(bench.balancer.answer(first?.id ?? -1, 800)).toBe(false);
    expect(bench.balancer.answer(second?.id ?? -1, 800)).toBe(true);
    expect(bench.balancer.answer(second?.id ?? -1, 801)).toBe(false);
    expect(eventsOf(bench.events, "over")).toMatchObject([{ request: 0, end: "answered" }]);
  });

  it("answers 504 when a request's time is up, exactly then, and frees its place", () => {
    const bench = new Bench(1, { requestTimeoutMs: 300 });
    bench.arrive();
    bench.run(400, at5);
    expect(eventsOf(bench.events, "over")).toMatchObject([{ end: "timed out", atMs: 300 }]);
    expect(bench.of("drop")).toHaveLength(1);
    expect(eventsOf(bench.events, "open").at(-1)?.open).toBe(0);
  });
});

/** Any sequence of events that a driver may report to a balancer. */
const happenings = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant("wait" as const), ms: fc.integer({ min: 0, max: 400 }) }),
    fc.record({ type: fc.constant("arrive" as const) }),
    fc.record({ type: fc.constant("answer" as const), which: fc.nat() }),
    fc.record({ type: fc.constant("answer check" as const), which: fc.nat() }),
  ),
  { maxLength: 300 },
);

function happen(bench: Bench, what: typeof happenings extends fc.Arbitrary<infer T> ? T : never) {
  let arrived = 0;
  for (const thing of what) {
    if (thing.type === "wait") {
      bench.nowMs += thing.ms;
      bench.balancer.tick(bench.nowMs);
    } else if (thing.type === "arrive") {
      bench.arrive();
      arrived++;
    } else if (thing.type === "answer") {
      const asked = bench.of("resize");
      const { id = -1 } = asked[thing.which % Math.max(1, asked.length)] ?? {};
      bench.balancer.answer(id, bench.nowMs);
    } else {
      const asked = bench.of("check");
      const check = asked[thing.which % Math.max(1, asked.length)];
      if (check) bench.balancer.answerCheck(check.instance, check.id, bench.nowMs);
    }
  }
  return arrived;
}

describe("whatever happens to a balancer", () => {
  const anyRules = fc.record({
    unhealthyAfter: fc.integer({ min: 1, max: 4 }),
    healthyAfter: fc.integer({ min: 1, max: 4 }),
    retries: fc.integer({ min: 0, max: 3 }),
    requestTimeoutMs: fc.integer({ min: 1, max: 3000 }),
  });
  const instances = fc.integer({ min: 1, max: 4 });

  it("every request is over exactly once, or still open, and the ends add up", () => {
    fc.assert(
      fc.property(anyRules, instances, happenings, (changed, count, what) => {
        const bench = new Bench(count, changed);
        const arrived = happen(bench, what);
        const half = reportOf(bench.events, bench.nowMs, bench.balancer.open);
        expect(half.offered).toBe(arrived);
        expect(half.answered + half.failed + half.refused + bench.balancer.open).toBe(arrived);
        bench.balancer.cancel(bench.nowMs);
        expect(bench.balancer.open).toBe(0);
        const { answered, failed, refused, cancelled } = reportOf(bench.events, bench.nowMs);
        expect(answered + failed + refused + cancelled).toBe(arrived);
        const over = eventsOf(bench.events, "over").map(({ request }) => request);
        expect([...over].sort((a, b) => a - b)).toEqual(
          Array.from({ length: arrived }, (_, i) => i),
        );
      }),
    );
  });

  it("an instance has as many open requests as were sent to it and are neither over nor dropped", () => {
    fc.assert(
      fc.property(anyRules, instances, happenings, (changed, count, what) => {
        const bench = new Bench(count, changed);
        happen(bench, what);
        const opens = Array.from(
          { length: count },
          (_, i) =>
            eventsOf(bench.events, "open")
              .filter(({ instance }) => instance === i)
              .at(-1)?.open ?? 0,
        );
        expect(opens.every((open) => open >= 0)).toBe(true);
        expect(opens.reduce((sum, open) => sum + open, 0)).toBe(bench.balancer.open);
      }),
    );
  });

  it("nothing is sent to an instance that is out, and refused is only who found none", () => {
    fc.assert(
      fc.property(anyRules, instances, happenings, (changed, count, what) => {
        const bench = new Bench(count, changed);
        happen(bench, what);
        const healthy = Array<boolean>(count).fill(true);
        for (const event of bench.events) {
          if (event.type === "mark") {
            healthy[event.instance] = event.healthy;
            expect(event.left).toBe(healthy.filter(Boolean).length);
          }
          if (event.type === "over" && event.end === "refused") {
            expect(healthy.some(Boolean)).toBe(false);
          }
        }
        // Every attempt was dropped or answered, or is still open.
        const sends = bench.of("resize").length;
        const drops = bench.of("drop").length;
        const answers = eventsOf(bench.events, "over").filter(({ end }) => end === "answered");
        expect(sends).toBe(drops + answers.length + bench.balancer.open);
      }),
    );
  });

  it("no request is sent more often than once and its retries", () => {
    fc.assert(
      fc.property(anyRules, instances, happenings, (changed, count, what) => {
        const bench = new Bench(count, changed);
        happen(bench, what);
        const attempts = new Map<number, number>();
        for (const { request } of bench.of("resize")) {
          attempts.set(request, (attempts.get(request) ?? 0) + 1);
        }
        for (const often of attempts.values())
          expect(often).toBeLessThanOrEqual(changed.retries + 1);
      }),
    );
  });

  it("the next thing it has to do is never in the past once it has done what was due", () => {
    fc.assert(
      fc.property(anyRules, instances, happenings, (changed, count, what) => {
        const bench = new Bench(count, changed);
        happen(bench, what);
        bench.balancer.tick(bench.nowMs);
        expect(bench.balancer.nextMs).toBeGreaterThan(bench.nowMs);
      }),
    );
  });
});

describe("a play's report", () => {
  const work = (request: number, digest: string, wanted = true): FleetEvent => ({
    type: "work",
    instance: 0,
    worker: -1,
    request,
    startMs: [0],
    endMs: [1],
    wanted,
    digest,
  });

  it("counts a check that is not answered yet with the time it has waited", () => {
    const bench = new Bench(1);
    bench.run(1000, () => undefined);
    const { health } = reportOf(bench.events, 1000);
    // The checks sent at 0, 200, 400 and 600 have been missed by then.
    expect(health).toMatchObject({ sent: 4, missed: 4, p99Ms: 1000 });
  });

  it("counts each lost instance once, and how often any was", () => {
    const bench = new Bench(2);
    for (let round = 0; round < 2; round++) {
      bench.run(700, (instance) => (instance === 0 ? undefined : 5));
      bench.run(700, at5);
    }
    expect(reportOf(bench.events, bench.nowMs)).toMatchObject({ lost: 1, timesLost: 2 });
    expect(momentsOf(bench.events).map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  });

  it("compares the pixels of requests that both have answered, and of no others", () => {
    const a = reportOf([work(0, "aa"), work(1, "bb"), work(2, "cc", false)], 1);
    const b = reportOf([work(0, "aa"), work(1, "xx"), work(2, "yy"), work(3, "dd")], 1);
    expect(a.wasted).toBe(1);
    expect(sameAnswers(a, b)).toEqual({ both: 2, same: 1 });
  });

  it("says of each moment what it means for the requests", () => {
    const mark = { type: "mark", instance: 1, atMs: 2440, healthy: false } as const;
    expect(sayMoment({ ...mark, cut: 4, left: 2 })).toBe(
      "2.4 s: instance 2 is marked unhealthy; its 4 requests and all new ones go to the other 2.",
    );
    expect(sayMoment({ ...mark, cut: 1, left: 0 })).toContain("no instance is left");
    expect(sayMoment({ ...mark, healthy: true, cut: 0, left: 1 })).toContain("back");
  });
});

describe("the cores that a machine has for a fleet", () => {
  /** Workers that resize four times in a row, `eachMs` each time, and start `laterMs` apart. */
  const workers = (count: number, eachMs: number, laterMs = 0) =>
    Array.from({ length: count }, (_, i) => ({
      startEpochMs: 1000 + i * laterMs,
      endEpochMs: [1, 2, 3, 4].map((time) => 1000 + i * laterMs + time * eachMs),
    }));

  it("are as many as there are workers where none slows another down", () => {
    expect(coresOf(workers(3, 100), 100)).toBeCloseTo(3);
    expect(coresOf(workers(3, 100, 30), 100)).toBeCloseTo(3);
  });

  it("are what the workers get done, in times of what one does alone", () => {
    expect(coresOf(workers(3, 150), 100)).toBeCloseTo(2);
    expect(coresOf(workers(3, 300, 50), 100)).toBeCloseTo(1);
  });

  it("are never more than the workers, however slow the one was alone", () => {
    expect(coresOf(workers(2, 100), 180)).toBe(2);
  });

  it("are one where the workers never computed at the same time", () => {
    expect(coresOf(workers(2, 100, 500), 100)).toBe(1);
  });
});

/** Workers that end a job when the test says so. */
function queueOf(workers: number, places: number) {
  const lines = Array.from({ length: workers }, () => {
    const line: WorkerLine & { doing: number[]; dropped: number[] } = {
      onmessage: null,
      doing: [],
      dropped: [],
      postMessage(message: unknown) {
        const { type, ticket } = message as Ask & { ticket: number };
        if (type === "resize") line.doing.push(ticket);
        else line.dropped.push(ticket);
      },
    };
    return line;
  });
  const ended: [worker: number, ticket: number][] = [];
  const queue = new WorkerQueue(lines, places, ({ ticket, work }) =>
    ended.push([work.worker, ticket]),
  );
  const end = (worker: number) => {
    const line = lines[worker] as (typeof lines)[number];
    const ticket = line.doing.at(-1) as number;
    const work = { worker: -1, startEpochMs: [0], endEpochMs: [1] };
    const data = { type: "ended", ticket, request: ticket, digest: "", work };
    line.onmessage?.call(new MessageChannel().port1, new MessageEvent("message", { data }));
  };
  return { queue, lines, ended, end };
}

describe("a queue in front of workers", () => {
  it("gives each worker one job at a time, first come, first served", () => {
    const { queue, lines, ended, end } = queueOf(2, 10);
    for (let ticket = 0; ticket < 5; ticket++) {
      expect(queue.offer({ ticket, request: ticket })).toBe(true);
    }
    expect([queue.working, queue.waiting]).toEqual([2, 3]);
    end(1);
    end(0);
    end(1);
    expect(lines.map(({ doing }) => doing)).toEqual([
      [0, 3],
      [1, 2, 4],
    ]);
    end(0);
    end(1);
    expect([queue.working, queue.waiting]).toEqual([0, 0]);
    expect(ended).toEqual([
      [1, 1],
      [0, 0],
      [1, 2],
      [0, 3],
      [1, 4],
    ]);
  });

  it("refuses what no place is left for, and takes jobs again when there is one", () => {
    const { queue, end } = queueOf(1, 2);
    const offers = [0, 1, 2, 3].map((ticket) => queue.offer({ ticket, request: ticket }));
    expect(offers).toEqual([true, true, true, false]);
    end(0);
    expect(queue.offer({ ticket: 4, request: 4 })).toBe(true);
    expect(queue.offer({ ticket: 5, request: 5 })).toBe(false);
  });

  it("without places has a job for each free worker only", () => {
    const { queue } = queueOf(2, 0);
    const offers = [0, 1, 2].map((ticket) => queue.offer({ ticket, request: ticket }));
    expect(offers).toEqual([true, true, false]);
  });

  it("forgets a dropped job that waits, and tells the worker of one that it has", () => {
    const { queue, lines, end } = queueOf(1, 10);
    for (let ticket = 0; ticket < 3; ticket++) queue.offer({ ticket, request: ticket });
    queue.drop(1);
    queue.drop(0);
    expect(lines[0]?.dropped).toEqual([0]);
    end(0);
    expect(lines[0]?.doing).toEqual([0, 2]);
  });
});

describe("a separate service's report", () => {
  it("counts a full queue's 503s as refused, and a picture from the request's arrival", () => {
    const bench = new Bench(1);
    for (let i = 0; i < 3; i++) bench.arrive();
    const tickets = bench.of("resize").map(({ id }) => id);
    bench.balancer.answer(tickets[0] ?? -1, 3);
    bench.balancer.answer(tickets[1] ?? -1, 4, "full");
    bench.balancer.answer(tickets[2] ?? -1, 5);
    const job = { type: "work", instance: -1, worker: 0, wanted: true, digest: "aa" } as const;
    const events: FleetEvent[] = [
      ...bench.events,
      { type: "queue", atMs: 3, waiting: 0, working: 1 },
      { type: "queue", atMs: 5, waiting: 1, working: 1 },
      { ...job, request: 0, startMs: [3], endMs: [100] },
      { ...job, request: 2, startMs: [100], endMs: [250] },
    ];
    expect(reportOf(events, 250)).toMatchObject({
      offered: 3,
      answered: 2,
      refused: 1,
      full: 1,
      failed: 0,
      mostWaiting: 1,
      pictures: { made: 2, p50Ms: 100, maxMs: 250 },
    });
  });
});

describe("a calibration that misses its aim", () => {
  const pace = (resizeMs: number) => ({ each: 1, widthPx: 2048, resizeMs, perS: 1 });

  it("says nothing as long as it misses by less than a quarter", () => {
    for (const ms of [610, 800, 990]) expect(sayMiss(pace(ms), 800, 250)).toBe("");
  });

  it("says what follows for health checks", () => {
    expect(sayMiss(pace(1100), 800, 250)).toMatch(/^That is more than the 800 ms .* sooner\.$/);
    expect(sayMiss(pace(500), 800, 250)).toMatch(/^That is less than the 800 ms .* shorter time/);
    expect(sayMiss(pace(200), 800, 250)).toMatch(/no health check wait longer than its 250 ms/);
  });
});
