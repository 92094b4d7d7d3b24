/**
 * What is found of the reader's own code by the tools that judge runs: the modelled service’s pool, and
 * sweeps.
 */
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type Spec, spanKinds } from "../../../web/spec/types.ts";
import { type Engine, engines, needs, type Tab } from "../driver/browsers.ts";
import { useLanes } from "../driver/open-lanes.ts";
import { goAnew, until } from "../driver/reader.ts";

const waiting = spanKinds.indexOf("waiting");
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

interface Seen {
  digests: string[];
  /** How many tasks failed for each reason. */
  failures: Record<string, number>;
  /** How long each task waited, ms, the longest first. */
  waitsMs: number[];
}

function run(tab: Tab, spec: Partial<Spec>): Promise<Seen> {
  return tab.evaluate(
    async ({ spec, waiting }) => {
      const [result] = await window.lanes.run({ seed: 1, loop: "worker", ...spec });
      if (!result) throw new Error("There is no result.");
      const failures: Record<string, number> = {};
      for (const why of Object.values(result.failures)) failures[why] = (failures[why] ?? 0) + 1;
      const { count, kind, task, startMs, endMs } = result.spans;
      const waits = new Map<number, number>();
      for (let i = 0; i < count; i++) {
        if (kind[i] !== waiting) continue;
        const one = task[i] ?? -1;
        waits.set(one, (waits.get(one) ?? 0) + (endMs[i] ?? 0) - (startMs[i] ?? 0));
      }
      const waitsMs = [...waits.values()].sort((a, b) => b - a);
      return { digests: result.digests, failures, waitsMs };
    },
    { spec, waiting },
  );
}

const asks = "export async function task({ get }) { return await get(); }";
const computes = `export function task({ seed, size }) {
  let x = seed;
  for (let i = 0; i < size; i++) x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
  return x;
}`;

describe.each(engines)("%s", (engine: Engine) => {
  describe("of own code is found", needs(engine), () => {
    const lanes = useLanes(engine);
    const { tab } = lanes;

    test("under concurrent what is found of query: who is answered, who waits in vain, who is refused", async () => {
      // 20 are answered after 2 s, 20 of the 30 in the queue after 4 s; the rest waits 3 s in vain.
      const spec: Partial<Spec> = {
        how: ["concurrent"],
        tasks: 200,
        latency: 2000,
        pool: 20,
        queue: 30,
        timeout: 3000,
        backend: "modelled",
      };
      const query = await run(tab, { ...spec, work: "query" });
      const own = await run(tab, { ...spec, work: "own", lang: "js", code: asks });
      expect(Object.values(query.failures).sort((a, b) => a - b)).toEqual([10, 150]);
      expect(own.failures).toEqual(query.failures);
      const answered = ({ digests }: Seen) => digests.filter((one) => one !== "").length;
      expect([answered(own), answered(query)]).toEqual([40, 40]);
      for (const [i, digest] of own.digests.entries()) {
        const asked = query.digests[i] ?? "";
        expect(digest).toBe(asked === "" ? "" : sha256(asked));
      }
      // Timers are late on a busy machine, and never early by more than their clock's grain.
      for (const { waitsMs } of [query, own]) {
        expect(waitsMs[29]).toBeGreaterThan(2990);
        expect(waitsMs[49]).toBeGreaterThan(1990);
      }
    });

    test.each([
      ["computes", computes, { size: 200_000 }],
      ["asks", asks, { latency: 50 }],
    ])("by a sweep of code that %s: how much workers bring", async (_what, code, numbers) => {
      const spec: Partial<Spec> = { work: "own", lang: "js", code, tasks: 4, ...numbers };
      const hash = await tab.evaluate((wanted: Partial<Spec>) => window.lanes.link(wanted), spec);
      await goAnew(tab, `${lanes.server.url}${hash}`);
      const shown = () =>
        tab.evaluate(() => {
          const app = document.querySelector("lanes-app")?.shadowRoot;
          const panel = app?.querySelector("lanes-sweep")?.shadowRoot;
          const texts = (selector: string) =>
            [...(panel?.querySelectorAll(selector) ?? [])].map(
              (one) => one.textContent?.replace(/\s+/g, " ").trim() ?? "",
            );
          return {
            title: texts("#title").join(),
            sum: texts(".sum").join(),
            failure: texts(".failure").join(),
            rows: texts("tbody th"),
          };
        });
      await until(
        () =>
          tab.evaluate(() => {
            const app = document.querySelector("lanes-app")?.shadowRoot;
            const panel = app?.querySelector("lanes-sweep")?.shadowRoot;
            const button = panel?.querySelector("button");
            if (button?.getAttribute("aria-disabled") !== "false") return false;
            button.click();
            return true;
          }),
        "the Sweep button",
      );
      await until(async () => {
        const { sum, failure } = await shown();
        return sum + failure !== "";
      }, "the end of the sweep");
      const { title, sum, failure, rows } = await shown();
      expect(failure).toBe("");
      expect(title).toBe("How many workers?");
      expect(rows.slice(0, 4)).toEqual(["1", "2", "3", "4"]);
      // When other load occupies the other core there is nothing to gain by computing on it.
      expect(sum).toMatch(
        /times one worker’s speed, with \d+ workers|No number of workers was faster/,
      );
      if (code === asks) expect(sum).toMatch(/times one worker’s speed/);
    });

    test("without an error on the console", () => {
      expect(tab.errors()).toEqual([]);
    });
  });
});
