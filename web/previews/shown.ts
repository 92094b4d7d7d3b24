/** The pages other than those of single cases, and the measured case that each image shows. */
import type { Bystander, Spec } from "../spec/types.ts";

/** The story's stampede with fewer queries, so that measuring it takes less time. */
export const stampede: { name: string; spec: Partial<Spec>; bystander: Bystander } = {
  name: "stampede",
  spec: {
    work: "query",
    how: ["concurrent", "bounded"],
    tasks: 1500,
    latency: 20,
    jitter: 50,
    limit: 20,
  },
  bystander: { everyMs: 50, timeoutMs: 250 },
};

export const app = {
  page: "",
  title: "Lanes: concurrency and parallelism, measured",
  says: "Run the same work sequentially, concurrently and in parallel, in your own browser, and see what each way does to the clock and to the page.",
  shows: "cpu-demo",
};

export const list = {
  page: "try",
  title: "A dozen cases to try",
  says: "Each is a set-up of Lanes that shows one thing. Your own numbers are one press away.",
  shows: "cpu-demo",
};

export const series = {
  page: "stories",
  title: "Concurrency, parallelism, async: three words",
  says: "Each word as a short run in your browser, then the mistakes, to be made and mended live.",
  shows: "hashing-five-ways",
};
