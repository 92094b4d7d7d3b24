/**
 * A thousand runs in a row, and what the page then holds against what it held after the tenth.
 *
 * The runs are mixed: small hash runs under every strategy, both tiers and both loops, every fifth
 * one requests to the live server. Memory is taken after the garbage has been collected, in three
 * ways: the page's JavaScript heap, `performance.measureUserAgentSpecificMemory()` (the page with
 * its workers and Wasm memories, https://wicg.github.io/performance-measure-memory/), and the
 * resident memory of the renderer process, which also has the allocators' own slack in it.
 */
import type { Spec } from "../../../web/spec/types.ts";
import { run } from "../../browser/driver/results.ts";
import { rendererPids, residentBytes } from "../kit/activity.ts";
import { type ChromiumBench, environment, openChromium, progress, roundsOr } from "../kit/page.ts";
import { atMost, type Report } from "../kit/report.ts";

const runs = roundsOr(1000);
/** By now everything that loads late (modules, workers) has loaded. */
const settledAfter = 10;

const hash = { work: "hash", tasks: 4, size: 2000, workers: 2 } satisfies Partial<Spec>;
const http = { work: "http", tasks: 6, latency: 1, limit: 3 } satisfies Partial<Spec>;

/** Tolerance for nodes and listeners that come and go; a leak would add one per run. */
const passing = 5;

/** Ten runs that together use every host of the engine. */
const mix: Partial<Spec>[] = [
  { ...hash, how: ["sequential"], loop: "main" },
  { ...hash, how: ["parallel"], tier: "threads" },
  { ...hash, how: ["sliced"], loop: "worker" },
  { ...hash, how: ["parallel"], tier: "workers" },
  { ...http, how: ["concurrent"], loop: "main" },
  { ...hash, how: ["bounded"], loop: "worker" },
  { ...hash, how: ["concurrent"], loop: "main" },
  { ...hash, how: ["sliced"], loop: "main" },
  { ...hash, how: ["parallel"], tier: "threads", loop: "worker" },
  { ...http, how: ["sequential"], loop: "worker" },
];

interface Held {
  jsHeapBytes: number;
  pageBytes: number;
  residentBytes: number;
  workers: number;
  nodes: number;
  listeners: number;
}

async function measure({ browser, page }: ChromiumBench): Promise<Held> {
  progress("measuring memory, which the browser may take a minute for");
  const session = await page.context().newCDPSession(page);
  // Twice: the second collection frees what the first one finalised.
  for (let pass = 0; pass < 2; pass++) await session.send("HeapProfiler.collectGarbage");
  const pageBytes = await page.evaluate(async () => {
    const { measureUserAgentSpecificMemory } = performance as Performance & {
      measureUserAgentSpecificMemory?(): Promise<{ bytes: number }>;
    };
    return (await measureUserAgentSpecificMemory?.call(performance))?.bytes ?? Number.NaN;
  });
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  const { nodes, jsEventListeners } = await session.send("Memory.getDOMCounters");
  await session.detach();
  return {
    jsHeapBytes: usedSize,
    pageBytes,
    residentBytes: residentBytes(await rendererPids(browser)),
    workers: page.workers().length,
    nodes,
    listeners: jsEventListeners,
  };
}

export async function bench(): Promise<Report> {
  const page = await openChromium();
  try {
    let before: Held | undefined;
    let between: Held | undefined;
    const settled = Math.min(settledAfter, Math.max(1, runs - 1));
    const half = Math.max(settled, runs >> 1);
    for (let done = 0; done < runs; done++) {
      for (const result of await run(page.tab, mix[done % mix.length] as Partial<Spec>)) {
        if (result.tasks.ok !== result.tasks.count) throw new Error(`Run ${done + 1} failed.`);
      }
      if (done + 1 === settled) before = await measure(page);
      if (done + 1 === half) between = await measure(page);
      if ((done + 1) % 100 === 0) progress(`${done + 1} of ${runs} runs`);
    }
    const after = await measure(page);
    if (before === undefined || between === undefined)
      throw new Error("There were not enough runs to compare.");
    const first = before;
    const growth = (what: keyof Held) => (100 * (after[what] - first[what])) / first[what];
    return {
      bench: `soak: ${runs} runs in a row, memory after the ${settled}th and the ${runs}th`,
      environment: await environment(page.tab),
      rows: [
        { name: `after ${settled} runs`, figures: { ...before } },
        { name: `after ${half} runs`, figures: { ...between } },
        { name: `after ${runs} runs`, figures: { ...after } },
        {
          name: "growth",
          figures: {
            jsHeapPercent: growth("jsHeapBytes"),
            pagePercent: growth("pageBytes"),
            residentPercent: growth("residentBytes"),
          },
        },
      ],
      claims: [
        atMost("growth of the page's memory with its workers, %", growth("pageBytes"), 5),
        atMost("growth of the renderer's resident memory, %", growth("residentBytes"), 5),
        atMost(
          "growth of the page's JavaScript heap over the second half, %",
          (100 * (after.jsHeapBytes - between.jsHeapBytes)) / between.jsHeapBytes,
          5,
        ),
        atMost("workers more than there were", after.workers - before.workers, 0),
        atMost("DOM nodes more than there were", after.nodes - before.nodes, passing),
        atMost("event listeners more than there were", after.listeners - before.listeners, passing),
      ],
      notes: [
        "The JavaScript heap is a small part of the page's memory, and grows at first by what the browser compiles: its second half shows whether it goes on.",
      ],
    };
  } finally {
    await page.close();
  }
}
