/** The event loop under test answers the watchdog's probes: nothing but the loop can delay it. */
import { epochNow } from "../../base/clock.ts";
import { Stopwatch } from "../../base/stopwatch.ts";

/** A probe, by number, and its answer: the same number and when the loop got to it. */
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
