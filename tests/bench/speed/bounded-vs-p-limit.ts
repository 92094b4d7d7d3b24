/**
 * What a task costs under Lanes' `bounded` and under p-limit: 10,000 zero-latency tasks, limit 20.
 *
 * Lanes' side is the real one below the link grammar (which allows 256 CPU tasks a run): a run of
 * the single-threaded module, C++ coroutines on the C++ semaphore, recording the spans of every
 * task. What p-limit has no part of, the report made after the last task has ended (statistics,
 * spans and digests handed to JavaScript), is a row of its own.
 *
 * Two kinds of task, because no single one is fair to both:
 *
 * - "ready" tasks are the cheapest that each side can write: one SHA-256 in C++, against an async
 *   function that returns at once. Lanes computes, records a span and keeps a digest; p-limit does
 *   nothing but its own work.
 * - "waiting" tasks are the same on both sides: a request, through an XMLHttpRequest that answers
 *   in the next microtask, so that nothing is waited for but every task past the limit has to queue.
 *   This includes Emscripten's Fetch, which every request of Lanes pays, bounded or not.
 *
 * The cost of the bound itself is what a task costs more than with no bound: `bounded` less
 * `concurrent`, p-limit less `Promise.all`.
 */
import type { Costs, Functions } from "../in-page/bounded.ts";
import { environment, inPage, openPage, progress, roundsOr } from "../kit/page.ts";
import { atMost, median, medianRatio, type Report, type Row, spreadIn } from "../kit/report.ts";

const load = { tasks: 10_000, limit: 20 };
const rounds = roundsOr(15);
const sides = ["bounded", "report", "pLimit", "concurrent", "promiseAll"] as const;
const names = {
  bounded: "Lanes bounded",
  report: "Lanes bounded, the report after",
  pLimit: "p-limit",
  concurrent: "Lanes concurrent",
  promiseAll: "Promise.all",
};

export async function bench(): Promise<Report> {
  const page = await openPage({ script: "bounded" });
  try {
    const rows: Row[] = [];
    const claims: Report["claims"] = [];
    for (const kind of ["ready", "waiting"] as const) {
      progress(`${kind} tasks`);
      const costs: Costs[] = [];
      // Three rounds of warming: the browser compiles both sides while they run.
      for (let round = -3; round < rounds; round++) {
        const cost = await inPage<Functions, typeof kind>(page.tab, kind, load);
        if (round >= 0) costs.push(cost);
      }
      const nsPerTask = (of: (cost: Costs) => number) =>
        costs.map((cost) => (of(cost) * 1e6) / load.tasks);
      for (const side of sides) {
        rows.push({
          name: `${kind}: ${names[side]}`,
          figures: spreadIn(
            "NsPerTask",
            nsPerTask((cost) => cost[side]),
          ),
        });
      }
      rows.push(
        {
          name: `${kind}: the bound itself, Lanes`,
          figures: spreadIn(
            "NsPerTask",
            nsPerTask((cost) => cost.bounded - cost.concurrent),
          ),
        },
        {
          name: `${kind}: the bound itself, p-limit`,
          figures: spreadIn(
            "NsPerTask",
            nsPerTask((cost) => cost.pLimit - cost.promiseAll),
          ),
        },
      );
      claims.push(
        atMost(
          `a ${kind} task under bounded costs this many times what it costs under p-limit`,
          medianRatio(
            nsPerTask((cost) => cost.bounded),
            nsPerTask((cost) => cost.pLimit),
          ),
          1,
        ),
        atMost(
          `ns that bounded adds to a ${kind} task, more than p-limit adds`,
          median(
            nsPerTask((cost) => cost.bounded - cost.concurrent - (cost.pLimit - cost.promiseAll)),
          ),
          0,
        ),
      );
    }
    return {
      bench: `bounded-vs-p-limit: ${load.tasks} zero-latency tasks, limit ${load.limit}, ${rounds} rounds`,
      environment: await environment(page.tab),
      rows,
      claims,
    };
  } finally {
    await page.close();
  }
}
