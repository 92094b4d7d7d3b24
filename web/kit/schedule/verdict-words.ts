/** What is known of a program's schedules, in words. Never more than is known. */
import { formatCount, plural } from "../../base/format.ts";
import { ownInvariant, programEntry } from "../../spec/sharing/programs.ts";
import type { Exploration, Sharing } from "../../spec/sharing/sharing.ts";

/** What an exploration knows. */
export function sayVerdict(exploration: Exploration): string {
  const { verdict, bound, explored, shortest, interleavings, failing, deadlocks } = exploration;
  const ran = `It ran ${plural(explored, "execution")}.`;
  if (verdict === "found" && shortest) {
    const { switches, steps, ending } = shortest;
    const how = ending === "deadlock" ? "ends in a deadlock" : "breaks the invariant";
    const with_ = `${plural(steps.length, "step")} and ${switchCount(switches)}`;
    const fewest = shortest.fewest
      ? switches > 0
        ? " None with fewer switches fails."
        : ""
      : " Whether one with fewer switches fails is not known: not all of those were run.";
    const all =
      interleavings === undefined
        ? "Of more than 2⁵³ schedules"
        : `Of all ${plural(interleavings, "schedule")}`;
    const counted =
      failing === undefined
        ? "How many schedules there are, how many fail and how many deadlock is unknown: there are too many to count."
        : `${all}, ${formatCount(failing)} ${failing === 1 ? "fails" : "fail"}${deadlocks ? `, ${deadlocks === failing ? "each" : formatCount(deadlocks)} by a deadlock` : ""}.`;
    return `Found: a schedule of ${with_} that ${how}.${fewest} ${counted} ${ran}`;
  }
  if (verdict === "proved") {
    const all =
      interleavings === undefined
        ? "Proved: no schedule fails. How many there are is unknown: too many to count."
        : `Proved: none of the ${plural(interleavings, "schedule")} fails.`;
    return `${all} ${ran} Schedules that differ only in the order of independent steps count as one execution.`;
  }
  const { switchesCleared: cleared } = exploration;
  const none = cleared === null ? "" : ` No schedule with at most ${switchCount(cleared)} fails.`;
  const why =
    bound === "preemptions"
      ? "schedules with more switches were not run"
      : "it reached its limit before all schedules were run";
  return `Not found within the bound: ${why}, so this proves nothing about the rest.${none} ${ran}`;
}

/** What holds in the end if nothing went wrong. */
export function invariantOf(program: Sharing["program"]): string {
  return program === "own" ? ownInvariant : (programEntry(program)?.invariant ?? "");
}

export function switchCount(switches: number): string {
  return switches === 0 ? "no switch" : switches === 1 ? "1 switch" : `${switches} switches`;
}
