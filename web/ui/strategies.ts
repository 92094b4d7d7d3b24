/** The strategies in plain words. */
import type { Spec, Strategy } from "../engine/types.ts";
import { plural } from "../text/format.ts";

/** One line: what the strategy does with these tasks. */
export function explain(how: Strategy, spec: Spec): string {
  switch (how) {
    case "sequential":
      return "One after another: the next begins when the last has ended.";
    case "concurrent":
      return "All handed over at once, to one thread. Promise.all.";
    case "bounded":
      return `At most ${spec.limit} in flight at a time; the others queue.`;
    case "sliced":
      return "On one thread, a few ms at a time, so the page can breathe.";
    case "parallel":
      return `Shared out over ${plural(spec.workers, "worker")}, each its own thread.`;
  }
}
