/** The cost to the event loop under test, as the watchdog measured it. */
import type { Case } from "./case.ts";
import type { Measured } from "./measures.ts";
import type { Rule } from "./rule.ts";
import { count, ms, names, plural, theLoop } from "./words.ts";

/** W3C Long Tasks; shorter ones go unnoticed. */
const noticedMs = 50;
/** From here on the page feels stuck (RAIL: answer input within 100 ms). */
const feltMs = 100;
/** A loop held for less was merely busy. */
const heldMs = 20;
/** This many dropped frames are visible as a stutter. */
const seenFrames = 5;

export const loopRules: readonly Rule[] = [
  {
    id: "unwatched",
    say({ runs }) {
      if (runs.length === 0 || runs.some(watched)) return undefined;
      return { text: "What it did to the event loop was not measured." };
    },
  },
  {
    id: "some-froze",
    say(about) {
      const frozen = about.runs.filter((run) => watched(run) && longest(run) >= feltMs);
      const free = about.runs.filter((run) => watched(run) && longest(run) < noticedMs);
      if (frozen.length === 0 || free.length === 0) return undefined;
      return {
        text: `${names(frozen)} froze ${theLoop(about.spec)} for up to ${ms(most(frozen))} at a stretch${misses(frozen)}; ${low(names(free))} left it free (${ms(most(free))} at most).`,
      };
    },
  },
  {
    id: "froze",
    say(about) {
      const frozen = about.runs.filter((run) => watched(run) && longest(run) >= feltMs);
      if (frozen.length === 0) return undefined;
      return {
        text: `${names(frozen)} froze ${theLoop(about.spec)} for up to ${ms(most(frozen))} at a stretch${misses(frozen)}${frames(about, frozen)}.`,
      };
    },
  },
  {
    id: "held-briefly",
    say(about) {
      const held = about.runs.filter(
        (run) => watched(run) && longest(run) > 0.7 * run.result.wallMs && longest(run) < feltMs,
      );
      const [worst] = held.toSorted((a, b) => longest(b) - longest(a));
      if (!worst || longest(worst) < heldMs || about.runs.some(froze)) return undefined;
      return {
        text: `${names(held)} held ${theLoop(about.spec)} for nearly the whole run. At ${ms(longest(worst))} that is too short to be felt, but longer work would freeze it for as long as it takes.`,
      };
    },
  },
  {
    id: "stuttered",
    say(about) {
      const seen = about.runs.filter(watched);
      const lost = Math.max(0, ...seen.map(({ result }) => result.eventLoop.droppedFrames));
      if (seen.length === 0 || (most(seen) < noticedMs && !losesFrames(about, seen))) {
        return undefined;
      }
      const dropped = losesFrames(about, seen)
        ? `, and up to ${plural(lost, "frame")} were not drawn`
        : "";
      return {
        text: `The event loop stumbled but did not freeze: it kept others waiting for ${ms(most(seen))} at most${dropped}.`,
      };
    },
  },
  {
    id: "stayed-free",
    say({ runs }) {
      const seen = runs.filter(watched);
      if (seen.length === 0) return undefined;
      const checks = seen.reduce((sum, { result }) => sum + result.eventLoop.health.sent, 0);
      const late = seen.reduce((sum, { result }) => sum + result.eventLoop.health.missed, 0);
      if (late > 0) return undefined;
      return {
        text: `The event loop stayed free: it never kept anyone waiting for more than ${ms(most(seen))}, and no health check (${count(checks)}) was missed.`,
      };
    },
  },
];

/** Did this strategy freeze the loop noticeably? */
export function froze(run: Measured): boolean {
  return watched(run) && longest(run) >= feltMs;
}

/** Was nobody kept waiting noticeably? */
export function stayedFree(run: Measured): boolean {
  return watched(run) && longest(run) < noticedMs;
}

function watched({ result }: Measured): boolean {
  return result.eventLoop.health.sent > 0;
}

function longest({ result }: Measured): number {
  return result.eventLoop.longestFreezeMs;
}

function most(runs: readonly Measured[]): number {
  return Math.max(...runs.map(longest));
}

function misses(runs: readonly Measured[]): string {
  const missed = runs.reduce((sum, { result }) => sum + result.eventLoop.health.missed, 0);
  const sent = runs.reduce((sum, { result }) => sum + result.eventLoop.health.sent, 0);
  return missed > 0 ? `, with ${count(missed)} of ${count(sent)} health checks missed` : "";
}

/** Only the page's loop draws frames; a worker's has none to drop. */
function losesFrames({ spec }: Case, runs: readonly Measured[]): boolean {
  return (
    spec.loop === "main" && runs.some(({ result }) => result.eventLoop.droppedFrames > seenFrames)
  );
}

function frames(about: Case, runs: readonly Measured[]): string {
  if (!losesFrames(about, runs)) return "";
  const lost = Math.max(...runs.map(({ result }) => result.eventLoop.droppedFrames));
  return `, and up to ${plural(lost, "frame")} were not drawn`;
}

function low(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
