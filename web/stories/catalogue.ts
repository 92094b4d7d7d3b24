/**
 * The stories, in the order they are read. A story is a folder of this name with an index.html and
 * a module, and one line here.
 */
export interface Story {
  name: string;
  title: string;
  /** What goes wrong in it, one line. */
  says: string;
}

export const stories: readonly Story[] = [
  {
    name: "waiting-in-line",
    title: "Waiting in line",
    says: "Calls that could wait together wait one after another.",
  },
  {
    name: "blocked-loop",
    title: "The blocked loop",
    says: "Work that computes is awaited like work that waits.",
  },
  { name: "stampede", title: "The stampede", says: "Ten thousand queries at once, twenty seats." },
];
