/** Executions as the explorer gives them. */
import type { Execution } from "../../../../web/spec/sharing/sharing.ts";

/** Two increments, of which B’s is lost. */
export const lost: Execution = {
  schedule: "ABBA",
  steps: [
    { thread: 0, what: "load total", sees: "0", leaves: "0", line: 68 },
    { thread: 1, what: "load total", sees: "0", leaves: "0", line: 68 },
    { thread: 1, what: "store 1 to total", sees: "", leaves: "1", line: 69 },
    { thread: 0, what: "store 1 to total", sees: "", leaves: "1", line: 69 },
  ],
  switches: 1,
  threads: 2,
  ending: "broken",
  outcome: 1,
  waiting: [],
  objects: [{ name: "total", holds: "0" }],
};

/** Two locks in opposite order. */
export const stuck: Execution = {
  schedule: "AB",
  steps: [
    { thread: 0, what: "lock left lock", sees: "", leaves: "held by A", line: 50 },
    { thread: 1, what: "lock right lock", sees: "", leaves: "held by B", line: 50 },
  ],
  switches: 1,
  threads: 2,
  ending: "deadlock",
  outcome: null,
  waiting: [
    { thread: 0, object: "right lock", holder: 1, line: 51 },
    { thread: 1, object: "left lock", holder: 0, line: 51 },
  ],
  objects: [
    { name: "left lock", holds: "free" },
    { name: "right lock", holds: "free" },
  ],
};
