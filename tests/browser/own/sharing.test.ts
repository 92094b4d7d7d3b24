/**
 * Programs with shared state of the reader's own, compiled and explored in browsers: the verdicts and
 * counts of ours, in a sandbox that is gone afterwards, and a sentence for what can be wrong.
 */
import { describe, expect, test } from "vitest";
import type { Sharing } from "../../../web/spec/sharing/sharing.ts";
import type { Diagnostic } from "../../../web/spec/types.ts";
import { needs, type Tab } from "../driver/browsers.ts";
import { places, spread, useLanes } from "../driver/open-lanes.ts";
import { until } from "../driver/reader.ts";

/** wasm/core/sharing/programs/counter.hpp, as a reader writes it. */
const counter = (increment: string) => `
lanes::Cell total{"total", 0};
lanes::Mutex lock{"lock"};
lanes::Thread thread(int) {
  for (int done = 0; done < lanes::times; ++done) {
    ${increment}
  }
}
bool holds(int threads) { return total.now() == threads * lanes::times; }`;

const counters = {
  none: counter("int seen = co_await total.load(); co_await total.store(seen + 1);"),
  atomic: counter("co_await total.add(1);"),
  mutex: counter(
    "co_await lock.lock(); int seen = co_await total.load(); co_await total.store(seen + 1); co_await lock.unlock();",
  ),
} as const;

const endless = `
lanes::Cell cell{"cell"};
lanes::Thread thread(int) {
  for (volatile int i = 0; ; i = i + 1) {}
  co_await cell.load();
}`;

function explored(tab: Tab, sharing: Partial<Sharing>) {
  return tab.evaluate(async (asked: Partial<Sharing>) => {
    const { shortest, ...rest } = await window.lanes.explore(asked);
    const { verdict, interleavings, failing, deadlocks, switchesCleared, notes, requested } = rest;
    return {
      ...{ verdict, interleavings, failing, deadlocks, switchesCleared, notes, requested },
      schedule: shortest?.schedule,
      steps: shortest?.steps.map(({ thread, what, sees, leaves }) => [thread, what, sees, leaves]),
      objects: shortest?.objects,
    };
  }, sharing);
}

interface Trouble {
  code: string;
  message: string;
  diagnostics: Diagnostic[];
}

function trouble(tab: Tab, code: string, more: Partial<Sharing> = {}): Promise<Trouble> {
  return tab.evaluate(
    async (asked: Partial<Sharing>) => {
      try {
        await window.lanes.explore(asked);
        return { code: "ended", message: "", diagnostics: [] };
      } catch (error) {
        const { code, message, diagnostics } = error as Trouble;
        return { code, message, diagnostics: [...diagnostics] };
      }
    },
    { program: "own", code, ...more } as Partial<Sharing>,
  );
}

const frames = (tab: Tab) => tab.evaluate(() => document.querySelectorAll("iframe").length);

describe.each(places)("$engine, $place", ({ engine, isolated }) => {
  describe("own shared state", needs(engine), () => {
    const { tab } = useLanes(engine, isolated);

    // Each starts Clang, which takes longest of all that is tested here.
    const compiling: [string, () => Promise<void>][] = [
      [
        "a counter of one's own has the verdicts and counts of ours",
        async () => {
          for (const [fix, code] of Object.entries(counters)) {
            for (const [threads, times] of [
              [2, 1],
              [3, 2],
            ]) {
              const size = { threads, times } as Partial<Sharing>;
              const ours = await explored(tab, { program: "counter", fix: fix as "none", ...size });
              const own = await explored(tab, { program: "own", code, ...size });
              expect(own, `${fix}, ${threads} × ${times}`).toEqual(ours);
              expect(own.verdict).toBe(fix === "none" ? "found" : "proved");
            }
          }
          expect(await frames(tab)).toBe(0);
        },
      ],
      [
        "a schedule is carried out, or told to be impossible",
        async () => {
          const code = counters.none;
          const { requested } = await explored(tab, { program: "own", code, schedule: "AABB" });
          expect(requested).toMatchObject({ ending: "right", outcome: null, switches: 0 });
          expect(await trouble(tab, code, { schedule: "AAAB" })).toMatchObject({
            code: "bad-spec",
            message: "Step 3 of the schedule is impossible: A has ended.",
          });
          const again = await tab.evaluate(
            (asked: Partial<Sharing>) => window.lanes.replay(asked),
            {
              program: "own",
              code,
              schedule: "ABAB",
            } as Partial<Sharing>,
          );
          expect(again).toMatchObject({
            ending: "broken",
            objects: [{ name: "total", holds: "0" }],
          });
        },
      ],
      [
        "what does not compile, what traps and what is no such program is told, at its line",
        async () => {
          const wrong = await trouble(tab, "lanes::Thread thread(int) {\n  co_await nothing;\n}");
          expect(wrong.code).toBe("does-not-compile");
          expect(wrong.diagnostics[0]).toMatchObject({ line: 2, severity: "error" });
          const traps = await trouble(
            tab,
            'lanes::Cell c{"c"};\nlanes::Thread thread(int) {\n  co_await c.add(1);\n  __builtin_trap();\n}',
          );
          expect(traps.code).toBe("task-threw");
          expect(traps.message).toContain("in thread A, after what it did in line 3");
          expect(traps.diagnostics).toMatchObject([{ line: 3 }]);
          const task = await trouble(tab, "int task(int, int) { return 1; }");
          expect(task).toMatchObject({ code: "does-not-compile" });
          expect(await trouble(tab, "")).toMatchObject({ code: "bad-spec" });
          expect(await frames(tab)).toBe(0);
        },
      ],
    ];

    test.each(spread(compiling, engine))("%s", (_, act) => act());

    test("a thread that never ends is ended by Cancel, and the next exploration is right", async () => {
      await tab.evaluate((code: string) => {
        const abort = new AbortController();
        const going = Object.assign(window, { abort, how: "" });
        window.lanes.explore({ program: "own", code }, { signal: abort.signal }).then(
          () => {
            going.how = "ran to its end";
          },
          (error: { code: string }) => {
            going.how = error.code;
          },
        );
      }, endless);
      await until(async () => (await frames(tab)) === 1, "the sandbox");
      await tab.evaluate(() => (window as unknown as { abort: AbortController }).abort.abort());
      const how = () => tab.evaluate(() => (window as unknown as { how: string }).how);
      await until(async () => (await how()) !== "", "the end");
      expect(await how()).toBe("cancelled");
      expect(await frames(tab)).toBe(0);
      const { verdict } = await explored(tab, { program: "own", code: counters.none });
      expect(verdict).toBe("found");
    });
  });
});
