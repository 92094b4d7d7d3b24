/** Works that read or write text, against what each browser itself makes of the same text. */
import { describe, expect, test } from "vitest";
import { countsByRegExp, jsonText, logText, patterns } from "../../wasm/texts.ts";
import { type Engine, engines, needs } from "../driver/browsers.ts";
import { useLanes } from "../driver/open-lanes.ts";

describe.each(engines)("%s", (engine: Engine) => {
  describe("texts", needs(engine), () => {
    const lanes = useLanes(engine);
    const { tab } = lanes;

    const digestsOf = (work: string, size: number) =>
      tab.evaluate(
        async (spec) => {
          const results = await window.lanes.run({ ...spec, tasks: 2, workers: 2, seed: 1 });
          return results.map(({ digests }) => digests);
        },
        { work, size, how: ["sequential", "parallel"] as ("sequential" | "parallel")[] },
      );

    test("regex counts what the browser's own RegExp counts", async () => {
      const all = patterns();
      const counts = [];
      for (const seed of [1, 2]) {
        counts.push(await tab.evaluate(countsByRegExp, { text: logText(seed, 200), all }));
      }
      expect(counts[0]).not.toBe(counts[1]);
      expect(await digestsOf("regex", 200)).toEqual([counts, counts]);
    });

    test("json writes what the browser's own JSON.parse reads, to the byte", async () => {
      const read = [];
      for (const seed of [1, 2]) {
        read.push(
          await tab.evaluate(
            async ({ text }) => {
              const orders = JSON.parse(text) as { id: number }[];
              if (orders.length !== 300 || orders[299]?.id !== 100_299) return "other orders";
              const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
              return [...new Uint8Array(bytes)]
                .map((byte) => byte.toString(16).padStart(2, "0"))
                .join("");
            },
            { text: jsonText(seed, 300) },
          ),
        );
      }
      expect(await digestsOf("json", 300)).toEqual([read, read]);
    });
  });
});
