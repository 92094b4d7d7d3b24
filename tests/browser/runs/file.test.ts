/** The work `file`: what is read back is what the seed says, wherever it is read from. */
import { describe, expect, test } from "vitest";
import { type Result, type Spec, spanKinds, strategies } from "../../../web/spec/types.ts";
import { needs, type Tab } from "../driver/browsers.ts";
import { onThreads } from "../driver/driven.ts";
import { places, useLanes } from "../driver/open-lanes.ts";

interface Seen {
  how: string;
  tier: string;
  digests: string[];
  failures: Result["failures"];
  notes: string[];
  kinds: number[];
  maxInFlight: number;
}

function run(tab: Tab, spec: Partial<Spec>): Promise<Seen[]> {
  return tab.evaluate(
    async (wanted: Partial<Spec>) =>
      (await window.lanes.run(wanted)).map((result) => ({
        how: result.how,
        tier: result.environment.tier,
        digests: result.digests,
        failures: result.failures,
        notes: result.notes,
        kinds: [...new Set(result.spans.kind)].sort(),
        maxInFlight: result.maxInFlight,
      })),
    spec,
  );
}

/** SHA-256 of the 300 KiB of seed 7, by Python's hashlib over its own SplitMix64. */
const ofSeed7 = "800ca74daafe9d0208ca478a301161fd8d7ad5a6f8a5801eb96127db454741e4";

describe.each(places)("$engine", ({ engine, place, isolated }) => {
  describe(place, needs(engine), () => {
    const lanes = useLanes(engine, isolated);
    const { tab } = lanes;

    test(
      "every strategy, tier and loop reads the same bytes",
      onThreads(engine, async () => {
        const { sharedMemory } = await tab.evaluate(() => window.lanes.capabilities());
        const spec = { work: "file", tasks: 5, size: 300, seed: 7, workers: 2, limit: 2 };
        const seen = [
          ...(await run(tab, { ...spec, how: [...strategies] })),
          ...(await run(tab, { ...spec, how: [...strategies], loop: "worker", tier: "workers" })),
          ...(sharedMemory ? await run(tab, { ...spec, how: ["parallel"], tier: "threads" }) : []),
        ];
        const waiting = spanKinds.indexOf("waiting");
        const running = spanKinds.indexOf("running");
        for (const { how, tier, digests, failures, kinds, notes } of seen) {
          const where = `${how} ${tier}`;
          expect(failures, where).toEqual({});
          expect(digests[0], where).toBe(ofSeed7);
          expect(digests, where).toEqual(seen[0]?.digests);
          expect(new Set(digests).size, where).toBe(5);
          expect(kinds, where).toEqual(expect.arrayContaining([waiting, running]));
          const said = notes.join(" ");
          expect(said, where).toMatch(
            engine === "webkit" ? /no private file system/ : /may have answered from its cache/,
          );
          if (how === "parallel") expect(said, where).toMatch(/blocked for \d+ % of the run/);
        }
      }),
    );

    test("nothing is left in the file system after a run", async () => {
      await run(tab, { work: "file", tasks: 2, size: 1, how: ["concurrent"] });
      // The next run waits for the previous one's clean-up.
      await run(tab, { work: "hash", tasks: 1, size: 1, how: ["sequential"] });
      const left = await tab.evaluate(async () => {
        const names: string[] = [];
        try {
          const root = await navigator.storage.getDirectory();
          for await (const name of root.keys()) names.push(name);
        } catch {
          // No such file system.
        }
        return names;
      });
      expect(left).toEqual([]);
    });

    test("more than can be written is refused with a sentence", async () => {
      const refusal = await tab.evaluate(async () => {
        try {
          await window.lanes.run({ work: "file", tasks: 10_000, size: 65_536 });
          return "ran";
        } catch (error) {
          return `${(error as { code?: string }).code}: ${(error as Error).message}`;
        }
      });
      expect(refusal).toMatch(/^out-of-memory: .*640,000 MiB.*fewer tasks or smaller files/);
    });
  });
});
