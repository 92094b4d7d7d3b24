/**
 * Constants and enumerations shared with C++, which defines them (wasm/tools/facts_json.cpp). Only
 * the types of the enumerations' names are repeated here.
 */
import facts from "@generated/boundary.json";

/** Indexed by the number that stands for the kind in columns of spans. */
export const spanKinds = facts.spanKinds as unknown as readonly [
  "queued",
  "waiting",
  "running",
  "blocked",
];

/** How a task ended, indexed by its number in C++. */
export const outcomes = facts.outcomes as unknown as readonly ["ok", "failed", "cancelled"];

/** What the modelled service did with a request, indexed by its number in C++. */
export const answers = facts.answers as unknown as readonly ["answered", "refused", "timed out"];

/** Most tasks of a run of CPU work. */
export const { mostCpuTasks } = facts;

/** Limit for all outputs of a run that are kept for display. */
export const { mostOutputBytes } = facts;

/** Height / width of generated pictures. */
export const { pictureHeightOfWidth } = facts;

/** Possible sizes of the memory that threads share, in the order tried, largest first. */
export const { threadsMemoryMiB } = facts;
