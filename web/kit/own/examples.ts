/** Sources to start from: each has a mistake, and its fix in a comment. */

import awaitInAFor from "../../own-examples/await-in-a-for.js?raw";
import backtracking from "../../own-examples/backtracking.js?raw";
import checkThenAct from "../../own-examples/check-then-act.cpp?raw";
import lockOrder from "../../own-examples/lock-order.cpp?raw";
import loop from "../../own-examples/loop.js?raw";
import lostUpdate from "../../own-examples/lost-update.cpp?raw";
import matrix from "../../own-examples/matrix.cpp?raw";
import sort from "../../own-examples/sort.cpp?raw";
import unboundedGet from "../../own-examples/unbounded-get.js?raw";
import type { Spec } from "../../spec/types.ts";
import type { EditedLanguage } from "./editor.ts";

export interface Example {
  /** In addresses. */
  name: string;
  title: string;
  /** What there is to see. */
  says: string;
  lang: EditedLanguage;
  code: string;
  /** What else to run it with. */
  spec: Partial<Spec>;
}

export const examples: readonly Example[] = [
  {
    name: "loop",
    title: "A loop that should be sliced",
    says: "One long loop gives nothing else a turn, async or not. One more line does; the source is on the page, to change and run.",
    lang: "js",
    code: loop,
    spec: { how: ["concurrent", "sliced"], tasks: 4, size: 60_000 },
  },
  {
    name: "await-in-a-for",
    title: "await in a for",
    says: "Ten requests, each awaited before the next is sent, although none needs another’s answer. Sent together they take as long as one.",
    lang: "js",
    code: awaitInAFor,
    spec: { how: ["sequential", "concurrent"], tasks: 4, size: 10, pool: 100 },
  },
  {
    name: "unbounded-get",
    title: "Everything asked at once",
    says: "Five hundred requests to a service with twenty connections: most time out in its queue. Twenty at a time are all answered.",
    lang: "js",
    code: unboundedGet,
    spec: { how: ["sequential"], tasks: 1, size: 500, pool: 20, timeout: 1000 },
  },
  {
    name: "backtracking",
    title: "A regular expression that backtracks",
    says: "A + inside a +: each further letter doubles the time, and nothing can interrupt it. Written unambiguously, it is done at once.",
    lang: "js",
    code: backtracking,
    spec: { how: ["concurrent", "parallel"], tasks: 4, size: 22 },
  },
  {
    name: "matrix",
    title: "A matrix product, along the columns",
    says: "The same sums with the loops in another order, several times as fast, because the innermost goes along a row. C++, compiled in your browser.",
    lang: "cpp",
    code: matrix,
    spec: { how: ["sequential", "sliced", "parallel"], tasks: 4, size: 400 },
  },
  {
    name: "sort",
    title: "A sort, worth a thread or not",
    says: "A million numbers are worth a worker of their own; three hundred are not. C++, compiled in your browser.",
    lang: "cpp",
    code: sort,
    spec: { how: ["sequential", "parallel"], tasks: 4, size: 1_000_000 },
  },
];

/** Programs whose threads share state: they are explored, not run. */
export const sharingExamples: readonly Example[] = [
  {
    name: "lost-update",
    title: "An update that is lost",
    says: "Two threads read a total, add one and write it back; the explorer finds the schedule that loses one.",
    lang: "cpp",
    code: lostUpdate,
    spec: {},
  },
  {
    name: "check-then-act",
    title: "A check that no longer holds",
    says: "Two withdrawals check the balance before either has changed it, and both are paid.",
    lang: "cpp",
    code: checkThenAct,
    spec: {},
  },
  {
    name: "lock-order",
    title: "Locks in opposite order",
    says: "Two transfers each hold the lock that the other waits for.",
    lang: "cpp",
    code: lockOrder,
    spec: {},
  },
];
