/**
 * Excessive set-ups are refused with a sentence, failures during a run are reported, and the next
 * run works: never a dead page, never a promise that never settles.
 */
import { describe, expect, test } from "vitest";
import type { Spec } from "../../../web/spec/types.ts";
import { catalogue } from "../../../web/spec/works.ts";
import { type Engine, needs, type Tab } from "../driver/browsers.ts";
import { places, spread, useLanes } from "../driver/open-lanes.ts";
import { goAnew } from "../driver/reader.ts";

/** Runs `spec`, for at most `mostMs` if given, and says how it ended. */
function howItEnds(tab: Tab, spec: Partial<Spec>, mostMs = 0): Promise<string> {
  return tab.evaluate(
    async ({ wanted, most }) => {
      const abort = new AbortController();
      let timer: ReturnType<typeof setTimeout> | undefined;
      try {
        const [result] = await window.lanes.run(wanted, {
          signal: abort.signal,
          onProgress() {
            if (most > 0) timer ??= setTimeout(() => abort.abort(), most);
          },
        });
        return result?.tasks.ok === result?.tasks.count ? "finished" : "some tasks failed";
      } catch (error) {
        const { code, message } = error as { code?: string; message: string };
        return `${code}: ${message}`;
      } finally {
        clearTimeout(timer);
      }
    },
    { wanted: spec, most: mostMs },
  );
}

/** A driven Firefox may hang when it starts many threads: undriven.test.ts starts them in another. */
function mostWorkers(engine: Engine, tier: Spec["tier"]): number {
  return engine === "firefox" && tier === "threads" ? 2 : 64;
}

const ofSeed1 = "e0bc614e4fd035a488619799853b075143deea596c477b8dc077e309c0fe42e9";

function tinyRun(tab: Tab, spec: Partial<Spec>): Promise<string | undefined> {
  return tab.evaluate(
    async (wanted: Partial<Spec>) => (await window.lanes.run(wanted))[0]?.digests[0],
    { workers: 2, ...spec, work: "hash", tasks: 2, size: 2 },
  );
}

describe.each(places)("$engine", ({ engine, place, isolated }) => {
  describe(place, needs(engine), () => {
    let tiers: Spec["tier"][];
    const setUp = async (opened: Tab) => {
      const { sharedMemory } = await opened.evaluate(() => window.lanes.capabilities());
      tiers = sharedMemory ? ["threads", "workers"] : ["workers"];
    };
    const lanes = useLanes(engine, isolated, { setUp });
    const { tab } = lanes;

    test("the most workers at the largest size are refused or run, and the page lives", async () => {
      for (const tier of tiers) {
        for (const { name: work, size } of spread(catalogue, engine)) {
          const spec: Partial<Spec> = {
            work,
            tasks: 64,
            size: size?.max ?? 0,
            workers: mostWorkers(engine, tier),
            how: ["parallel"],
            tier,
          };
          const end = await howItEnds(tab, spec, 500);
          expect(end, `${work} ${tier}`).toMatch(
            /^(finished|cancelled: |out-of-memory: |unavailable: The browser did not start \d+ threads)/,
          );
          expect(await tinyRun(tab, { how: ["parallel"], tier })).toBe(ofSeed1);
        }
      }
    });

    test("many workers have room for small work", async () => {
      for (const tier of tiers) {
        const workers = mostWorkers(engine, tier);
        expect(await tinyRun(tab, { how: ["parallel"], tier, workers })).toBe(ofSeed1);
        const spec: Partial<Spec> = { work: "hash", tasks: 128, size: 2000, workers, tier };
        expect(await howItEnds(tab, { ...spec, how: ["parallel"] })).toBe("finished");
      }
    });

    test("a module that gets no more memory in the middle says so and is replaced", async () => {
      // Pictures of 12 MiB each, and a page whose modules may not outgrow their first 16 MiB.
      const spec: Partial<Spec> = { work: "resize", tasks: 3, size: 8192, how: ["sliced"] };
      const end = await tab.evaluate(async (wanted: Partial<Spec>) => {
        const { grow } = WebAssembly.Memory.prototype;
        WebAssembly.Memory.prototype.grow = () => {
          throw new RangeError("refused by the test");
        };
        try {
          await window.lanes.run(wanted);
          return "ran";
        } catch (error) {
          return (error as { code?: string }).code;
        } finally {
          WebAssembly.Memory.prototype.grow = grow;
        }
      }, spec);
      expect(end).toBe("out-of-memory");
      expect(await howItEnds(tab, spec)).toBe("finished");
      expect(await tinyRun(tab, { how: ["concurrent"] })).toBe(ofSeed1);
    });

    test("a worker that is ended in the middle is told of and replaced", async () => {
      await goAnew(tab, lanes.server.url);
      // A new page has none yet, and keeps references to those that it starts: an idle one that is ended is
      // missed after two minutes (liveness.ts).
      await tab.evaluate(() => {
        const made: Worker[] = [];
        Object.assign(window, { made });
        window.Worker = class extends Worker {
          constructor(url: string | URL, options?: WorkerOptions) {
            super(url, options);
            // So is one that is ended before it has begun.
            this.addEventListener("message", () => made.push(this), { once: true });
          }
        };
      });
      const hosts: Partial<Spec>[] = [
        ...tiers.map((tier) => ({ how: ["parallel" as const], tier })),
        { how: ["concurrent"], loop: "worker" },
        { how: ["sliced"], loop: "worker" },
      ];
      for (const host of hosts) {
        const end = await tab.evaluate(async (wanted: Partial<Spec>) => {
          const { made } = window as unknown as { made: Worker[] };
          const long = { work: "hash", tasks: 4, size: 10_000_000, workers: 2 };
          let begun = false;
          try {
            await window.lanes.run(
              { ...long, ...wanted },
              {
                onProgress() {
                  if (begun) return;
                  begun = true;
                  setTimeout(() => {
                    for (const worker of made) worker.terminate();
                  }, 200);
                },
              },
            );
            return "ran";
          } catch (error) {
            return `${(error as { code?: string }).code}: ${(error as Error).message}`;
          }
        }, host);
        const where = JSON.stringify(host);
        expect(end, where).toMatch(/^worker-died: .*Run it again/);
        expect(await tinyRun(tab, host), where).toBe(ofSeed1);
      }
    });

    test("a module that could not be loaded is asked for again", async () => {
      await goAnew(tab, lanes.server.url);
      const spec: Partial<Spec> = { work: "json", tasks: 2, size: 64, how: ["sequential"] };
      const end = await tab.evaluate(async (wanted: Partial<Spec>) => {
        const { fetch } = window;
        window.fetch = () => Promise.reject(new TypeError("no network, says the test"));
        try {
          await window.lanes.run(wanted);
          return "ran";
        } catch (error) {
          const { code, message } = error as { code?: string; message: string };
          return `${code}: ${message}`;
        } finally {
          window.fetch = fetch;
        }
      }, spec);
      expect(end).toMatch(/^worker-died: .*no network.* Run it again\.$/);
      expect(await howItEnds(tab, spec)).toBe("finished");
    });
  });
});
