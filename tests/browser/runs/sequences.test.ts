/**
 * Whatever the page is asked to do, in any order and cancelled at any time: everything that was
 * started settles, and the next run works. The sequences are generated from fixed seeds; LANES_SEED
 * sets another one.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Spec, strategies } from "../../../web/spec/types.ts";
import { needs, type Tab } from "../driver/browsers.ts";
import { places, spread, useLanes } from "../driver/open-lanes.ts";
import { goAnew } from "../driver/reader.ts";

const seeds = process.env.LANES_SEED ? [Number(process.env.LANES_SEED)] : [0, 22, 36, 1, 3];

/** Actions in order; only "rest" waits until everything started before it has ended. */
type Step =
  | {
      do: "run";
      spec: Partial<Spec>;
      pictureSide: number;
      watched: boolean;
      cancelMs: number;
    }
  | { do: "simple test"; spec: Partial<Spec>; cancelMs: number }
  | { do: "what if"; spec: Partial<Spec>; limits: number[] }
  | {
      do: "press";
      panel: "lanes-sweep" | "lanes-simple-test" | "lanes-run-bar";
      cancelMs: number;
    }
  | { do: "link"; hash: string }
  | { do: "drop a picture"; side: number }
  | { do: "hide"; forMs: number }
  | { do: "wait"; ms: number }
  | { do: "rest" };

/** `cancelMs` for runs that are not cancelled. */
const never = -1;

interface Ended {
  step: string;
  /** "resolved", the code of a LanesError, or any other outcome. */
  end: string;
}

/** Sizes at which a task takes a few ms; for a query, with the model. */
const sizes: Record<string, number> = {
  hash: 2000,
  resize: 160,
  json: 100,
  regex: 20,
  primes: 100_000,
  mandelbrot: 160,
  file: 32,
  http: 0,
  query: 0,
};

const cancelMs = fc.oneof(
  fc.integer({ min: 0, max: 5 }),
  fc.integer({ min: 0, max: 50 }),
  fc.constant(never),
);

const spec: fc.Arbitrary<Partial<Spec>> = fc
  .record({
    // Modelled works involve the most communicating parts.
    work: fc.oneof(
      fc.constantFrom(...Object.keys(sizes)),
      fc.constantFrom("query", "query", "http"),
    ),
    how: fc.subarray([...strategies], { minLength: 1, maxLength: 2 }),
    tasks: fc.integer({ min: 1, max: 6 }),
    workers: fc.integer({ min: 1, max: 3 }),
    limit: fc.integer({ min: 1, max: 3 }),
    latency: fc.integer({ min: 0, max: 40 }),
    seed: fc.integer({ min: 0, max: 1000 }),
    loop: fc.constantFrom("main", "worker"),
    tier: fc.constantFrom("auto", "workers"),
    backend: fc.constantFrom("auto", "modelled", "modelled", "network"),
  })
  .map((one) => ({ ...one, size: sizes[one.work] ?? 1 }) as Partial<Spec>);

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant("run" as const),
        spec,
        pictureSide: fc.constantFrom(0, 0, 24, 64),
        watched: fc.boolean(),
        cancelMs,
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant("what if" as const),
        spec: spec.map((one) => ({
          ...one,
          work: one.work === "http" ? "http" : "query",
        })),
        limits: fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 4 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("simple test" as const),
        spec,
        cancelMs,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant("press" as const),
        panel: fc.constantFrom("lanes-sweep", "lanes-simple-test", "lanes-run-bar"),
        cancelMs: fc.integer({ min: 0, max: 200 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("link" as const),
        hash: fc.constantFrom(
          "#work=query&tasks=20&latency=5&backend=modelled",
          "#work=hash&size=2000&how=concurrent,parallel",
          "#work=resize&size=160&workers=2",
        ),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("drop a picture" as const),
        side: fc.integer({ min: 1, max: 200 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("hide" as const),
        forMs: fc.integer({ min: 0, max: 60 }),
      }),
    },
    { weight: 4, arbitrary: fc.constant({ do: "rest" as const }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant("wait" as const),
        ms: fc.integer({ min: 0, max: 300 }),
      }),
    },
  ),
  { minLength: 10, maxLength: 20 },
);

/** Reports how everything that was started ended; two minutes without an end count as a hang. */
function play(tab: Tab, sequence: Step[]): Promise<Ended[]> {
  return tab.evaluate(async (wanted: Step[]) => {
    const ended: Promise<{ step: string; end: string }>[] = [];
    const wait = (ms: number) => new Promise((later) => setTimeout(later, ms));
    const begin = (step: string, doing: Promise<unknown>) => {
      const settled = doing.then(
        () => "resolved",
        (error: unknown) => (error as { code?: string }).code ?? `no LanesError: ${error}`,
      );
      const tooLate = wait(120_000).then(() => "unsettled");
      ended.push(Promise.race([settled, tooLate]).then((end) => ({ step, end })));
    };
    const cancelled = (ms: number) => {
      const abort = new AbortController();
      if (ms === 0) queueMicrotask(() => abort.abort());
      else if (ms > 0) setTimeout(() => abort.abort(), ms);
      return abort.signal;
    };
    const app = document.querySelector("lanes-app")?.shadowRoot;
    const show = (state: string) => {
      Object.defineProperty(document, "visibilityState", {
        configurable: true,
        get: () => state,
      });
      Object.defineProperty(document, "hidden", {
        configurable: true,
        get: () => state === "hidden",
      });
      document.dispatchEvent(new Event("visibilitychange"));
    };
    for (const step of wanted) {
      if (step.do === "run") {
        const picture = step.pictureSide && new ImageData(step.pictureSide, step.pictureSide);
        const options = {
          signal: cancelled(step.cancelMs),
          onProgress: () => undefined,
          ...(step.watched && { onOutput: () => undefined }),
          ...(picture && { picture }),
        };
        begin(JSON.stringify(step), window.lanes.run(step.spec, options));
      } else if (step.do === "simple test") {
        const options = { signal: cancelled(step.cancelMs) };
        begin(JSON.stringify(step), window.lanes.simpleTest(step.spec, options));
      } else if (step.do === "what if") {
        begin(JSON.stringify(step), window.lanes.whatIf(step.spec, step.limits));
      } else if (step.do === "press") {
        const panel = app?.querySelector(step.panel)?.shadowRoot;
        panel?.querySelector("button")?.click();
        setTimeout(() => {
          dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
          const button = panel?.querySelector("button");
          if (button?.textContent?.trim() === "Cancel") button.click();
        }, step.cancelMs);
      } else if (step.do === "link") {
        location.hash = step.hash;
      } else if (step.do === "drop a picture") {
        const canvas = new OffscreenCanvas(step.side, step.side);
        canvas.getContext("2d")?.fillRect(0, 0, step.side / 2, step.side / 2);
        const files = new DataTransfer();
        files.items.add(new File([await canvas.convertToBlob()], `${step.side}.png`));
        document.body.dispatchEvent(
          new DragEvent("drop", {
            bubbles: true,
            cancelable: true,
            dataTransfer: files,
          }),
        );
      } else if (step.do === "hide") {
        show("hidden");
        dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
        document.dispatchEvent(new Event("freeze"));
        await wait(step.forMs);
        document.dispatchEvent(new Event("resume"));
        dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
        show("visible");
      } else if (step.do === "wait") {
        await wait(step.ms);
      } else {
        await Promise.all(ended);
      }
    }
    const buttons = async () => {
      const running = () =>
        [...(app?.querySelectorAll("*") ?? [])].some((part) =>
          part.shadowRoot?.querySelector("button.running, [aria-busy=true], .cancel:not(.away)"),
        );
      while (running()) await wait(20);
    };
    begin("what was pressed", buttons());
    return Promise.all(ended);
  }, sequence);
}

interface Plain {
  how: string;
  ok: number;
  digests: string[];
}

/** Runs `spec` with nothing else in progress; two minutes without an end count as a hang. */
function plainRun(tab: Tab, wanted: Partial<Spec>): Promise<Plain[] | string> {
  return tab.evaluate(async (one: Partial<Spec>) => {
    const run = window.lanes.run(one).then(
      (results) =>
        results.map(({ how, tasks, digests }) => ({
          how,
          ok: tasks.ok,
          digests,
        })),
      (error: unknown) => `rejected: ${error}`,
    );
    const never = new Promise<string>((late) => setTimeout(() => late("never ended"), 120_000));
    return Promise.race([run, never]);
  }, wanted);
}

const hash: Partial<Spec> = {
  work: "hash",
  tasks: 2,
  size: 2,
  workers: 2,
  how: ["sequential", "sliced", "parallel"],
};
const hashDigests = [
  "e0bc614e4fd035a488619799853b075143deea596c477b8dc077e309c0fe42e9",
  "d8bdf9a0cb27a193a1127de2924b6e5a9e4c2d3b3fe42e935e160c011f3df1fc",
];
const query: Partial<Spec> = {
  work: "query",
  tasks: 3,
  latency: 10,
  workers: 2,
  backend: "modelled",
  how: ["sequential", "concurrent", "parallel"],
};

describe.each(places)("$engine", ({ engine, place, isolated }) => {
  describe(`sequences, ${place}`, needs(engine), () => {
    const { server, tab } = useLanes(engine, isolated);
    let rows: string[] = [];

    async function runOrThrow(wanted: Partial<Spec>): Promise<Plain[]> {
      const ran = await plainRun(tab, wanted);
      if (typeof ran === "string") throw new Error(`${JSON.stringify(wanted)}: ${ran}`);
      return ran;
    }

    async function expectWorking(said: string): Promise<void> {
      if (rows.length === 0) {
        const [live] = await runOrThrow({ ...query, backend: "network", how: ["sequential"] });
        rows = live?.digests ?? [];
        expect(new Set(rows).size).toBe(3);
      }
      for (const loop of ["main", "worker"] as const) {
        for (const { how, ok, digests } of await runOrThrow({
          ...hash,
          loop,
        })) {
          expect({ how, ok, digests }, said).toEqual({
            how,
            ok: 2,
            digests: hashDigests,
          });
        }
        for (const { how, ok, digests } of await runOrThrow({
          ...query,
          loop,
        })) {
          expect({ how, ok, digests }, said).toEqual({
            how,
            ok: 3,
            digests: rows,
          });
        }
      }
      const uncaught = await tab.evaluate(
        () => (window as unknown as { uncaught: string[] }).uncaught,
      );
      expect([...uncaught, ...tab.errors()], said).toEqual([]);
    }

    /** A page with no worker started yet except the watchdog. */
    async function fresh(): Promise<void> {
      await goAnew(tab, server.url);
      await tab.evaluate(() => {
        const uncaught: string[] = [];
        Object.assign(window, { uncaught });
        addEventListener("error", ({ message }) => uncaught.push(message));
        addEventListener("unhandledrejection", ({ reason }) => uncaught.push(String(reason)));
      });
    }

    test.each([0, 5])(
      "a run that is cancelled after %d ms leaves the model to whoever asks next",
      async (ms) => {
        await fresh();
        const answer = await tab.evaluate(async (cancelMs: number) => {
          const abort = new AbortController();
          const run = window.lanes.run(
            { work: "query", how: ["concurrent"], tasks: 50, backend: "modelled" },
            { signal: abort.signal },
          );
          setTimeout(() => abort.abort(), cancelMs);
          const ended = await run.catch(({ code }: { code?: string }) => code);
          const asked = window.lanes.whatIf({ work: "query", tasks: 100 }, [1, 5, 20]).then(
            (points) => points.map(({ limit }) => limit),
            (error: unknown) => String(error),
          );
          const never = new Promise((late) => setTimeout(() => late("never answered"), 120_000));
          return { ended, points: await Promise.race([asked, never]) };
        }, ms);
        expect(answer).toEqual({ ended: "cancelled", points: [1, 5, 20] });
        await expectWorking(`after ${ms} ms`);
      },
    );

    test("a run that waits for its turn is cancelled without waiting", async () => {
      await fresh();
      const order = await tab.evaluate(async () => {
        const ends: string[] = [];
        const abort = new AbortController();
        const spec = {
          work: "query",
          tasks: 1,
          latency: 800,
          how: ["concurrent" as const],
        };
        const first = window.lanes.run({ ...spec, backend: "modelled" });
        const second = window.lanes.run(spec, { signal: abort.signal });
        abort.abort();
        await Promise.all([
          first.then(() => ends.push("first")),
          second.catch(({ code }: { code?: string }) => ends.push(`second ${code}`)),
        ]);
        return ends;
      });
      expect(order).toEqual(["second cancelled", "first"]);
    });

    test.each([
      [
        "the model",
        { work: "query", latency: 9000, timeout: 60_000, backend: "modelled", how: ["concurrent"] },
      ],
      ["a loop", { work: "hash", size: 50_000_000, loop: "worker", how: ["sliced"] }],
      ["a worker", { work: "hash", size: 50_000_000, tier: "workers", how: ["parallel"] }],
      ["a pool", { work: "hash", size: 50_000_000, how: ["parallel"] }],
    ] satisfies [string, Partial<Spec>][])(
      "a run whose worker dies says so, and the next one has another (%s)",
      async (_name, spec) => {
        await fresh();
        const ended = await tab.evaluate(
          async (wanted: Partial<Spec>) => {
            const workers: Worker[] = [];
            window.Worker = class extends Worker {
              constructor(url: string | URL, options?: WorkerOptions) {
                super(url, options);
                workers.push(this);
              }
            };
            // Like a kill by the browser: the page is not notified.
            let killed = false;
            const onProgress = ({ elapsedMs }: { elapsedMs: number }) => {
              if (killed || elapsedMs < 150) return;
              killed = true;
              workers.at(-1)?.terminate();
            };
            const run = window.lanes.run(wanted, { onProgress }).then(
              () => "resolved",
              ({ code }: { code?: string }) => code,
            );
            const never = new Promise((late) => setTimeout(() => late("never ended"), 300_000));
            return Promise.race([run, never]);
          },
          { ...spec, tasks: 4, workers: 2 } as Partial<Spec>,
        );
        expect(ended).toBe("worker-died");
        await expectWorking("after it");
      },
    );

    test.each(spread(seeds, engine))(
      "everything ends, and the next run works (seed %d)",
      async (seed) => {
        const [sequence] = JSON.parse(JSON.stringify(fc.sample(steps, { seed, numRuns: 1 })));
        const said = `LANES_SEED=${seed}: ${JSON.stringify(sequence)}`;
        await fresh();
        for (const { step, end } of await play(tab, sequence)) {
          // Only steps that were cancelled may reject, never through another's cancellation or a
          // death.
          const cancellable = /"cancelMs":\d/.test(step);
          expect(
            cancellable ? ["resolved", "cancelled"] : ["resolved"],
            `${step} ${said}`,
          ).toContain(end);
        }
        await expectWorking(said);
      },
    );
  });
});
