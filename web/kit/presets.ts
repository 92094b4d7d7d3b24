/** Set-ups worth one press. */
import type { Spec } from "../spec/types.ts";

export interface Preset {
  name: string;
  title: string;
  says: string;
  spec: Partial<Spec>;
}

export const presets: readonly Preset[] = [
  {
    name: "cpu",
    title: "CPU demo",
    says: "4 hashes, three ways",
    spec: {
      work: "hash",
      how: ["sequential", "concurrent", "parallel"],
      tasks: 4,
    },
  },
  {
    name: "io",
    title: "I/O demo",
    says: "10 requests, two ways",
    spec: { work: "http", how: ["sequential", "concurrent"], tasks: 10, latency: 1000 },
  },
];

/** The article that Lanes brings to life, and the program that it measured. */
export const article = {
  title: "Concurrency vs Parallelism",
  program: "https://github.com/jackdo68/concurrency-demo",
};

/**
 * What the article measured, as an author's results beside the reader's, on the set-ups nearest to
 * its own. It does not say on how many cores, and its event loop was none of a browser's: neither
 * is shown.
 */
export const articleCases: readonly Preset[] = [
  {
    name: "article-cpu",
    title: "CPU",
    says: "4.30, 4.33 and 2.24 s",
    spec: {
      work: "hash",
      how: ["sequential", "concurrent", "parallel"],
      tasks: 4,
      size: 2_000_000,
      workers: 4,
      ref: "1~Node~0~ww-~s4300,c4325,p2236",
    },
  },
  {
    name: "article-io",
    title: "I/O",
    says: "15.16 and 3.17 s",
    spec: {
      work: "http",
      how: ["sequential", "concurrent"],
      tasks: 5,
      latency: 3000,
      ref: "1~Node~0~-wn~s15162,c3172",
    },
  },
];

/** Does the spec say what the preset says? What the preset leaves open may be anything. */
export function isPreset(spec: Spec, preset: Preset): boolean {
  return Object.entries(preset.spec).every(
    ([key, value]) => String(spec[key as keyof Spec]) === String(value),
  );
}
