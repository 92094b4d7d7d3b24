/**
 * The stories, in the order they are read. A story is a folder of this name with an index.html and
 * a module, and one line here.
 */
export interface Story {
  name: string;
  title: string;
  /** What goes wrong in it, one line. */
  says: string;
  /**
   * What its preview shows: a measured case, which is a preset's (previews/cases/try-cases.ts) or "stampede";
   * or "schedule", the one that shared-state has recorded.
   */
  shows: string;
}

export const stories: readonly Story[] = [
  {
    name: "waiting-in-line",
    title: "Waiting in line",
    says: "Independent calls made one after another.",
    shows: "fifty-queries",
  },
  {
    name: "blocked-loop",
    title: "The blocked loop",
    says: "CPU work treated like I/O.",
    shows: "image-resizing",
  },
  {
    name: "stampede",
    title: "The stampede",
    says: "Ten thousand queries at once, twenty connections.",
    shows: "stampede",
  },
  {
    name: "one-lock",
    title: "One lock, many processes",
    says: "Threads that must share one lock to compute, and processes that need not.",
    shows: "cpu-demo",
  },
  {
    name: "open-connections",
    title: "Thousands of open connections",
    says: "Ten thousand waits on one thread, or a thread for each.",
    shows: "io-demo",
  },
  {
    name: "shared-state",
    title: "Shared state",
    says: "Two threads, one counter: the race, the schedule that loses an update, five fixes.",
    shows: "schedule",
  },
];
