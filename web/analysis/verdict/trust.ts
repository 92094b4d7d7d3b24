/** Whether these numbers can be believed at all. */
import { coarseStepMs } from "../../base/measured.ts";
import { whyDifferent } from "../../spec/compare.ts";
import type { Result } from "../../spec/types.ts";
import type { Rule } from "./rule.ts";
import { capitalised, listOf, ms } from "./words.ts";

/** A wall time of fewer clock steps than this is meaningless. */
const fewSteps = 20;
const shortestMs = 1;

/** Compilation shows in runs up to about this long. */
const coldShowsMs = 500;

export const trustRules: readonly Rule[] = [
  {
    id: "answers-differ",
    say({ runs }) {
      const tasks = Math.max(0, ...runs.map(({ result }) => result.digests.length));
      for (let task = 0; task < tasks; task++) {
        const given = runs.map(({ result }) => result.digests[task]).filter(Boolean);
        if (new Set(given).size < 2) continue;
        return {
          text: `No verdict: the strategies gave different answers for task ${task}, so at least one of them did different work. ${whyDifferent(runs.map(({ result }) => result))}`,
          final: true,
        };
      }
      return undefined;
    },
  },
  {
    id: "all-hidden",
    say({ runs, hidden }) {
      if (runs.length > 0 || hidden.length === 0) return undefined;
      return {
        text: "No verdict: the tab was hidden meanwhile, and browsers slow hidden tabs down. Run it again with the tab in view.",
        final: true,
      };
    },
  },
  {
    id: "all-disturbed",
    say({ runs, disturbed }) {
      if (runs.length > 0 || disturbed.length === 0) return undefined;
      return {
        text: `No verdict: ${byWhat(disturbed)} was using this machine, too, so the times are not those of the strategies. Run it again when the machine has nothing else to do.`,
        final: true,
      };
    },
  },
  {
    id: "all-cancelled",
    say({ runs, hidden, cancelled }) {
      if (runs.length > 0 || hidden.length > 0 || cancelled.length === 0) return undefined;
      return { text: "No verdict: the run was cancelled before its tasks had ended.", final: true };
    },
  },
  {
    id: "too-short",
    say({ runs }) {
      const longest = runs.toSorted((a, b) => b.result.wallMs - a.result.wallMs)[0]?.result;
      if (!longest) return undefined;
      const step = longest.environment.clockResolutionMs;
      if (longest.wallMs >= Math.max(shortestMs, fewSteps * step)) return undefined;
      return {
        text: `Too short for a verdict: it took ${ms(longest.wallMs)}, and this browser’s clock moves in steps of ${steps(step)}.`,
        final: true,
      };
    },
  },
  {
    id: "some-hidden",
    say({ hidden }) {
      if (hidden.length === 0) return undefined;
      const hows = capitalised(listOf(hidden.map(({ how }) => how)));
      return {
        text: `${hows} ran while the tab was hidden and ${hidden.length > 1 ? "are" : "is"} left out here, as browsers slow hidden tabs down.`,
      };
    },
  },
  {
    id: "some-disturbed",
    say({ disturbed }) {
      if (disturbed.length === 0) return undefined;
      const hows = capitalised(listOf(disturbed.map(({ how }) => how)));
      return {
        text: `${hows} shared this machine with ${byWhat(disturbed)} and ${disturbed.length > 1 ? "are" : "is"} left out here.`,
      };
    },
  },
  {
    id: "some-cancelled",
    say({ cancelled }) {
      if (cancelled.length === 0) return undefined;
      const hows = capitalised(listOf(cancelled.map(({ how }) => how)));
      return {
        text: `${hows} ${cancelled.length > 1 ? "were cancelled and are" : "was cancelled and is"} left out here.`,
      };
    },
  },
  {
    id: "coarse-clock",
    say({ runs }) {
      const step = runs[0]?.result.environment.clockResolutionMs ?? 0;
      if (step < coarseStepMs) return undefined;
      return {
        text: `This browser’s clock moves in steps of ${steps(step)}, so every time here is ± ${steps(step)}.`,
      };
    },
  },
  {
    id: "cold",
    say({ entry, whole }) {
      const cold = whole.filter(({ result }) => result.cold && result.wallMs < coldShowsMs);
      if (entry.bound !== "cpu" || cold.length === 0) return undefined;
      const hows = capitalised(listOf(cold.map(({ result }) => result.how)));
      return {
        text: `${hows} ran cold: the browser was still compiling that code, so the same run may be quicker the next time.`,
      };
    },
  },
];

function byWhat(disturbed: readonly Result[]): string {
  return disturbed.some((one) => one.disturbed === "another-run")
    ? "another run of Lanes"
    : "other work";
}

function steps(resolutionMs: number): string {
  return resolutionMs < 0.05
    ? `${Math.max(1, Math.round(resolutionMs * 1000))} µs`
    : ms(resolutionMs);
}
