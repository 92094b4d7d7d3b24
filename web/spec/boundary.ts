/**
 * The numbers and orders that both sides of the boundary to C++ go by. They are C++'s
 * (wasm/tools/facts_json.cpp); the types of the words are repeated here.
 */
import facts from "@generated/boundary.json";

/** By the number that stands for it in columns of spans. */
export const spanKinds = facts.spanKinds as unknown as readonly [
  "queued",
  "waiting",
  "running",
  "blocked",
];

/** How a task ended, by its number. */
export const outcomes = facts.outcomes as unknown as readonly ["ok", "failed", "cancelled"];

/** What the modelled service did with a request, by its number. */
export const answers = facts.answers as unknown as readonly ["answered", "refused", "timed out"];

/** Of CPU work in one run. */
export const { mostCpuTasks } = facts;

/** Of all outputs of a run together that are kept to be looked at. */
export const { mostOutputBytes } = facts;

/** Of pictures that are made here. */
export const { pictureHeightOfWidth } = facts;

/** What the threads' one memory may have been given, largest first. */
export const { threadsMemoryMiB } = facts;
