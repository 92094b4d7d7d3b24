/**
 * Cases that have their own page, `try/<name>/` in the site, with an image of a real run. Each case
 * is one entry here. Its spec has the keys of its link; the rest are the reader's defaults.
 */
import type { Preset } from "../../kit/presets.ts";

export const tryCases: readonly Preset[] = [
  {
    name: "cpu-demo",
    title: "Just make it async? Four hashes, three ways",
    says: "Hashing computes, it does not wait. Started all at once it takes as long as one after another, and freezes the event loop for as long. Only workers make it faster and leave the loop free.",
    spec: {
      work: "hash",
      how: ["sequential", "concurrent", "parallel"],
      tasks: 4,
      size: 2_000_000,
    },
  },
  {
    name: "io-demo",
    title: "Ten requests: one after another, or all at once",
    says: "Waiting can be shared. Ten answers of 100 ms take a second one after another, and a tenth of it together, on one thread.",
    spec: { work: "http", how: ["sequential", "concurrent"], tasks: 10, latency: 100 },
  },
  {
    name: "hashing-five-ways",
    title: "The same hashing, five ways",
    says: "One after another, all at once, with a limit, in slices, on workers: four ways to use one thread, and one to use more.",
    spec: {
      work: "hash",
      how: ["sequential", "concurrent", "bounded", "sliced", "parallel"],
      tasks: 4,
      size: 200_000,
      limit: 2,
    },
  },
  {
    name: "image-resizing",
    title: "Image resizing does not belong on the event loop",
    says: "Four pictures under Promise.all freeze everything else that the process should do. On workers the loop does not notice them.",
    spec: { work: "resize", how: ["concurrent", "parallel"], tasks: 4, size: 3000 },
  },
  {
    name: "time-slicing",
    title: "Time slicing: as slow, but it answers",
    says: "Work that lets go of the thread every 5 ms takes as long as before, because there is still one thread. But health checks get through.",
    spec: { work: "hash", how: ["concurrent", "sliced"], tasks: 4, size: 300_000 },
  },
  {
    name: "json",
    title: "Serialising JSON is computing, too",
    says: "Building, writing and parsing a large document holds the thread from its first byte to its last, with or without an await in front of it.",
    spec: { work: "json", how: ["concurrent", "parallel"], tasks: 4, size: 25_000 },
  },
  {
    name: "regex",
    title: "Regular expressions over a log",
    says: "Searching text is CPU work: in slices the loop stays free, on workers it is done sooner as well.",
    spec: { work: "regex", how: ["concurrent", "sliced", "parallel"], tasks: 4, size: 3000 },
  },
  {
    name: "primes",
    title: "Counting primes with four workers",
    says: "Eight tasks for four workers. More workers help up to the number of cores, and not one beyond it.",
    spec: {
      work: "primes",
      how: ["sequential", "parallel"],
      tasks: 8,
      size: 600_000_000,
      workers: 4,
    },
  },
  {
    name: "mandelbrot",
    title: "The Mandelbrot set in uneven bands",
    says: "Bands through the middle take longest. A worker that is done takes the next one, so nobody stands idle until the last.",
    spec: { work: "mandelbrot", how: ["sequential", "parallel"], tasks: 16, size: 1536 },
  },
  {
    name: "fifty-queries",
    title: "Fifty queries: await in a loop, or all at once",
    says: "Nothing here is slow but the waiting. One await in a loop adds fifty waits up; started together they overlap.",
    spec: { work: "query", how: ["sequential", "concurrent"], tasks: 50, latency: 20, pool: 50 },
  },
  {
    name: "connection-pool",
    title: "A thousand queries against twenty connections",
    says: "All at once, half of them give up in the queue for a connection. With a limit as large as the pool every one is answered.",
    spec: {
      work: "query",
      how: ["concurrent", "bounded"],
      tasks: 1000,
      latency: 20,
      jitter: 50,
      limit: 20,
      timeout: 500,
    },
  },
  {
    name: "how-many-at-once",
    title: "How many requests at once?",
    says: "Eight at a time take an eighth of the time. All at once is quicker still, as long as the other side can serve forty of them, which nobody knows before it cannot.",
    spec: {
      work: "http",
      how: ["sequential", "bounded", "concurrent"],
      tasks: 40,
      latency: 25,
      limit: 8,
    },
  },
];
