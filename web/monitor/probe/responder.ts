/**
 * Answers the watchdog's probes on the event loop under test: only that loop can delay an answer.
 */
import { epochNow } from "../../base/clock.ts";
import { Stopwatch } from "../../base/stopwatch.ts";

/** A probe's number, and its answer: the same number and when the loop handled it. */
export type Probe = number;
export interface ProbeAnswer {
  probe: Probe;
  answeredEpochMs: number;
}

/** `spent` runs while it answers. */
export function answerProbes(port: MessagePort, spent = new Stopwatch()): void {
  port.onmessage = ({ data }: MessageEvent<Probe>) =>
    spent.during(() => {
      const answer: ProbeAnswer = { probe: data, answeredEpochMs: epochNow() };
      port.postMessage(answer);
    });
}
