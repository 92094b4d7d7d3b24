/**
 * Answers the watchdog's probes on the event loop under test: only that loop can delay an answer.
 * While it is probed it also has a timer pending, and says when that is due and when it fired.
 */
import { epochNow } from "../../base/clock.ts";
import { Stopwatch } from "../../base/stopwatch.ts";

/** A probe's number. */
export type Probe = number;

/** How far ahead the timer is due when it is set, ms. */
export const timerMs = 100;

export type LoopSays =
  /** The probe, and when the loop handled it. */
  | { probe: Probe; answeredEpochMs: number }
  /** So many tasks stand in line on it: said while they hold it. */
  | { tasksInLine: number }
  /** A timer was set; and, in a message of its own, it fired. */
  | { timerDueEpochMs: number; firedEpochMs?: number };

/** To whoever watches this thread's loop at the moment. */
let watcher: MessagePort | undefined;

/** Says how many tasks stand in line. */
export function tellInLine(tasksInLine: number): void {
  watcher?.postMessage({ tasksInLine } satisfies LoopSays);
}

/** `spent` runs while it answers. */
export function answerProbes(port: MessagePort, spent = new Stopwatch()): void {
  watcher = port;
  const say = (what: LoopSays) => port.postMessage(what);
  let set = false;
  /** Since the timer was set: where nobody asks there is none. */
  let asked = false;
  const setTimer = () => {
    set = true;
    asked = false;
    const timerDueEpochMs = epochNow() + timerMs;
    setTimeout(() => {
      spent.during(() => {
        set = false;
        say({ timerDueEpochMs, firedEpochMs: epochNow() });
        if (asked) setTimer();
      });
    }, timerMs);
    say({ timerDueEpochMs });
  };
  port.onmessage = ({ data }: MessageEvent<Probe>) =>
    spent.during(() => {
      say({ probe: data, answeredEpochMs: epochNow() });
      asked = true;
      if (!set) setTimer();
    });
}
