/** The first page of the series: three words, each as a short run that can be watched slowly. */
import { installLanes } from "../api/api.ts";
import { listOf, plural } from "../base/format.ts";
import { formatMeasured } from "../base/measured.ts";
import { later } from "../spec/later.ts";
import type { Kept } from "./kept-plays.ts";
import "./story-links.ts";
import type { RecordedWords, Word, WordFigure, WordRun } from "./word-figure.ts";
import "./word-figure.ts";
import { pingsOf, rowsOfWord } from "./word-rows.ts";

/** About 20 ms of hashing a task on a laptop. */
const size = 60_000;

const words: Record<string, Word> = {
  concurrency: {
    how: "sliced",
    warmUp: true,
    spec: { work: "hash", tasks: 3, size, loop: "worker" },
    threads: 1,
    waits: 0,
    thread: () => "one thread",
    before: "Three tasks, one thread. It works on one for a moment, then on the next.",
    says: ({ spans, wallMs }) =>
      `Three tasks in flight, and the thread turned from one to the next: ${plural(rowsOfWord(spans, false).threads.flat().length, "turn")}. At each moment it worked on one. All were done after ${formatMeasured(wallMs)}.`,
  },
  parallelism: {
    how: "parallel",
    warmUp: true,
    spec: { work: "hash", tasks: 3, size, workers: 3 },
    threads: 3,
    waits: 0,
    thread: (row) => `thread ${row + 1}`,
    before: "The same three tasks, three threads. Each works on its own.",
    says: (result) =>
      `${plural(lanesOf(result), "thread")}, and as many tasks were worked on at the same instant as this machine has free cores for. All were done after ${formatMeasured(result.wallMs)}.`,
  },
  async: {
    how: "concurrent",
    warmUp: true,
    spec: {
      work: "query",
      tasks: 4,
      latency: 200,
      jitter: 60,
      pool: 20,
      loop: "worker",
      backend: "modelled",
    },
    threads: 1,
    waits: 4,
    thread: () => "one thread",
    before:
      "Four queries to a modelled database, one thread. It asks, goes on, and each answer pings it (●).",
    says: ({ spans, wallMs, eventLoop }) =>
      `Four waits overlapped and took ${formatMeasured(wallMs)} together. The answers pinged (●) after ${listOf(pingsOf(spans).map(formatMeasured))}. The thread was free meanwhile: it left no health check waiting for longer than ${formatMeasured(eventLoop.longestFreezeMs)}.`,
  },
};

function lanesOf({ spans }: WordRun): number {
  return new Set(Array.from(spans.lane).slice(0, spans.count)).size;
}

installLanes();
const figures = [...document.querySelectorAll<WordFigure>("word-figure")];
for (const figure of figures) {
  const word = words[figure.dataset.word ?? ""];
  if (word) figure.word = word;
}
// Ignored: without it the figures are empty until they are played.
later("What was recorded", import("./recorded.json")).then(
  (loaded) => {
    const kept = loaded.default as unknown as Kept<RecordedWords>;
    for (const figure of figures) figure.kept = kept;
  },
  () => undefined,
);
