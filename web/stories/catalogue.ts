/**
 * The stories, in the order they are read. A story is a folder of this name with an index.html and
 * a module, and one line here.
 */
export interface Story {
  name: string;
  title: string;
  /** What goes wrong in it, one line. */
  says: string;
  /** The measured case that its preview shows: a preset's (previews/presets.ts), or "stampede". */
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
];
